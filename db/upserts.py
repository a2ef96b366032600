"""Inserts of many rows, and such as know what to do with a row that is there already, on both
databases."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Row

Insert = postgresql.Insert | sqlite.Insert


def insert_into(db: AsyncSession, row: type[Row]) -> Insert:
    """The dialect's own `INSERT`, which can say `ON CONFLICT`."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
    if db.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


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
    statement = insert_into(db, row)
    changes: dict[str, ColumnElement[Any]] = {
        name: statement.excluded[name] for name in values[0] if name not in keys and name != counts
    }
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
    changes[counts] = table.c[counts] + 1
    statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changes)
    await db.execute(statement, list(values))


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
