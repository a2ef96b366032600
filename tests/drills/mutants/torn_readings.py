"""The service with one thing broken: a backup of PostgreSQL reads each table as it is when its turn
comes, not all as of one moment."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from db import engine, moving

PAUSE_SECONDS = 0.03
_connect, _read = engine._connect_postgres, moving.read


def torn(*rest: Any, **named: Any) -> engine.Database:
    """A database whose readings see what is committed meanwhile."""
    database = _connect(*rest, **named)
    return replace(
        database, _reads=database.engine.execution_options(isolation_level="READ COMMITTED")
    )


async def slowly(*rest: Any) -> AsyncIterator[list[list[Any]]]:
    """The rows of a table, not too soon after those of the table before."""
    await asyncio.sleep(PAUSE_SECONDS)
    async for chunk in _read(*rest):
        yield chunk


engine._connect_postgres = torn
moving.read = slowly

if __name__ == "__main__":
    from api.cli import app

    app()
