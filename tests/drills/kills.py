"""F1: the service is killed while answers come in."""

import asyncio

from services import Service

from drills import ledgers
from drills.grounds import Ground, in_thread
from drills.students import enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
LEAST_ACKS = 50
MOST_READY_SECONDS = 3.0
REPLAYED = 3
"""Acknowledged answers of each student that are sent again after each kill."""


async def drill(ground: Ground, trials: int) -> Tally:
    """Kill it so often, each time after 50 acknowledged answers and 50 to 300 ms more."""
    tally = Tally(most_recovery_seconds=MOST_READY_SECONDS)
    url = await ground.database()
    with ground.serving(url) as service:
        for trial in range(trials):
            await _kill(ground, service, url, tally)
            tally.trials += 1
            ground.say(f"kill {trial + 1} of {trials}, {tally.counted['acks']} acknowledged")
    return tally


async def _kill(ground: Ground, service: Service, url: str, tally: Tally) -> None:
    async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
        async with studying(students):
            await until_acknowledged(students, LEAST_ACKS)
            await asyncio.sleep(ground.rng.uniform(0.05, 0.3))
            await in_thread(service.kill)
        tally.recovered(await in_thread(service.start))
        found = await ledgers.compare(url, students)
        await ledgers.replay(students, found, most=REPLAYED)
        tally.add(found)
        tally.add_surprises(students)
