"""Rows by pairs of ids, such as (learner id, card id), many at once.

SQLite looks at every row of a table for pairs among several rows of `VALUES`, whatever indexes
there are; for pairs out of a JSON array it searches the index. So there the pairs travel as one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Result,
    Select,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningDelete

Pair = tuple[UUID, UUID]
Statement = Select[Any] | ReturningDelete[Any, Any, Any]
_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)


@dataclass(frozen=True, slots=True, eq=False)
class PairStatement:
    """A statement about the rows whose two columns are among some pairs: `about` makes it out of
    that condition, once for each sort of database."""

    first: Column[Any]
    second: Column[Any]
    about: Callable[[ColumnElement[bool]], Statement]

    async def run(self, db: AsyncSession, pairs: Iterable[Pair]) -> Result[*tuple[Any, ...]]:
        """Execute it for these pairs."""
        if db.get_bind().dialect.name == "sqlite":
            hexes = [(first.hex, second.hex) for first, second in pairs]
            given: object = msgspec.json.encode(hexes).decode()
            return await db.execute(_in_array(self), {"pairs": given})
        return await db.execute(_in_values(self), {"pairs": list(pairs)})


@cache
def _in_values(statement: PairStatement) -> Statement:
    return statement.about(tuple_(statement.first, statement.second).in_(_PAIRS))


@cache
def _in_array(statement: PairStatement) -> Statement:
    each = func.json_each(bindparam("pairs")).table_valued("value")
    parts = (func.json_extract(each.c.value, f"$[{number}]") for number in (0, 1))
    return statement.about(tuple_(statement.first, statement.second).in_(select(*parts)))
