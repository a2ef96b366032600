"""JSON read strictly: every fault with its pointer, and never another error than `Invalid`.

`parse` gives the root `Node`; a *reading* takes a node and gives a value, noting in the node's
shared list what is wrong with it. A reading that notes a fault gives some value of its type
all the same, so that one pass finds all faults; `Node.finish` raises them together.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz import card_rules
from quiz.errors import Fault, Invalid

MOST_FAULTS = 100
"""Reading stops at so many faults: nobody reads more, and a source of nothing else is cheap."""

_INTEGER_DIGITS = 18


class Object(dict[str, Any]):
    """An object that remembers a name it was given twice."""

    repeated: str | None = None


@dataclass(slots=True)
class Node:
    """A JSON value and where it stands: under a name or an index of the node above, if any."""

    value: object
    faults: list[Fault] = field(default_factory=list)
    above: "Node | None" = None
    key: str | int = ""

    @property
    def pointer(self) -> str:
        """Where the value stands; names are escaped (RFC 6901, section 3)."""
        if self.above is None:
            return ""
        token = str(self.key)[:100].encode(errors="replace").decode()
        token = token.replace("~", "~0").replace("/", "~1").replace("\0", "?")
        return f"{self.above.pointer}/{token}"

    def refuse(self, message: str, *, below: str = "") -> None:
        """Note what is wrong here, or `below` here (a pointer); note number `MOST_FAULTS` raises
        them all."""
        self.faults.append(Fault(self.pointer + below, message))
        if len(self.faults) >= MOST_FAULTS:
            self.finish()

    def child(self, key: str | int, value: object) -> "Node":
        """The value under a name or an index."""
        return Node(value, self.faults, self, key)

    def finish(self) -> None:
        """Raise `Invalid` if anything was noted."""
        if self.faults:
            first = self.faults[0]
            place = first.pointer or "the root"
            raise Invalid(f"The document is not valid: {place} {first.message}.", self.faults)


Reading = Callable[[Node], Any]


@dataclass(frozen=True, slots=True)
class Member:
    """How a member of an object is read; one that is not required is `default()` when absent."""

    reading: Reading
    default: Callable[[], Any] | None = None


def parse(text: str) -> Node:
    """The root of a JSON text. Raises `Invalid` for what is no JSON, or nests without end."""
    try:
        return Node(DECODER.decode(text))
    except UNREADABLE as error:
        raise refusal(error) from error


UNREADABLE = (json.JSONDecodeError, RecursionError)
"""What the decoder raises."""


def refusal(error: Exception) -> Invalid:
    """How a text is refused that the decoder cannot read."""
    rule = "must not be nested so deep"
    if isinstance(error, json.JSONDecodeError):
        rule = f"must be JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    return Invalid(f"The document {rule}.", [Fault("", rule)])


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = Object(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = counts.most_common(1)[0][0]
    return found


def _integer(digits: str) -> int | float:
    """An integer, or infinity for one that no field can take."""
    return int(digits) if len(digits) <= _INTEGER_DIGITS else math.inf


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer)
"""Gives objects as `Object`."""


def text(most: int, *, may_be_blank: bool = False) -> Reading:
    """A string of at most `most` characters."""

    def reading(node: Node) -> str:
        if not isinstance(node.value, str):
            node.refuse("must be a string")
            return ""
        problem = card_rules.text_problem(node.value, most, may_be_blank=may_be_blank)
        if problem is not None:
            node.refuse(problem)
        return node.value

    return reading


def any_text(node: Node) -> str:
    """A string whose rules are checked elsewhere."""
    if not isinstance(node.value, str):
        node.refuse("must be a string")
        return ""
    return node.value


def flag(node: Node) -> bool:
    """True or false."""
    if not isinstance(node.value, bool):
        node.refuse("must be true or false")
    return node.value is True


def whole(node: Node) -> int:
    """An integer, written without a fraction."""
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        node.refuse("must be an integer")
        return 1
    return node.value


def number(node: Node) -> float:
    """A finite number."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        node.refuse("must be a finite number")
        return 1.0
    return float(value)


def one_of(values: Sequence[str]) -> Reading:
    """One of these strings."""

    def reading(node: Node) -> str:
        if not isinstance(node.value, str) or node.value not in values:
            node.refuse(f"must be one of {', '.join(values)}")
            return values[0]
        return node.value

    return reading


def nullable(reading: Reading) -> Reading:
    """What `reading` gives, or `None` for null."""
    return lambda node: None if node.value is None else reading(node)


def array(reading: Reading, most: int, *, least: int = 0) -> Reading:
    """A list of what `reading` gives for each item; too long a list is not looked into."""

    def items(node: Node) -> list[Any]:
        if not isinstance(node.value, list):
            node.refuse("must be an array")
            return []
        problem = card_rules.count_problem(len(node.value), least, most)
        if problem is not None:
            node.refuse(problem)
            return []
        return [reading(node.child(place, item)) for place, item in enumerate(node.value)]

    return items


def record(members: Mapping[str, Member]) -> Reading:
    """An object with these members and no others, as a dict that has them all."""

    def reading(node: Node) -> dict[str, Any]:
        values = object_of(node)
        if not values.keys() <= members.keys():
            for name in values:
                if name not in members:
                    node.child(name, None).refuse("is not a field of this document")
        found: dict[str, Any] = {}
        for name, member in members.items():
            if name in values:
                found[name] = member.reading(node.child(name, values[name]))
            elif member.default is not None:
                found[name] = member.default()
            else:
                node.refuse(f"must have the field {name!r}")
                found[name] = member.reading(Node(None))
        return found

    return reading


def object_of(node: Node) -> dict[str, Any]:
    """The members of an object, none named twice; empty for anything else."""
    if not isinstance(node.value, Object):
        node.refuse("must be an object")
        return {}
    if node.value.repeated is not None:
        node.child(node.value.repeated, None).refuse("must not be given twice")
    return node.value
