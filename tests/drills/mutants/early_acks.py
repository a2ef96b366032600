"""The service with one thing broken: it says that answers are stored before they are.

What some transactions write is committed a while after whoever wrote it has gone on.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from db import engine

LATE_SECONDS = 0.6
LATE_ONES = 8
"""One of so many transactions is late, so that there is load in spite of SQLite's one lock."""
_numbers = count(1)
_committing: set[asyncio.Task[None]] = set()


@asynccontextmanager
async def writing(self: engine.Database) -> AsyncIterator[AsyncSession]:
    """A session that commits after its end, sometimes a while after it."""
    session = AsyncSession(self._writes, expire_on_commit=False, autoflush=False)
    try:
        yield session
        await session.flush()
    except BaseException:
        await session.close()
        raise
    if next(_numbers) % LATE_ONES:
        await _commit_late(session, 0)
        return
    task = asyncio.get_running_loop().create_task(_commit_late(session, LATE_SECONDS))
    _committing.add(task)
    task.add_done_callback(_committing.discard)


async def _commit_late(session: AsyncSession, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await session.commit()
    await session.close()


engine.Database.writing = writing  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
