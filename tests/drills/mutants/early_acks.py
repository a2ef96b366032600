"""The service with one thing broken: it says that answers are stored before they are.

What some transactions write is committed a while after whoever wrote it has gone on.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import engine

LATE_SECONDS = 0.6
LATE_ONES = 8
"""One of so many transactions is late, so that there is load in spite of SQLite's one lock."""
_numbers = count(1)
_committing: set[asyncio.Task[None]] = set()
writing = engine.Database.writing


@asynccontextmanager
async def writing_early(self: engine.Database, *rest: Any, **named: Any) -> AsyncIterator[Any]:
    """A session that commits after its end, sometimes a while after it."""
    transaction: AbstractAsyncContextManager[AsyncSession] = writing(self, *rest, **named)
    session = await transaction.__aenter__()
    try:
        yield session
        await session.flush()
    except BaseException:
        await transaction.__aexit__(*sys.exc_info())
        raise
    if next(_numbers) % LATE_ONES:
        await transaction.__aexit__(None, None, None)
        return
    task = asyncio.get_running_loop().create_task(_commit_late(transaction))
    _committing.add(task)
    task.add_done_callback(_committing.discard)


async def _commit_late(transaction: AbstractAsyncContextManager[AsyncSession]) -> None:
    await asyncio.sleep(LATE_SECONDS)
    await transaction.__aexit__(None, None, None)


async def write_together_early(self: engine.Database, work: engine.Work[Any]) -> Any:
    """What the work gives, whose transaction commits like the others."""
    async with self.writing() as db:
        return await work(db)


engine.Database.writing = writing_early  # type: ignore[method-assign]
engine.Database.write_together = write_together_early  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
