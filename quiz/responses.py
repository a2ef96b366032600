"""What a learner can send for a question, one shape per format."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never


class Format(StrEnum):
    """How a card is asked."""

    FLIP = "flip"
    CHOICE = "choice"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class FlipResponse:
    """Nothing but the learner's own rating, which travels as the answer's confidence."""


@dataclass(frozen=True, slots=True)
class ChoiceResponse:
    """The option ids that were ticked, as the question showed them (`a`, `b`, …)."""

    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedResponse:
    """What was typed, verbatim."""

    text: str


Response = FlipResponse | ChoiceResponse | TypedResponse


def format_of(response: Response) -> Format:
    """The format that this response answers."""
    match response:
        case FlipResponse():
            return Format.FLIP
        case ChoiceResponse():
            return Format.CHOICE
        case TypedResponse():
            return Format.TYPED
        case _:
            assert_never(response)


def to_json(response: Response) -> dict[str, Any]:
    """The response as plain JSON values; `from_json` reads it back equal."""
    match response:
        case FlipResponse():
            return {"format": Format.FLIP.value}
        case ChoiceResponse():
            return {"format": Format.CHOICE.value, "selected": list(response.selected)}
        case TypedResponse():
            return {"format": Format.TYPED.value, "text": response.text}
        case _:
            assert_never(response)


def from_json(data: Mapping[str, Any]) -> Response:
    """The response that `to_json` wrote."""
    match Format(data["format"]):
        case Format.FLIP:
            return FlipResponse()
        case Format.CHOICE:
            return ChoiceResponse(selected=tuple(data["selected"]))
        case Format.TYPED:
            return TypedResponse(text=data["text"])
