"""What every command shares: settings, a database, and failures told to a person."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError

from api import logs
from api.clock import clock_now
from api.settings import Settings, load
from db import revisions
from db.engine import Database, connect
from db.failures import as_quiz_error
from quiz.errors import Invalid, QuizError

T = TypeVar("T")


def fail(message: str) -> NoReturn:
    """End the command with a message for the person who gave it."""
    typer.secho(f"recite: {message}", err=True, fg=typer.colors.RED)
    raise typer.Exit(1)


def settings() -> Settings:
    """The settings, or the end of the command with what is wrong with them."""
    os.umask(0o077)  # Databases hold answers and hashes: files are for their owner only.
    try:
        found = load()
        found.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except ValidationError as error:
        fail(_faults(error))
    except OSError as error:
        fail(f"the data folder cannot be used: {error}")
    logs.configure(found)
    return found


def _faults(error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        lines.append(f"RECITE_{name.upper()}: {message}" if name else message)
    return "\n  ".join(lines)


def run(command: Callable[[Database, datetime], Awaitable[T]]) -> T:
    """Run a command on the migrated database of the settings; failures end it with a message."""
    found = settings()

    async def with_database() -> T:
        database = connect(found.database_url, pool_size=2)
        try:
            await _check_tables(database)
            return await command(database, clock_now())
        finally:
            await database.dispose()

    return finish(with_database())


async def _check_tables(database: Database) -> None:
    """End the command unless the tables are this code's."""
    at, needed = await revisions.current(database), revisions.HEAD
    if at != needed:
        where = database.engine.url.render_as_string(hide_password=True)
        state = f"the tables are at {at!r}, not {needed!r}" if at else "there are no tables yet"
        fail(f"{state} in {where}; run 'recite migrate' first.")


async def _nothing(_database: Database, _now: datetime) -> None:
    """Do nothing, on a database that was checked."""


def check_database() -> None:
    """End the command unless the database of the settings can be reached and is migrated."""
    run(_nothing)


def finish(command: Awaitable[T]) -> T:
    """Wait for a command; an expected failure ends it with a message."""

    async def awaited() -> T:
        return await command

    try:
        return asyncio.run(awaited())
    except QuizError as error:
        fail(explain(error))
    except Exception as error:
        expected = as_quiz_error(error)
        if expected is None:
            raise
        fail(f"{expected.detail} ({error})")


def explain(error: QuizError) -> str:
    """The error's message with the fields at fault."""
    faults = error.faults if isinstance(error, Invalid) else ()
    return "\n  ".join([error.detail, *(f"{f.pointer}: {f.message}" for f in faults)])
