"""The service with one thing broken: of ten readings one never gives its connection back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from db import engine

ONE_OF = 10
_numbers = count(1)
_kept: list[AsyncSession] = []
reading = engine.Database.reading


@asynccontextmanager
async def leaking(self: engine.Database) -> AsyncIterator[AsyncSession]:
    """A session that may never be closed."""
    if next(_numbers) % ONE_OF:
        async with reading(self) as session:
            yield session
        return
    session = AsyncSession(self._reads, expire_on_commit=False, autoflush=False)
    _kept.append(session)
    yield session


engine.Database.reading = leaking  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
