"""What learners send for questions, told apart by `format`."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from quiz import limits, responses
from quiz.responses import Format
from schemas.base import Input

PlaceId = Annotated[str, Field(min_length=1, max_length=1, examples=["b"])]
"""A letter that a question showed something under."""
LeftId = Annotated[str, Field(min_length=1, max_length=2, examples=["1"])]
"""A number that a question showed a text on the left under."""


class FlipResponse(Input):
    """The learner's own rating travels as `confidence`."""

    format: Literal[Format.FLIP]


class FreeTextResponse(Input):
    """What the learner wrote of what they remember."""

    format: Literal[Format.FREE_TEXT]
    text: str = Field(max_length=limits.FREE_TEXT_CHARS)


class TypedResponse(Input):
    """What was typed."""

    format: Literal[Format.TYPED]
    text: str = Field(max_length=limits.TYPED_CHARS)


class NumericResponse(Input):
    """A number, with its unit if it has one, or a date."""

    format: Literal[Format.NUMERIC]
    text: str = Field(max_length=limits.NUMERIC_CHARS, examples=["9.81 m/s²"])


class ChoiceResponse(Input):
    """The ids of the ticked options."""

    format: Literal[Format.CHOICE]
    selected: list[PlaceId] = Field(max_length=limits.OPTIONS_MOST, examples=[["b"]])


class TrueFalseResponse(Input):
    """Whether the learner holds the statement to be true."""

    format: Literal[Format.TRUE_FALSE]
    is_true: bool = Field(strict=True)


class ClozeResponse(Input):
    """What was typed into each gap, in the order of their numbers; "" where left blank."""

    format: Literal[Format.CLOZE]
    texts: list[Annotated[str, Field(max_length=limits.GAP_CHARS)]] = Field(
        min_length=1, max_length=limits.GAPS
    )


class MatchingResponse(Input):
    """For ids on the left the id on the right that belongs to each; what is left out is wrong."""

    format: Literal[Format.MATCHING]
    pairs: dict[LeftId, PlaceId] = Field(
        max_length=limits.PAIRS_MOST, examples=[{"1": "c", "2": "a"}]
    )


class OrderingResponse(Input):
    """The ids of all items, in the order that the learner gives them."""

    format: Literal[Format.ORDERING]
    order: list[PlaceId] = Field(max_length=limits.ITEMS_MOST, examples=[["b", "a", "c"]])


AnyResponse = (
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
Response = Annotated[AnyResponse, Field(discriminator="format")]

_SHAPE: TypeAdapter[AnyResponse] = TypeAdapter(Response)


def to_domain(response: AnyResponse) -> responses.Response:
    """The domain's response from what was sent: both have the same fields."""
    return responses.from_json(response.model_dump(mode="json"))


def show(response: responses.Response) -> AnyResponse:
    """The response as it was sent."""
    return _SHAPE.validate_python(responses.to_json(response))
