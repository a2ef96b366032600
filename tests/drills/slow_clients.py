"""F12: clients that send their requests as slowly as they can."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from statistics import quantiles
from urllib.parse import urlsplit

from drills.grounds import Ground
from drills.students import Student, enrolled
from drills.tallies import Tally

ARRIVAL_SECONDS = 2
GRACE_SECONDS = 1.5
"""How much later than that a connection may end: bytes come once a second."""
MOST_TIMES = 2.0
"""How much slower than without slow clients a normal one may be served at its slowest (p99)."""
LEAST_MS = 20.0
"""Below that a p99 is noise."""
ROUND = 150
"""Slow clients for which there is a round of its own."""
REQUESTS = 60
_HEAD = b"POST /v1/auth/token HTTP/1.1\r\nHost: recite.test\r\n"
_BODY = _HEAD + b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"


async def drill(ground: Ground, trials: int) -> Tally:
    """So many slow clients, half of them slow in their heads, half in their bodies. All must be
    sent away, and a normal client must hardly notice them."""
    tally = Tally(trials=trials)
    rounds = 1 + trials // ROUND
    url = await ground.database()
    with ground.serving(url, arrival_seconds=ARRIVAL_SECONDS) as service:
        async with enrolled(service.url, ground.deck_id, 1, ground.rng) as [student]:
            await _sample(student)
            alone, beside = [], []
            for round in range(rounds):
                alone += await _sample(student)
                async with _slow_ones(service.url, trials, tally):
                    beside += await _sample(student)
                ground.say(f"round {round + 1} of {rounds} with {trials} slow clients")
            tally.add_surprises([student])
    before, after = quantiles(alone, n=100)[98], quantiles(beside, n=100)[98]
    tally.counted["p99 ms alone"] = _rounded(before)
    tally.counted["p99 ms beside"] = _rounded(after)
    if after > MOST_TIMES * max(before, LEAST_MS):
        tally.slow.append(f"p99 {after:.0f} ms beside slow clients, {before:.0f} ms alone")
    return tally


def _rounded(value: float) -> int:
    """The next whole number."""
    return int(value) + 1


async def _sample(student: Student) -> list[float]:
    """How many milliseconds each of some requests took."""
    found = []
    for _ in range(REQUESTS):
        begin = time.perf_counter()
        await student.step()
        found.append((time.perf_counter() - begin) * 1000)
    return found


@asynccontextmanager
async def _slow_ones(url: str, count: int, tally: Tally) -> AsyncIterator[None]:
    """Slow clients, all of them connected when the block begins, and judged when it is over."""
    ready = asyncio.Semaphore(0)
    tasks = [
        asyncio.create_task(_trickle(url, _BODY if number % 2 else _HEAD, ready))
        for number in range(count)
    ]
    for _ in tasks:
        await ready.acquire()
    yield
    for seconds in await asyncio.gather(*tasks):
        tally.counted["slow clients"] += 1
        if seconds > ARRIVAL_SECONDS + GRACE_SECONDS:
            tally.wrong.append(f"a slow client held its connection for {seconds:.1f} s")


async def _trickle(url: str, head: bytes, ready: asyncio.Semaphore) -> float:
    """Send the head and then a byte a second; gives the seconds until the service had enough."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    begin = time.monotonic()
    writer.write(head)
    ready.release()
    ended = asyncio.create_task(reader.read())
    with suppress(OSError):
        while not ended.done() and time.monotonic() < begin + 2 * ARRIVAL_SECONDS + GRACE_SECONDS:
            await asyncio.wait([ended], timeout=1)
            writer.write(b"x")
    seconds = time.monotonic() - begin
    ended.cancel()
    await asyncio.gather(ended, return_exceptions=True)
    writer.transport.abort()
    return seconds
