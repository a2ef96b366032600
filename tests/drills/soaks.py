"""F16: half an hour of everything that people do, all at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from services import Service

from drills import authors, ledgers
from drills.grounds import Ground
from drills.samples import SECONDS, Course, Sample
from drills.students import Student, acknowledged, enrolled
from drills.tallies import Tally
from drills.wire import Lost

CLIENTS = 8
MOST_PAUSE_SECONDS = 0.3
LOOKS_EVERY = 20
"""Steps of a student until they look at what they have done."""
NEWCOMER_SECONDS = 3.0

LOOKS = (
    "/v1/answers?limit=20",
    "/v1/memories?limit=50",
    "/v1/changes?limit=100",
    "/v1/sessions?limit=20",
    "/v1/learners/{learner}/due",
    "/v1/learners/{learner}/stats",
    "/v1/learners/{learner}/mastery",
    "/v1/decks/{deck}/cards?limit=50",
)


async def drill(ground: Ground, trials: int) -> Tally:
    """So many samples of ten seconds each: students answer and look around, newcomers come, an
    author edits, imports and exports. What the service holds must not grow on and on."""
    tally = Tally()
    url = await ground.database()
    with ground.serving(url, worker=True, access_token_minutes=60) as service:
        async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
            course = Course()
            async with _everything(ground, service, students, course, tally) as stop:
                for trial in range(trials):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), SECONDS)
                    if stop.is_set():
                        break
                    sample = course.take(service.rss_bytes(), _log_bytes(url))
                    tally.trials += 1
                    ground.say(_told(trial, trials, sample, acknowledged(students)))
            tally.counted["minutes"] = round(trials * SECONDS / 60)
            tally.add(await ledgers.compare(url, students))
            tally.add_surprises(students)
    course.judge(tally)
    tally.course = course
    return tally


@asynccontextmanager
async def _everything(
    ground: Ground, service: Service, students: list[Student], course: Course, tally: Tally
) -> AsyncIterator[asyncio.Event]:
    """All of it goes on while the block runs; the event is set when something of it fails."""
    stop = asyncio.Event()
    rng = Random(ground.rng.getrandbits(64))
    doings = [_study(student, course, stop) for student in students]
    doings += [
        _newcomers(service.url, ground.deck_id, rng, tally, stop),
        authors.work(service.url, ground.deck_id, rng, tally, stop),
    ]
    tasks = [asyncio.create_task(_stopped_by_errors(doing, stop)) for doing in doings]
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def _stopped_by_errors(doing: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    try:
        await doing
    except BaseException:
        stop.set()
        raise


async def _study(student: Student, course: Course, stop: asyncio.Event) -> None:
    """Answer at a learner's pace, if a hasty one's, and look around now and then."""
    steps = 0
    while not stop.is_set():
        await asyncio.sleep(student.rng.uniform(0, MOST_PAUSE_SECONDS))
        begin = time.monotonic()
        try:
            await student.step()
            course.waits.append(time.monotonic() - begin)
        except Lost:
            student.lost += 1
            student.surprises.append("no reply came")
        steps += 1
        if steps % LOOKS_EVERY == 0:
            await _look(student)


async def _look(student: Student) -> None:
    path = student.rng.choice(LOOKS).format(learner=student.learner_id, deck=student.deck_id)
    try:
        reply = await student.connection.ask("GET", path, token=student.token)
    except Lost as error:
        student.surprises.append(f"GET {path}: {error}")
        return
    if reply.status != 200:
        student.surprises.append(f"GET {path}: {reply.status} {reply.body[:300]!r}")


async def _newcomers(
    url: str, deck_id: str, rng: Random, tally: Tally, stop: asyncio.Event
) -> None:
    """Guests who come, answer a little, and are never seen again."""
    while not stop.is_set():
        async with enrolled(url, deck_id, 1, rng) as students:
            for _ in range(8):
                await students[0].step()
            await students[0].settle()
            tally.counted["newcomers"] += 1
            tally.add_surprises(students)
        await asyncio.sleep(NEWCOMER_SECONDS)


def _log_bytes(url: str) -> int:
    """How long SQLite's write-ahead log is; nothing elsewhere."""
    path = Path(f"{url.partition('///')[2]}-wal")
    return path.stat().st_size if url.startswith("sqlite") and path.exists() else 0


def _told(trial: int, trials: int, sample: Sample, acks: int) -> str:
    mega = 1_000_000
    return (
        f"sample {trial + 1} of {trials}: {sample.rss / mega:.1f} MB held, log "
        f"{sample.log / mega:.1f} MB, p99 {sample.p99_ms:.0f} ms, {acks} acknowledged"
    )
