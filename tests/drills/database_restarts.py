"""F3: PostgreSQL restarts as after a crash while answers come in."""

import asyncio
import time

from drills import ledgers
from drills.grounds import Ground, in_thread
from drills.students import Student, acknowledged, enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
LEAST_ACKS = 30
MOST_BACK_SECONDS = 5.0
REPLAYED = 3


async def drill(ground: Ground, trials: int) -> Tally:
    """Restart it so often; the service itself keeps running."""
    assert ground.postgres is not None
    tally = Tally(most_recovery_seconds=MOST_BACK_SECONDS)
    url = await ground.database()
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
            async with studying(students):
                for trial in range(trials):
                    wanted = acknowledged(students) + LEAST_ACKS
                    await until_acknowledged(students, wanted)
                    await asyncio.sleep(ground.rng.uniform(0.0, 0.2))
                    await in_thread(ground.postgres.restart)
                    tally.recovered(await _seconds_until_all_are_served(students))
                    tally.trials += 1
                    ground.say(f"restart {trial + 1} of {trials}, {wanted} acknowledged")
            found = await ledgers.compare(url, students)
            await ledgers.replay(students, found, most=REPLAYED)
            tally.add(found)
            tally.add_surprises(students)
    tally.counted["503"] += sum(student.statuses[503] for student in students)
    return tally


async def _seconds_until_all_are_served(students: list[Student]) -> float:
    """Until each has been told something good since now. Raises `TimeoutError`."""
    begin = time.monotonic()
    before = [student.served for student in students]
    async with asyncio.timeout(60):
        while any(s.served == was for s, was in zip(students, before, strict=True)):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return time.monotonic() - begin
