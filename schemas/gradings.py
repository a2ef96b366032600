"""One line of `recite grade`: what to grade, and what the grader says of it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from quiz import limits
from quiz.cards import Diacritics
from quiz.responses import Format
from schemas.base import Input, Output
from schemas.card_fields import (
    Accepted,
    KeyPoints,
    RelativeTolerance,
    Required,
    Tolerance,
    Unit,
)
from schemas.decks import Language

Siblings = Annotated[
    list[Annotated[str, Field(max_length=limits.ACCEPTED_CHARS)]], Field(max_length=10_000)
]


class GradingOptions(Input):
    """How a typed answer is compared: what a typed card says, and what stands around it."""

    case_sensitive: bool = False
    diacritics: Diacritics = Diacritics.LENIENT
    tolerance: Tolerance | None = None
    relative_tolerance: RelativeTolerance | None = None
    unit: Unit | None = None
    others: Siblings = Field(default=[], description="Answers of other cards of the deck.")
    words: Siblings = Field(default=[], description="Other valid words of the deck.")

    @model_validator(mode="before")
    @classmethod
    def read_short_names(cls, value: Any) -> Any:
        """`tol` is short for `tolerance`."""
        if isinstance(value, dict) and "tol" in value and "tolerance" not in value:
            return {("tolerance" if name == "tol" else name): it for name, it in value.items()}
        return value


class GradingLine(BaseModel):
    """What to grade. Members that are not named here are for whoever wrote the line."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)

    id: JsonValue
    format: Literal[Format.FREE_TEXT, Format.TYPED]
    prompt: str = Field(default="", max_length=limits.PROMPT_CHARS)
    answer: str | None = Field(default=None, max_length=limits.ANSWER_CHARS)
    key_points: KeyPoints | None = None
    required: Required | None = None
    accepted: Accepted | None = None
    options: GradingOptions = GradingOptions()
    response: str
    language: Language | None = None


class GradedPoint(Output):
    """What the answer says of one key point; `credit` is 0 to 1."""

    text: str
    status: str
    credit: float


class GradedLine(Output):
    """The grade. `fraction` is the suggestion also where `needs_review` leaves it to a person."""

    id: JsonValue
    fraction: float
    reliability: float
    needs_review: bool
    points: list[GradedPoint]
    flags: list[str]
    grader: str


class LineFault(Output):
    """What is wrong at a JSON pointer into the line."""

    pointer: str
    message: str


class LineError(Output):
    """Why a line has no grade."""

    message: str
    faults: list[LineFault]


class FailedLine(Output):
    """A line that could not be graded; `id` is `null` where even that could not be read."""

    id: JsonValue
    error: LineError
