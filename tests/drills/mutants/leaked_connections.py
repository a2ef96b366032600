"""The service with one thing broken: of ten readings one never gives its connection back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from db import engine

ONE_OF = 10
_numbers = count(1)
_kept: list[Any] = []
reading = engine.Database.reading


@asynccontextmanager
async def leaking(self: engine.Database, *rest: Any, **named: Any) -> AsyncIterator[Any]:
    """A session that may never be closed."""
    transaction = reading(self, *rest, **named)
    if next(_numbers) % ONE_OF:
        async with transaction as session:
            yield session
        return
    _kept.append(transaction)
    yield await transaction.__aenter__()


engine.Database.reading = leaking  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
