"""Grades and their evidence, as clients see them."""

from typing import Annotated, Literal, assert_never

from pydantic import Field

from quiz.grading import grades
from schemas.base import Output


class SelfRatingEvidence(Output):
    """The learner's own rating, which is the grade."""

    kind: Literal["self_rating"]
    confidence: int
    label: str


class ChoiceEvidence(Output):
    """Option ids, as the question showed them: rightly ticked, missed, and wrongly ticked."""

    kind: Literal["choice"]
    hits: list[str]
    misses: list[str]
    wrong: list[str]


class TypedEvidence(Output):
    """The accepted text that was matched (`null`: none), and which differences were forgiven."""

    kind: Literal["typed"]
    matched: str | None
    forgiven: list[str]


Evidence = Annotated[
    SelfRatingEvidence | ChoiceEvidence | TypedEvidence, Field(discriminator="kind")
]


class Grade(Output):
    """What a grader decided, and why."""

    fraction: float | None = Field(
        description="Share of the marks, 0 to 1; `null` while nobody has graded it, never zero."
    )
    suggested_fraction: float | None = Field(
        description="What the grader leans to when it leaves the grade to a person."
    )
    is_right: bool | None = Field(description="Whether it passes; `null` while it is not graded.")
    grader: str
    grader_version: str
    reliability: float = Field(
        description="The grader's own belief, 0 to 1, that a teacher would agree."
    )
    needs_review: bool
    evidence: Evidence


def show(grade: grades.Grade, is_right: bool | None) -> Grade:
    """The grade as it is sent."""
    return Grade(
        fraction=grade.fraction,
        suggested_fraction=grade.suggested_fraction,
        is_right=is_right,
        grader=grade.grader,
        grader_version=grade.grader_version,
        reliability=grade.reliability,
        needs_review=grade.needs_review,
        evidence=_evidence(grade.evidence),
    )


def _evidence(
    evidence: grades.Evidence,
) -> SelfRatingEvidence | ChoiceEvidence | TypedEvidence:
    match evidence:
        case grades.SelfRatingEvidence():
            return SelfRatingEvidence(
                kind="self_rating", confidence=evidence.confidence, label=evidence.label
            )
        case grades.ChoiceEvidence():
            return ChoiceEvidence(
                kind="choice",
                hits=list(evidence.hits),
                misses=list(evidence.misses),
                wrong=list(evidence.wrong),
            )
        case grades.TypedEvidence():
            return TypedEvidence(
                kind="typed", matched=evidence.matched, forgiven=list(evidence.forgiven)
            )
        case _:
            assert_never(evidence)
