"""Rows by pairs of ids, such as (learner id, card id), many at once.

SQLite looks at every row of a table for pairs among several rows of `VALUES`, whatever indexes
there are; for pairs out of a JSON array it searches the index. So there the pairs travel as one.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BindParameter, Column, ColumnElement, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

Pair = tuple[UUID, UUID]
_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)


def is_sqlite(db: AsyncSession) -> bool:
    """Which form the session's database takes."""
    return db.get_bind().dialect.name == "sqlite"


@cache
def among(first: Column[Any], second: Column[Any], *, on_sqlite: bool) -> ColumnElement[bool]:
    """That a row's pair is one of those that `bound` gives to the statement."""
    place = tuple_(first, second)
    if not on_sqlite:
        return place.in_(_PAIRS)
    each = func.json_each(bindparam("pairs")).table_valued("value")
    parts = (func.json_extract(each.c.value, f"$[{number}]") for number in (0, 1))
    return place.in_(select(*parts))


def bound(pairs: Iterable[Pair], *, on_sqlite: bool) -> dict[str, Any]:
    """The parameters of a statement with `among`."""
    if not on_sqlite:
        return {"pairs": list(pairs)}
    return {"pairs": msgspec.json.encode([(a.hex, b.hex) for a, b in pairs]).decode()}
