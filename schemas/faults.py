"""What pydantic says of a document, as faults with RFC 6901 pointers into it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quiz.errors import Fault, Invalid

MOST = 50
"""Faults that are told of one document; mending them shows the rest."""
_UNION_FAULTS = {"union_tag_invalid", "union_tag_not_found"}
_QUOTED = re.compile("'([^']*)'")
_ENUM = re.compile("<[A-Za-z_.]+: ('[^']*')>")
_PLAIN = {
    "extra_forbidden": "is not known here",
    "missing": "is missing",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
}
"""What pydantic says in Python's words, in those of JSON."""


def validated(adapter: TypeAdapter[Any], document: Any, *, at: str = "") -> Any:
    """The value that the adapter makes of a document, which stands at the pointer `at`.

    Raises `Invalid` with a fault for each field that is wrong.
    """
    try:
        return adapter.validate_python(document)
    except ValidationError as error:
        faults = [
            Fault(at + pointer_of(item["loc"], document, item), message_of(item))
            for item in error.errors(include_url=False, include_input=False)[:MOST]
        ]
        raise invalid(faults) from error


def invalid(faults: Sequence[Fault]) -> Invalid:
    """The error that tells of these faults, the first three in words."""
    shown = "; ".join(f"{fault.pointer or 'the root'}: {fault.message}" for fault in faults[:3])
    return Invalid(f"The request is not valid: {shown}", faults)


def message_of(item: Any) -> str:
    """What is wrong, in pydantic's words but for unions and closed sets, told in Python's."""
    if item["type"] in _UNION_FAULTS:
        tags = _QUOTED.findall(item.get("ctx", {}).get("expected_tags", ""))
        return f"must be one of {', '.join(tags)}" if tags else _PLAIN["missing"]
    if item["type"] in _PLAIN:
        return _PLAIN[item["type"]]
    if item["type"] == "too_short":
        return f"must have at least {item['ctx']['min_length']}, not {item['ctx']['actual_length']}"
    return _ENUM.sub(r"\1", str(item["msg"]).removeprefix("Value error, "))


def pointer_of(path: Sequence[Any], document: Any, item: Any) -> str:
    """The pointer of the `path` at which pydantic's `item` stands in `document`.

    Names of union members and marks such as `[key]`, which pydantic puts into paths, stand
    nowhere in the document and are left out; a field that is missing is named all the same.
    """
    is_known = isinstance(document, Mapping | list)
    parts: list[str] = []
    value = document
    for place, part in enumerate(path):
        is_here, inner = _step(value, part)
        is_missing_field = item["type"] == "missing" and place == len(path) - 1
        if is_here or is_missing_field or not is_known:
            parts.append(_token(part))
            value = inner
    if item["type"] in _UNION_FAULTS:
        parts.append(_token(str(item["ctx"]["discriminator"]).strip("'")))
    if item["type"] == "unstorable_text":
        parts += map(_token, item["ctx"]["path"])
    return "".join(parts)


def _step(value: Any, part: Any) -> tuple[bool, Any]:
    if isinstance(value, Mapping) and part in value:
        return True, value[part]
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return True, value[part]
    return False, None


def _token(part: Any) -> str:
    """One step of a pointer, with "?" for what no encoding can carry."""
    return "/" + str(part).replace("~", "~0").replace("/", "~1").encode(errors="replace").decode()
