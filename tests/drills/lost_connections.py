"""F4: connections to the database are cut, and there are too few of them."""

import asyncio
from contextlib import suppress

import asyncpg

from drills import ledgers
from drills.grounds import Ground
from drills.students import Student, acknowledged, enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
CROWD = 50
FEW = 2
CROWD_SECONDS = 30
"""How long the crowd may take for as many answers as there are trials."""
SETTLE_SECONDS = 1.0
_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
"""
_LEFT = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""


async def drill(ground: Ground, trials: int) -> Tally:
    """On PostgreSQL, cut so many connections; then serve fifty students by two connections."""
    tally = Tally()
    if ground.postgres is not None:
        await _cut(ground, trials, tally)
    if not tally.wrong:
        await _crowd(ground, trials, tally)
    tally.trials = trials
    return tally


async def _cut(ground: Ground, trials: int, tally: Tally) -> None:
    url = await ground.database()
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
            async with studying(students):
                for trial in range(trials):
                    await asyncio.sleep(ground.rng.uniform(0.02, 0.2))
                    tally.counted["cut"] += len(await _fetch(url, _CUT))
                    if trial % 10 == 9:
                        ground.say(f"cut {trial + 1} of {trials}")
            await _judge(url, students, tally)


async def _crowd(ground: Ground, wanted: int, tally: Tally) -> None:
    url = await ground.database()
    with ground.serving(url, database_pool_size=FEW) as service:
        async with enrolled(service.url, ground.deck_id, CROWD, ground.rng) as students:
            async with studying(students):
                with suppress(TimeoutError):
                    await until_acknowledged(students, wanted, seconds=CROWD_SECONDS)
            if acknowledged(students) < wanted:
                got = acknowledged(students)
                tally.wrong.append(f"the crowd got {got} answers in {CROWD_SECONDS} s")
            ground.say(f"a crowd of {CROWD}: {acknowledged(students)} acknowledged")
            await _judge(url, students, tally)


async def _judge(url: str, students: list[Student], tally: Tally) -> None:
    """Compare, and look for connections that nobody gave back."""
    tally.add(await ledgers.compare(url, students))
    tally.add_surprises(students)
    tally.counted["503"] += sum(student.statuses[503] for student in students)
    if url.startswith("postgresql"):
        await asyncio.sleep(SETTLE_SECONDS)
        [(left,)] = await _fetch(url, _LEFT)
        if left:
            tally.wrong.append(f"{left} connections were not given back")


async def _fetch(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
