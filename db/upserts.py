"""Inserts of many rows, and such as know what to do with a row that is there already, on both
databases."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, UpdateBase, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Row

Insert = postgresql.Insert | sqlite.Insert


def insert_into(db: AsyncSession, row: type[Row]) -> Insert:
    """The dialect's own `INSERT`, which can say `ON CONFLICT`."""
    return _insert(row, is_sqlite=db.get_bind().dialect.name == "sqlite")


@cache
def _insert(row: type[Row], *, is_sqlite: bool) -> Insert:
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


async def insert_many(db: AsyncSession, row: type[Row], values: Sequence[dict[str, Any]]) -> None:
    """Insert rows by one prepared statement that is run for each of them: to put together one that
    has hundreds of rows holds everybody up."""
    if values:
        await db.execute(insert_into(db, row), list(values))


async def upsert(
    db: AsyncSession,
    row: type[Row],
    values: Sequence[dict[str, Any]],
    *,
    keys: Sequence[str],
    counts: str,
) -> None:
    """Insert the values, or write them over the rows with the same keys.

    One statement is prepared and run for each of them: to put together one with all of them takes
    five times as long on SQLite, ten times on Postgres. `counts` is a column that goes up by one
    when a row is written over.
    """
    statement = _upsert(insert_into(db, row), tuple(values[0]), tuple(keys), counts)
    await db.execute(statement, list(values))


@lru_cache
def _upsert(
    insert: Insert, names: tuple[str, ...], keys: tuple[str, ...], counts: str
) -> UpdateBase:
    """The statement of `upsert`, which is put together once."""
    changes: dict[str, ColumnElement[Any]] = {
        name: insert.excluded[name] for name in names if name not in keys and name != counts
    }
    changes[counts] = insert.table.c[counts] + 1
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changes)


async def copy_rows(
    db: AsyncSession,
    row: type[Row],
    *conditions: ColumnElement[bool],
    owner: str,
    from_owner: UUID,
    to: UUID,
    **fresh: Any,
) -> None:
    """Copy an owner's rows that fit the conditions; rows that would collide are left out.

    `owner` names the column that says whose a row is; `fresh` has what other columns hold anew.
    """
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
    changes = fresh | {owner: to}
    columns = [
        literal(changes[column.name], column.type) if column.name in changes else column
        for column in table.columns
    ]
    copied = select(*columns).where(table.c[owner] == from_owner, *conditions)
    statement = insert_into(db, row).from_select([c.name for c in table.columns], copied)
    await db.execute(statement.on_conflict_do_nothing())
