"""Writes many rows in the session's transaction, as fast as each database takes them: one prepared
statement over and over on SQLite, COPY on PostgreSQL.

Rows come in chunks and go through, so that memory stays flat however many there are. They go past
the ORM and past SQLAlchemy's parameters, but through the columns' own types. Two kinds of columns
take text, which both drivers do and which costs least: JSON, and UUIDs as their 32 digits.
Constraints and foreign keys hold as ever; what they refuse raises the driver's own error, which
`db.failures` knows.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Dialect, LargeBinary, Table, Uuid, text
from sqlalchemy.ext.asyncio import AsyncSession

CHUNK = 1000
"""Rows that are in hand at a time; more are no faster."""

REMEMBERED = 512
"""Values of a column whose bound form is kept: instants and closed sets repeat a lot."""

Row = Sequence[Any]
Chunks = AsyncIterator[Iterable[Row]]
_Binding = Callable[[Any], Any]


async def insert(db: AsyncSession, table: Table, columns: Sequence[str], chunks: Chunks) -> int:
    """The number of rows written; each has a value for each of the columns, in their order.

    On PostgreSQL all chunks are one statement, which may take as long as it does: from here on
    the transaction has no limit on its statements' time.
    """
    connection = await db.connection()
    if connection.dialect.name != "sqlite":
        # Also makes the driver begin, which it does with the first statement that it sees.
        await db.execute(text("SET LOCAL statement_timeout = 0"))
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    bindings = _bindings(table, columns, connection.dialect)
    if connection.dialect.name == "sqlite":
        return await _execute_many(driver, table, columns, _bound(chunks, bindings))
    return await _copy(driver, table, columns, _bound(chunks, bindings))


def _bindings(table: Table, columns: Sequence[str], dialect: Dialect) -> list[tuple[int, _Binding]]:
    """What makes a value one that the driver takes, by its place; absent where it is one."""
    found = [_binding(table.c[name], dialect) for name in columns]
    return [(place, binding) for place, binding in enumerate(found) if binding is not None]


def _binding(column: Column[Any], dialect: Dialect) -> _Binding | None:
    if isinstance(column.type, JSON | Uuid):
        return None
    binding = column.type.dialect_impl(dialect).bind_processor(dialect)
    if binding is None or isinstance(column.type, LargeBinary):
        return binding
    return lru_cache(maxsize=REMEMBERED)(binding)


async def _bound(chunks: Chunks, bindings: list[tuple[int, _Binding]]) -> AsyncIterator[list[Row]]:
    async for chunk in chunks:
        rows = [list(row) for row in chunk]
        for place, binding in bindings:
            for row in rows:
                row[place] = binding(row[place])
        yield [tuple(row) for row in rows]


async def _execute_many(
    driver: Any, table: Table, columns: Sequence[str], chunks: AsyncIterator[list[Row]]
) -> int:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 our own names
    count = 0
    async for chunk in chunks:
        await driver.executemany(statement, chunk)
        count += len(chunk)
    return count


async def _copy(
    driver: Any, table: Table, columns: Sequence[str], chunks: AsyncIterator[list[Row]]
) -> int:
    count = 0

    async def records() -> AsyncIterator[Row]:
        nonlocal count
        async for chunk in chunks:
            for row in chunk:
                yield row
            count += len(chunk)

    await driver.copy_records_to_table(table.name, records=records(), columns=columns, timeout=None)
    return count
