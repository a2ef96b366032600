"""Keyset pages: the rows after a key, in a total order, without counting or offsets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted: at most `limit` rows after the row whose key is `after`."""

    limit: int
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class RowPage(Generic[T]):
    """One page of rows, and the key of its last row when more follow."""

    rows: Sequence[T]
    next_key: Key | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order; the last one of an order must make it total."""

    column: SQLColumnExpression[Any]
    descending: bool = False


def after(keys: Sequence[SortKey], key: Key) -> ColumnElement[bool]:
    """The condition that a row comes after `key`.

    That the first column is no less is said besides, though it follows: by that a database finds
    its place in an index, which it does by none of the alternatives.
    """
    first = keys[0].column <= key[0] if keys[0].descending else keys[0].column >= key[0]
    branches = []
    for place, sort in enumerate(keys):
        ties = [earlier.column == value for earlier, value in zip(keys[:place], key, strict=False)]
        value = key[place]
        beyond = sort.column < value if sort.descending else sort.column > value
        branches.append(and_(*ties, beyond))
    return and_(first, or_(*branches))


def paged(query: Select[*Ts], keys: Sequence[SortKey], page: PageRequest) -> Select[*Ts]:
    """The query in order, from after the page's key, with one row more than the page holds."""
    if page.after is not None:
        query = query.where(after(keys, page.after))
    order = [k.column.desc() if k.descending else k.column.asc() for k in keys]
    return query.order_by(*order).limit(page.limit + 1)


def cut(rows: Sequence[T], keys_of: Callable[[T], Key], page: PageRequest) -> RowPage[T]:
    """The page from the rows that `paged` gave; `keys_of(row)` is a row's key."""
    held = rows[: page.limit]
    return RowPage(held, keys_of(held[-1]) if len(rows) > page.limit else None)
