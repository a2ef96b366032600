"""What a card says: its content per kind, and the JSON form it is stored and exchanged in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from quiz import plain_json

PASS_AT = 0.6
"""Share of the marks from which an answer counts as right, unless the card says otherwise."""


class CardKind(StrEnum):
    """What a card's content is."""

    BASIC = "basic"
    CHOICE = "choice"
    TYPED = "typed"
    NUMERIC = "numeric"
    CLOZE = "cloze"
    MATCHING = "matching"
    ORDERING = "ordering"


class Diacritics(StrEnum):
    """What a missing or other accent means: forgiven and said, half the marks, or nothing."""

    LENIENT = "lenient"
    STRICT = "strict"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One gradable point of an answer.

    `weight` is > 0 and relative to its siblings; `alternatives` are other wordings that
    count the same; `children` are points nested below it.
    """

    text: str
    weight: float = 1.0
    alternatives: tuple[str, ...] = ()
    children: tuple["KeyPoint", ...] = ()

    def walk(self) -> Iterator["KeyPoint"]:
        """This point, then everything nested below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice card."""

    text: str
    is_correct: bool
    feedback: str | None = None


@dataclass(frozen=True, slots=True)
class TypedPolicy:
    """How a short text is compared with the accepted ones.

    `tolerance` (>= 0) is absolute, in the accepted number's unit; `relative_tolerance` (>= 0) a
    share of the accepted number; `unit` the one that an accepted bare number is in.
    """

    case_sensitive: bool = False
    diacritics: Diacritics = Diacritics.LENIENT
    tolerance: float | None = None
    relative_tolerance: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a cloze card; `accepted[0]` is the one that is shown."""

    accepted: tuple[str, ...]
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class BasicContent:
    """A prompt and an answer in prose or bullets (Markdown).

    `required` asks for that many of the key points (`None`: all of them).
    `key_points_derived` tells that they were read from the answer, not edited by an author.
    """

    prompt: str
    answer: str
    key_points: tuple[KeyPoint, ...] = ()
    key_points_derived: bool = True
    required: int | None = None
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class ChoiceContent:
    """A prompt with options, of which one (`multiple` false) or several are correct."""

    prompt: str
    options: tuple[Option, ...]
    multiple: bool = False
    shuffle: bool = True
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class TypedContent:
    """A prompt with a short answer to type; `accepted[0]` is the one that is shown."""

    prompt: str
    accepted: tuple[str, ...]
    policy: TypedPolicy = TypedPolicy()
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class NumericContent:
    """A prompt whose answer is a number, a quantity or a date.

    `value` is as the author writes it: "9.81", "6.022e23", "3/4", "-5", or a date by ISO 8601
    ("1924-01-21", "1924-01", "1924"). `tolerance` (>= 0) is absolute, in `unit`, days for dates;
    `relative_tolerance` (>= 0) a share of the value. Both `None` asks for the value itself.
    """

    prompt: str
    value: str
    tolerance: float | None = None
    relative_tolerance: float | None = None
    unit: str | None = None
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class ClozeContent:
    """A text with gaps: the prompt has `{{1}}`, `{{2}}`, … where `gaps` are, in that order."""

    prompt: str
    gaps: tuple[Gap, ...]
    policy: TypedPolicy = TypedPolicy()
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class MatchingContent:
    """A prompt with texts on the left that belong to texts on the right.

    `distractors` are further texts on the right that belong to none.
    """

    prompt: str
    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


@dataclass(frozen=True, slots=True)
class OrderingContent:
    """A prompt with items to bring into the order in which they stand here."""

    prompt: str
    items: tuple[str, ...]
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


Content = (
    BasicContent
    | ChoiceContent
    | TypedContent
    | NumericContent
    | ClozeContent
    | MatchingContent
    | OrderingContent
)

_CONTENTS: Mapping[CardKind, type[Content]] = MappingProxyType(
    {
        CardKind.BASIC: BasicContent,
        CardKind.CHOICE: ChoiceContent,
        CardKind.TYPED: TypedContent,
        CardKind.NUMERIC: NumericContent,
        CardKind.CLOZE: ClozeContent,
        CardKind.MATCHING: MatchingContent,
        CardKind.ORDERING: OrderingContent,
    }
)
_WITH_POLICY = frozenset({CardKind.TYPED, CardKind.CLOZE})
"""The policy of these stands among their other members."""
_KINDS = MappingProxyType({content: kind for kind, content in _CONTENTS.items()})


@dataclass(frozen=True, slots=True)
class CardVersion:
    """A card's content at one version; it never changes."""

    card_id: UUID
    deck_id: UUID
    version: int
    content: Content


def kind_of(content: Content) -> CardKind:
    """The kind whose content this is."""
    return _KINDS[type(content)]


def to_json(content: Content) -> dict[str, Any]:
    """The content as plain JSON values, with its kind; `from_json` reads it back equal."""
    fields = plain_json.dump(content)
    policy: dict[str, Any] = fields.pop("policy", {})
    return {"kind": kind_of(content).value, **fields, **policy}


def to_json_text(content: Content) -> str:
    """The text of what `to_json` gives, made in one go."""
    fields = msgspec.to_builtins(content)
    policy = fields.pop("policy", {})
    return plain_json.to_json_text({"kind": kind_of(content).value, **fields, **policy})


def from_json(data: Mapping[str, Any]) -> Content:
    """The content that `to_json` wrote; what is absent has its default.

    Trusts its input: rules for what authors may send live in the public schemas.
    Raises `KeyError` or `ValueError` for data that `to_json` did not write.
    """
    kind = CardKind(data["kind"])
    if kind in _WITH_POLICY:
        data = {**data, "policy": data}  # Members that it does not know fall.
    return plain_json.load(data, _CONTENTS[kind])


def with_key_points(content: BasicContent, points: Sequence[KeyPoint]) -> BasicContent:
    """The content with key points read from its answer."""
    return replace(content, key_points=tuple(points), key_points_derived=True)
