"""What every schema shares: inputs refuse what they do not know, outputs have no defaults."""

import re
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quiz import limits
from quiz.instants import told

T = TypeVar("T")


Instant = Annotated[
    AwareDatetime,
    PlainSerializer(told, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]
"""An instant in UTC, RFC 3339."""


def _written_as_day(value: Any) -> Any:
    """Refuse what Pydantic would take for a day besides: seconds since 1970, or midnights."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) is None:
        raise PydanticCustomError("day", "A day is written as YYYY-MM-DD.")
    return value


Day = Annotated[date, BeforeValidator(_written_as_day)]
"""A calendar day, RFC 3339 (`full-date`)."""


class Input(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_unstorable_text(cls, value: Any) -> Any:
        """No text may hold NUL or a lone surrogate: databases cannot keep them."""
        _refuse_unstorable(value)
        return value


LEFT_OUT: Any = None
"""The default of a merge patch's field: leaving it out changes nothing, `null` need not fit."""


def _without_defaults(schema: dict[str, Any]) -> None:
    for described in schema.get("properties", {}).values():
        described.pop("default", None)


class Patch(Input):
    """A merge patch (RFC 7396): every field may be left out, and only those sent count."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)


class Output(BaseModel):
    """What the service sends. Every field is always there."""

    model_config = ConfigDict(frozen=True)


class Page(Output, Generic[T]):
    """One page of a list. `next_cursor` asks for the page after it; `null` on the last one."""

    items: list[T]
    next_cursor: str | None


def _refuse_unstorable(document: Any) -> None:
    """Raise an error that tells the path of a text that cannot be stored.

    Goes without recursion, since a body may nest almost as deep as the stack.
    """
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while pending:
        path, value = pending.pop()
        match value:
            case str() if not limits.is_storable(value):
                raise PydanticCustomError(
                    "unstorable_text",
                    "text must not hold NUL characters or lone surrogates",
                    {"path": path},
                )
            case dict():
                pending += [((*path, str(name)), item) for name, item in value.items()]
                pending += [(path, name) for name in value]
            case list():
                pending += [((*path, place), item) for place, item in enumerate(value)]
