"""What a learner can send for a question, one shape per format."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from quiz import plain_json


class Format(StrEnum):
    """How a card is asked."""

    FLIP = "flip"
    FREE_TEXT = "free_text"
    TYPED = "typed"
    NUMERIC = "numeric"
    CHOICE = "choice"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    MATCHING = "matching"
    ORDERING = "ordering"


@dataclass(frozen=True, slots=True)
class FlipResponse:
    """Nothing but the learner's own rating, which travels as the answer's confidence."""


@dataclass(frozen=True, slots=True)
class FreeTextResponse:
    """What the learner wrote of what they remember, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class TypedResponse:
    """What was typed, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class NumericResponse:
    """The number, quantity or date, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class ChoiceResponse:
    """The option ids that were ticked, as the question showed them (`a`, `b`, …)."""

    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrueFalseResponse:
    """Whether the learner holds the statement to be true."""

    is_true: bool


@dataclass(frozen=True, slots=True)
class ClozeResponse:
    """What was typed into each gap, in the order of their numbers; "" where left blank."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchingResponse:
    """For ids on the left (`1`, `2`, …) the id on the right (`a`, `b`, …) that was chosen."""

    pairs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrderingResponse:
    """The ids of all items (`a`, `b`, …) in the learner's order."""

    order: tuple[str, ...]


Response = (
    FlipResponse
    | FreeTextResponse
    | TypedResponse
    | NumericResponse
    | ChoiceResponse
    | TrueFalseResponse
    | ClozeResponse
    | MatchingResponse
    | OrderingResponse
)

_RESPONSES: Mapping[Format, type[Response]] = MappingProxyType(
    {
        Format.FLIP: FlipResponse,
        Format.FREE_TEXT: FreeTextResponse,
        Format.TYPED: TypedResponse,
        Format.NUMERIC: NumericResponse,
        Format.CHOICE: ChoiceResponse,
        Format.TRUE_FALSE: TrueFalseResponse,
        Format.CLOZE: ClozeResponse,
        Format.MATCHING: MatchingResponse,
        Format.ORDERING: OrderingResponse,
    }
)
_FORMATS = MappingProxyType({response: format for format, response in _RESPONSES.items()})


def format_of(response: Response) -> Format:
    """The format that this response answers."""
    return _FORMATS[type(response)]


def to_json(response: Response) -> dict[str, Any]:
    """The response as plain JSON values; `from_json` reads it back equal."""
    return {"format": format_of(response).value} | plain_json.dump(response)


def from_json(data: Mapping[str, Any]) -> Response:
    """The response that `to_json` wrote. Raises `KeyError` or `ValueError` for other data."""
    return plain_json.load(data, _RESPONSES[Format(data["format"])])
