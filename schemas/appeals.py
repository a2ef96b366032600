"""Appeals: "I was right", and what became of it."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from quiz import limits
from quiz.marking.reviews import ReviewStatus
from schemas.answers import MarkedAnswer
from schemas.base import Input, Instant, Output
from schemas.marks import Fraction

Reason = Annotated[
    str, Field(min_length=1, max_length=limits.COMMENT_CHARS, description="Why, in own words.")
]


class AppealCreate(Input):
    """What the learner claims against a mark."""

    id: UUID | None = Field(
        default=None, description="An id of your own making: sending it again changes nothing."
    )
    reason: Reason | None = None
    fraction: Fraction = Field(default=1.0, gt=0, description="The share of the marks claimed.")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Kristiania is the city's older name."}]}
    )


class Appeal(Output):
    """An appeal over an answer."""

    id: UUID
    learner_id: UUID
    answer_id: UUID
    deck_id: UUID
    status: ReviewStatus = Field(
        description="`counted`: by the deck's policy it counted at once; `open`: it waits for a "
        "teacher; `withdrawn`: the answer was taken back."
    )
    reason: str | None
    claimed_fraction: float = Field(description="The share of the marks claimed, 0 to 1.")
    comment: str | None = Field(description="What the teacher said when deciding.")
    opened_at: Instant
    closed_at: Instant | None = Field(description="When it was decided, or withdrawn.")
    revision: int


class AppealResult(MarkedAnswer):
    """An appeal, and what followed from it."""

    appeal: Appeal
