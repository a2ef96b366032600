"""F14: the service is told to stop while answers come in."""

import asyncio
import time
from urllib.error import HTTPError
from urllib.request import urlopen

from services import Service

from drills import ledgers
from drills.grounds import Ground, in_thread
from drills.students import Student, enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
LEAST_ACKS = 30
MOST_STOP_SECONDS = 10.0
NOTICE_SECONDS = 0.5


async def drill(ground: Ground, trials: int) -> Tally:
    """Stop it so often. Readiness must say so first, and whatever it has written it must have
    answered: what is in doubt afterwards is not there."""
    tally = Tally(most_recovery_seconds=MOST_STOP_SECONDS)
    url = await ground.database()
    with ground.serving(url, notice_seconds=NOTICE_SECONDS) as service:
        for trial in range(trials):
            if trial:
                await in_thread(service.start)
            async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
                await _stop_amid(ground, service, students, tally)
                tally.add(await ledgers.compare(url, students))
                tally.add_surprises(students)
                tally.wrong += await ledgers.unanswered(url, students)
            tally.trials += 1
            ground.say(f"stop {trial + 1} of {trials}, {tally.counted['acks']} acknowledged")
    return tally


async def _stop_amid(
    ground: Ground, service: Service, students: list[Student], tally: Tally
) -> None:
    async with studying(students):
        await until_acknowledged(students, LEAST_ACKS)
        await asyncio.sleep(ground.rng.uniform(0.0, 0.1))
        begin = time.monotonic()
        stopping = asyncio.create_task(in_thread(service.terminate))
        if not await in_thread(_is_told, service):
            tally.wrong.append("readiness did not say 503 before the service was gone")
        code = await stopping
        tally.recovered(time.monotonic() - begin)
    if code:
        tally.wrong.append(f"the service ended with {code}")


def _is_told(service: Service) -> bool:
    """Whether readiness answers 503 before connections are refused."""
    end = time.monotonic() + MOST_STOP_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(f"{service.url}/health/ready", timeout=5):
                time.sleep(0.02)
        except HTTPError as error:
            with error:
                return error.code == 503
        except OSError:
            return False
    return False
