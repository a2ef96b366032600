"""Marks beside a grade, as clients send and see them."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from quiz import limits
from quiz.marking import marks
from quiz.marking.marks import MarkSource, ResultSource
from schemas.base import Input, Instant, Output

Fraction = Annotated[float, Field(ge=0, le=1, description="Share of the marks, 0 to 1.")]
Comment = Annotated[
    str, Field(min_length=1, max_length=limits.COMMENT_CHARS, description="For the learner.")
]


class RatingCreate(Input):
    """How well the learner says they knew what the grader left open, as for a flip card."""

    id: UUID | None = Field(default=None, description="An id of your own making.")
    confidence: Annotated[int, Field(strict=True, ge=1, le=5)]
    fraction: Fraction | None = Field(
        default=None,
        description="The share of the marks instead of the one that goes with the confidence; "
        "the answer is then right from the card's `pass_at` on.",
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"confidence": 4}]})


class AlternativeCreate(Input):
    """Let the card accept an answer from now on: a new version of it, which takes the right to edit
    its deck. Answers that were graded before stay as they are until a regrade."""

    key_point: list[Annotated[int, Field(strict=True, ge=0)]] | None = Field(
        default=None,
        min_length=1,
        max_length=limits.KEY_POINT_DEPTH,
        description="Of a basic card: the index of the key point, then of the points below on the "
        "way to it. Left out: the one that the answer came nearest to.",
    )
    text: Annotated[str, Field(min_length=1, max_length=limits.ALTERNATIVE_CHARS)] | None = Field(
        default=None, description="The wording; by default what the learner wrote."
    )


class MarkCreate(Input):
    """A teacher's mark. It stands above the grader's grade and an appeal; both stay to be seen."""

    id: UUID | None = Field(default=None, description="An id of your own making.")
    fraction: Fraction
    comment: Comment | None = None
    add_alternative: AlternativeCreate | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"fraction": 0.75, "comment": "The date is missing."}]}
    )


class Mark(Output):
    """One decision about an answer, after the grader's. No later one takes it away."""

    id: UUID
    number: int = Field(description="Counts the answer's marks from 1.")
    source: MarkSource
    fraction: float = Field(description="Share of the marks, 0 to 1.")
    is_right: bool
    confidence: int | None = Field(description="The learner's own 1 to 5, where they rated.")
    counts: bool = Field(description="False for an appeal that waits for a teacher.")
    comment: str | None
    appeal_id: UUID | None = Field(description="The appeal that it makes or decides.")
    operation_id: UUID | None = Field(description="The regrade that gave it.")
    grader: str | None = Field(description="What a regrade graded with.")
    grader_version: str | None
    card_version: int | None = Field(description="The card version a regrade graded against.")
    made_by: UUID | None = Field(description="The account or API key; shown to staff alone.")
    made_at: Instant


class Result(Output):
    """What an answer counts as, and whose word that is."""

    fraction: float | None = Field(description="Share of the marks, 0 to 1; `null`: ungraded.")
    is_right: bool | None
    source: ResultSource


def show(mark: marks.Mark, *, is_for_staff: bool) -> Mark:
    """The mark as it is sent."""
    return Mark(
        id=mark.id,
        number=mark.number,
        source=mark.source,
        fraction=mark.fraction,
        is_right=mark.is_right,
        confidence=mark.confidence,
        counts=mark.counts,
        comment=mark.comment,
        appeal_id=mark.review_id,
        operation_id=mark.operation_id,
        grader=mark.grader,
        grader_version=mark.grader_version,
        card_version=mark.card_version,
        made_by=mark.made_by if is_for_staff else None,
        made_at=mark.made_at,
    )


def show_result(result: marks.Result) -> Result:
    """The result as it is sent."""
    return Result(fraction=result.fraction, is_right=result.is_right, source=result.source)
