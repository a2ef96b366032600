"""F6: replies are lost on their way, so clients send their answers again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from urllib.parse import urlsplit

from drills import ledgers
from drills.grounds import Ground
from drills.students import Student, acknowledged, enrolled
from drills.tallies import Tally
from drills.wire import Lost

CLIENTS = 16
DROPPED = 0.3
REPLAYED = 10
_CHUNK = 65_536


async def drill(ground: Ground, trials: int) -> Tally:
    """So many answers through a proxy that drops three replies of ten, after the service gave
    them: there must be as many rows, and each answer the same reply again."""
    tally = Tally(trials=trials)
    url = await ground.database()
    with ground.serving(url) as service:
        async with (
            _proxy(service.url, ground.rng) as (address, dropped),
            enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students,
        ):
            for student in students:
                student.connection.move(address)
            await asyncio.gather(*(_answer(s, students, trials, ground) for s in students))
            for student in students:
                student.connection.move(service.url)
            found = await ledgers.compare(url, students)
            await ledgers.replay(students, found, most=REPLAYED)
            tally.add(found)
            tally.add_surprises(students)
            tally.counted["dropped replies"] = dropped[0]
            if not dropped[0]:
                tally.wrong.append("no reply was dropped")
    return tally


async def _answer(student: Student, all: list[Student], trials: int, ground: Ground) -> None:
    """Study until there are enough answers, those of the others counted; leave none in doubt."""
    while acknowledged(all) < trials or student.doubt is not None:
        with suppress(Lost):
            before = acknowledged(all)
            await student.step()
            if before // 1_000 < acknowledged(all) // 1_000:
                ground.say(f"{acknowledged(all)} of {trials} answers")


@asynccontextmanager
async def _proxy(url: str, rng: Random) -> AsyncIterator[tuple[str, list[int]]]:
    """An address in front of the service, and how many replies it has dropped so far."""
    parts = urlsplit(url)
    dropped = [0]
    open_ones: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()

    async def deliver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            if data.startswith(b"HTTP/1.1 ") and rng.random() < DROPPED:
                dropped[0] += 1
                return
            writer.write(data)
            await writer.drain()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(parts.hostname, parts.port)
        open_ones.update((writer, inner_writer))
        both = [
            asyncio.create_task(pump(reader, inner_writer)),
            asyncio.create_task(deliver(inner_reader, writer)),
        ]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for one in (writer, inner_writer):
            one.transport.abort()
            open_ones.discard(one)

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", dropped
    finally:
        server.close()
        for one in list(open_ones):
            one.transport.abort()
        await asyncio.sleep(0.05)
