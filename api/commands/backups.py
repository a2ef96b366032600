"""`recite backup`, `recite restore` and `recite move-database`: everything, at once."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import ArgumentError

from api.commands.running import explain, fail, finish, run, settings
from db import backups, migrating, moving, revisions
from db.backups import Manifest
from db.engine import Database, connect
from db.moving import Digests, Progress
from quiz.errors import QuizError

T = TypeVar("T")

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")]


def backup(
    file: Annotated[Path, typer.Argument(help="File to write.", dir_okay=False)],
    overwrite: Overwrite = False,
) -> None:
    """Write all data to one file, while the service goes on.

    The file holds answers, addresses and hashes of secrets: it can be read by its owner only.
    """

    async def go(database: Database, now: datetime) -> Manifest:
        return await backups.make(database, file, progress(), overwrite=overwrite, now=now)

    manifest = _told(lambda: run(go))
    typer.echo(f"Wrote {file}: {manifest.row_count:,} rows, tables at {manifest.revision}.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'recite backup' wrote.")],
    overwrite: Overwrite = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only see whether the file is whole.")
    ] = False,
) -> None:
    """Fill the database with a backup, all or nothing; an empty database gets its tables.

    Stop the service first: it would write beside this.
    """
    if check:
        settings()
        found = _told(lambda: backups.check(file))
        typer.echo(f"{file} is whole: {found.row_count:,} rows of {found.made_at}.")
        return

    async def go(database: Database) -> Manifest:
        await _prepare(database)
        return await backups.restore(file, database, progress(), overwrite=overwrite)

    manifest = _told(lambda: finish(_on(settings().database_url, go)))
    typer.echo(f"Restored {manifest.row_count:,} rows of {manifest.made_at}.")


def move_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Address of the database.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Address of an empty one.")],
) -> None:
    """Copy all data from one database to another, of the other kind or the same.

    Addresses are as of RECITE_DATABASE_URL. Stop the service first: what it writes meanwhile
    stays behind. The source is left as it is; the target must be empty.
    """
    settings()
    if source.startswith("sqlite") and not Path(source.partition(":///")[2]).is_file():
        fail(f"there is no database at {source!r}.")

    async def go(reads: Database) -> Digests:
        await _check_source(reads)
        return await _on(target, lambda writes: _move(reads, writes))

    digests = _told(lambda: finish(_on(source, go)))
    for name, digest in digests.items():
        if digest.count:
            typer.echo(f"{name:<20}  {digest.count:>12,}")
    typer.echo("The copy was read back and is the same.")


async def _move(reads: Database, writes: Database) -> Digests:
    await _prepare(writes)
    async with writes.reading() as db:
        if not await moving.is_empty(db):
            fail("the target has data; 'move-database' takes an empty database.")
    async with reads.reading() as source, writes.writing() as target:
        moved = await moving.move(source, target, progress())
    await moving.gather_statistics(writes)
    return moved


async def _check_source(database: Database) -> None:
    at, needed = await revisions.current(database), revisions.HEAD
    if at != needed:
        fail(
            f"the source's tables are at {at!r}, not {needed!r}; run 'recite migrate' on it first."
        )


async def _prepare(database: Database) -> None:
    """Make the tables where there are none; others must be this code's."""
    at, needed = await revisions.current(database), revisions.HEAD
    if at is None:
        await migrating.upgrade(database)
    elif at != needed:
        fail(f"the tables are at {at!r}, not {needed!r}; run 'recite migrate' first.")


async def _on(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do the work on the database of that address."""
    try:
        database = connect(url, pool_size=2)
    except (ValueError, ArgumentError) as error:
        fail(f"{url!r} is no address of a database: {error}")
    try:
        return await work(database)
    finally:
        await database.dispose()


def _told(work: Callable[[], T]) -> T:
    """The work's result; what files and drivers fail with ends the command with a message."""
    try:
        return work()
    except QuizError as error:
        fail(explain(error))
    except OSError as error:
        fail(str(error))
    except Exception as error:
        if getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None):
            fail(f"the database refused it, and nothing was kept: {error}")
        raise


def progress() -> Progress:
    """Tells on standard error how far it is, where a person watches."""
    if not sys.stderr.isatty():
        return lambda _what, _count: None

    def tell(what: str, count: int) -> None:
        typer.echo(f"\r\033[K{what}: {count:,}", err=True, nl=False)

    return tell
