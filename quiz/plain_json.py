"""Domain values as plain JSON: dataclasses of plain values become objects and are read back.

msgspec knows the types of the fields: tuples become arrays, enums their values, UUIDs text.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def dump(value: Any) -> dict[str, Any]:
    """A dataclass as an object of plain JSON values, on all levels; `load` reads it back equal."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain


def to_json_text(value: Any) -> str:
    """The JSON text of a plain value."""
    return msgspec.json.encode(value).decode()


def load(data: Mapping[str, Any], type: type[T]) -> T:
    """The dataclass that `dump` wrote; absent members have their defaults, unknown ones fall.

    Raises `ValueError` with the place of what does not fit.
    """
    return msgspec.convert(data, type)
