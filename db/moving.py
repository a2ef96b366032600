"""Moves everything that one database holds into another one, of the same or the other kind.

Tables go in the order of their foreign keys, each as one stream of chunks from a reading that sees
one moment into one writing transaction: memory stays flat, and either all arrives or nothing. What
arrived is read back and compared with what left, by the number and the hash of each table's rows.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Float, LargeBinary, Table, Uuid, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import bulk
from db.digests import Digest
from db.engine import Database
from db.tables import metadata
from quiz.errors import Conflict

Digests = dict[str, Digest]
Progress = Callable[[str, int], None]
"""Is told of a table and of how many of its rows are done."""


def tables() -> list[Table]:
    """All tables, those first that others refer to."""
    return list(metadata.sorted_tables)


async def is_empty(db: AsyncSession) -> bool:
    """Whether no table has a row."""
    for table in tables():
        if (await db.execute(select(1).select_from(table).limit(1))).first() is not None:
            return False
    return True


async def clear(db: AsyncSession) -> None:
    """Delete all rows of all tables."""
    await _take_time(db)
    for table in reversed(tables()):
        await db.execute(delete(table))


async def move(source: AsyncSession, target: AsyncSession, progress: Progress) -> Digests:
    """Write all rows of the source into the empty tables of the target.

    Raises `Conflict` when it is not the same then, and what the target's constraints raise.
    """
    await _take_time(source)
    await _take_time(target)
    if target.get_bind().dialect.name == "sqlite":
        # A deck may come before the deck that it lies in.
        await target.execute(text("PRAGMA defer_foreign_keys = ON"))
    sent: Digests = {}
    for table in tables():
        sent[table.name] = Digest()
        chunks = _counted(read(source, table), table, sent[table.name], progress)
        await bulk.insert(target, table, [column.name for column in table.columns], chunks)
    arrived = await digests(target)
    for name, digest in sent.items():
        if arrived[name] != digest:
            raise Conflict(
                f"The table {name!r} holds {arrived[name]} after the copy, not {digest}; nothing "
                "was kept. Does anything else write to the target? Stop it and try again."
            )
    return sent


async def digests(db: AsyncSession, progress: Progress = lambda _name, _count: None) -> Digests:
    """The digest of each table, by its name."""
    await _take_time(db)
    found: Digests = {}
    for table in tables():
        found[table.name] = Digest()
        async for _ in _counted(read(db, table), table, found[table.name], progress):
            pass
    return found


async def gather_statistics(database: Database) -> None:
    """Have PostgreSQL know at once how the rows are spread, as it would after a while."""
    if not database.is_sqlite:
        async with database.writing() as db:
            await _take_time(db)
            await db.execute(text("ANALYZE"))


async def _take_time(db: AsyncSession) -> None:
    """Let statements, and pauses between them, take as long as they do."""
    if db.get_bind().dialect.name != "sqlite":
        await db.execute(text("SET LOCAL statement_timeout = 0"))
        await db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


async def _counted(
    chunks: AsyncIterator[list[list[Any]]], table: Table, digest: Digest, progress: Progress
) -> AsyncIterator[list[list[Any]]]:
    places = [place for place, c in enumerate(table.columns) if isinstance(c.type, JSON)]
    async for chunk in chunks:
        for row in chunk:
            digest.add(row, places)
        yield chunk
        progress(table.name, digest.count)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How values of a column, by its place, become what `db.bulk` takes."""

    place: int
    value: Callable[[Any], Any]


async def read(db: AsyncSession, table: Table) -> AsyncIterator[list[list[Any]]]:
    """All rows of a table as `db.bulk` takes them, in chunks, in no order."""
    connection = await db.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    readings = list(_readings(table.columns, connection.dialect))
    is_sqlite = connection.dialect.name == "sqlite"
    names = ", ".join(_selected(column, is_sqlite=is_sqlite) for column in table.columns)
    query = f'SELECT {names} FROM "{table.name}"'  # noqa: S608 our own names
    async for chunk in (_fetch_sqlite if is_sqlite else _fetch_postgres)(driver, query):
        rows = [list(row) for row in chunk]
        for reading in readings:
            for row in rows:
                row[reading.place] = reading.value(row[reading.place])
        yield rows


def _selected(column: Column[Any], *, is_sqlite: bool) -> str:
    is_text = is_sqlite or not isinstance(column.type, JSON)
    return f'"{column.name}"' if is_text else f'"{column.name}"::text'


def _readings(columns: Iterable[Column[Any]], dialect: Dialect) -> Iterable[_Reading]:
    for place, column in enumerate(columns):
        value = _value_of(column, dialect)
        if value is not None:
            yield _Reading(place, value)


def _value_of(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(column.type, JSON | Float):
        return None
    if isinstance(column.type, Uuid):
        return None if dialect.name == "sqlite" else _hex
    value = column.type.dialect_impl(dialect).result_processor(dialect, None)
    if value is None or isinstance(column.type, LargeBinary):
        return value
    return lru_cache(maxsize=bulk.REMEMBERED)(value)


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex


async def _fetch_sqlite(driver: Any, query: str) -> AsyncIterator[list[Any]]:
    async with driver.execute(query) as cursor:
        while rows := await cursor.fetchmany(bulk.CHUNK):
            yield rows


async def _fetch_postgres(driver: Any, query: str) -> AsyncIterator[list[Any]]:
    cursor = await driver.cursor(query)
    while rows := await cursor.fetch(bulk.CHUNK):
        yield rows
