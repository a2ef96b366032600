"""Column types that mean the same on SQLite and Postgres."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, Boolean, ColumnElement, DateTime, Dialect, String, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Plain JSON values; `None` is SQL's NULL."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept and returned in UTC.

    SQLite keeps no zone, so it would return naive datetimes; a naive one going in is a bug and
    raises `ValueError`.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The instant in UTC, or a `ValueError` for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; instants are stored aware, in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The stored instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Closed(TypeDecorator[E]):
    """A member of a closed set, stored as its value (at most 20 characters)."""

    impl = String(20)
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The member's value; a value outside the set raises `ValueError`."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> E | None:  # noqa: ARG002
        """The member that was stored."""
        return None if value is None else self.members(value)


class _HasTag(FunctionElement[bool]):
    """Whether a JSON list of texts holds a text."""

    type = Boolean()
    inherit_cache = True
    name = "has_tag"


@compiles(_HasTag, "sqlite")
def _has_tag_on_sqlite(element: _HasTag, compiler: SQLCompiler, **kw: Any) -> str:
    column, tag = list(element.clauses)
    return (
        f"EXISTS (SELECT 1 FROM json_each({compiler.process(column, **kw)}) "  # noqa: S608 compiled SQL, not input
        f"WHERE json_each.value = {compiler.process(tag, **kw)})"
    )


@compiles(_HasTag, "postgresql")
def _has_tag_on_postgres(element: _HasTag, compiler: SQLCompiler, **kw: Any) -> str:
    column, tag = list(element.clauses)
    return (
        f"{compiler.process(column, **kw)} @> "
        f"jsonb_build_array(CAST({compiler.process(tag, **kw)} AS TEXT))"
    )


def has_tag(column: Any, tag: str) -> ColumnElement[bool]:
    """True where the JSON list `column` holds `tag`; indexed by GIN on Postgres."""
    return _HasTag(column, type_coerce(tag, String()))
