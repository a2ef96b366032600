"""Reviews: what waits for a person, and what they decide."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from quiz.marking.reviews import ReviewKind, ReviewStatus
from schemas.answers import Answer
from schemas.base import Input, Instant, Output
from schemas.marks import AlternativeCreate, Comment, Fraction


class DecisionCreate(Input):
    """What becomes of an appeal. It gives the answer a teacher's mark; memory stays with the
    learner."""

    status: Literal[ReviewStatus.ACCEPTED, ReviewStatus.DECLINED]
    fraction: Fraction | None = Field(
        default=None,
        description="The mark. By default what was claimed, or if you decline what stood before.",
    )
    comment: Comment | None = None
    add_alternative: AlternativeCreate | None = Field(
        default=None, description="Only with an appeal that you accept."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"status": "accepted", "comment": "Right.", "add_alternative": {"key_point": [0]}}
            ]
        }
    )


class Review(Output):
    """An answer that waits for a person, or did, with everything that helps to decide."""

    id: UUID = Field(description="The appeal's id, or the answer's where nobody appealed.")
    kind: ReviewKind
    status: ReviewStatus
    workspace_id: UUID = Field(description="Who decides.")
    learner_id: UUID
    deck_id: UUID
    reason: str | None = Field(description="What the learner says.")
    claimed_fraction: float | None = Field(
        description="The share of the marks that an appeal claims, 0 to 1."
    )
    answer: Answer
    opened_at: Instant
    closed_at: Instant | None
    comment: str | None = Field(description="What was said when it was decided.")
    revision: int
