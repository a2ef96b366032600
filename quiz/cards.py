"""What a card says: its content per kind, and the JSON form it is stored and exchanged in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID

PASS_AT = 0.6
"""Share of the marks from which an answer counts as right, unless the card says otherwise."""


class CardKind(StrEnum):
    """What a card's content is."""

    BASIC = "basic"
    CHOICE = "choice"
    TYPED = "typed"


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
    case_sensitive: bool = False
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


Content = BasicContent | ChoiceContent | TypedContent


@dataclass(frozen=True, slots=True)
class CardVersion:
    """A card's content at one version; it never changes."""

    card_id: UUID
    deck_id: UUID
    version: int
    content: Content


def kind_of(content: Content) -> CardKind:
    """The kind whose content this is."""
    match content:
        case BasicContent():
            return CardKind.BASIC
        case ChoiceContent():
            return CardKind.CHOICE
        case TypedContent():
            return CardKind.TYPED
        case _:
            assert_never(content)


def to_json(content: Content) -> dict[str, Any]:
    """The content as plain JSON values, with its kind; `from_json` reads it back equal."""
    shared: dict[str, Any] = {
        "kind": kind_of(content).value,
        "prompt": content.prompt,
        "hints": list(content.hints),
        "explanation": content.explanation,
        "pass_at": content.pass_at,
    }
    match content:
        case BasicContent():
            return shared | {
                "answer": content.answer,
                "key_points": [key_point_to_json(point) for point in content.key_points],
                "key_points_derived": content.key_points_derived,
                "required": content.required,
            }
        case ChoiceContent():
            return shared | {
                "options": [
                    {"text": o.text, "is_correct": o.is_correct, "feedback": o.feedback}
                    for o in content.options
                ],
                "multiple": content.multiple,
                "shuffle": content.shuffle,
            }
        case TypedContent():
            return shared | {
                "accepted": list(content.accepted),
                "case_sensitive": content.case_sensitive,
            }
        case _:
            assert_never(content)


def from_json(data: Mapping[str, Any]) -> Content:
    """The content that `to_json` wrote.

    Trusts its input: rules for what authors may send live in the public schemas.
    Raises `KeyError` or `ValueError` for data that `to_json` did not write.
    """
    match CardKind(data["kind"]):
        case CardKind.BASIC:
            return BasicContent(
                prompt=data["prompt"],
                answer=data["answer"],
                key_points=tuple(key_point_from_json(p) for p in data["key_points"]),
                key_points_derived=data["key_points_derived"],
                required=data["required"],
                hints=tuple(data["hints"]),
                explanation=data["explanation"],
                pass_at=data["pass_at"],
            )
        case CardKind.CHOICE:
            return ChoiceContent(
                prompt=data["prompt"],
                options=tuple(
                    Option(text=o["text"], is_correct=o["is_correct"], feedback=o["feedback"])
                    for o in data["options"]
                ),
                multiple=data["multiple"],
                shuffle=data["shuffle"],
                hints=tuple(data["hints"]),
                explanation=data["explanation"],
                pass_at=data["pass_at"],
            )
        case CardKind.TYPED:
            return TypedContent(
                prompt=data["prompt"],
                accepted=tuple(data["accepted"]),
                case_sensitive=data["case_sensitive"],
                hints=tuple(data["hints"]),
                explanation=data["explanation"],
                pass_at=data["pass_at"],
            )


def key_point_to_json(point: KeyPoint) -> dict[str, Any]:
    """A key point and what is nested below it, as plain JSON values."""
    return {
        "text": point.text,
        "weight": point.weight,
        "alternatives": list(point.alternatives),
        "children": [key_point_to_json(child) for child in point.children],
    }


def key_point_from_json(data: Mapping[str, Any]) -> KeyPoint:
    """The key point that `key_point_to_json` wrote."""
    return KeyPoint(
        text=data["text"],
        weight=data["weight"],
        alternatives=tuple(data["alternatives"]),
        children=tuple(key_point_from_json(child) for child in data["children"]),
    )


def with_key_points(content: BasicContent, points: Sequence[KeyPoint]) -> BasicContent:
    """The content with key points read from its answer."""
    return replace(content, key_points=tuple(points), key_points_derived=True)
