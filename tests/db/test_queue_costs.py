"""What is due costs the same however much waits, in steps of SQLite's machine, which are the same
on every processor. The rows are those of `benchmarks/due_queue.py`, which measures it in seconds.
"""

import shutil
from pathlib import Path

import pytest

from benchmarks.due_queue import Query, Size, fill, questions
from db.engine import Database, connect

SMALL, LARGE = Size("small", 1, 10_000), Size("large", 1, 40_000)
FEW_INSTRUCTIONS = 10
"""How often the handler is called: after so many."""


async def steps(database: Database, query: Query) -> int:
    """How often SQLite's machine went on for a few instructions while it answered."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    async with database.reading() as db:
        raw = await (await db.connection()).get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.set_progress_handler(count, FEW_INSTRUCTIONS)
        await query(db)
        await raw.driver_connection.set_progress_handler(None, 0)
    return counted


@pytest.mark.parametrize("name", questions())
async def test_four_times_as_much_costs_no_more(
    sqlite_template: Path, tmp_path: Path, name: str
) -> None:
    counted = []
    for size in (SMALL, LARGE):
        path = tmp_path / f"{size.name}.sqlite"
        shutil.copy(sqlite_template, path)
        database = connect(f"sqlite:///{path}")
        await fill(database, size)
        counted.append(await steps(database, questions()[name]))
        await database.dispose()
    assert counted[0] > 100
    assert counted[1] < 1.1 * counted[0], counted


async def test_the_rows_of_the_benchmark_are_due(database: Database) -> None:
    await fill(database, Size("tiny", 2, 400))
    for query in questions().values():
        async with database.reading() as db:
            assert await query(db)
