"""Grades and their evidence, as clients see them."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from quiz.grading import grades
from quiz.grading.grades import PointStatus
from quiz.grading.recall.contradictions import Contradiction
from quiz.grading.recall.suspicions import Flag
from quiz.grading.short_answers import verdicts
from schemas.base import Output


def _listed(names: Iterable[str]) -> str:
    """The names as they stand in a description."""
    return ", ".join(f"`{name}`" for name in names)


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


class TrueFalseEvidence(Output):
    """Whether the statement was true, and what was said of it."""

    kind: Literal["true_false"]
    is_true: bool
    given: bool


Forgivings = Annotated[
    list[str],
    Field(description=f"Differences that did not count against it: {_listed(verdicts.Forgiven)}."),
]
Problems = Annotated[
    list[str],
    Field(description=f"What did count against it: {_listed(verdicts.Problem)}."),
]


class TypedEvidence(Output):
    """The accepted text that the answer was read as (`null`: none), and why."""

    kind: Literal["typed"]
    matched: str | None
    forgiven: Forgivings
    problems: Problems
    correction: str | None = Field(
        description="How it should have been written, where a typing error or an accent was "
        "forgiven."
    )


class NumericEvidence(Output):
    """The value that was asked for, and how the answer was read (`null`: not as a value)."""

    kind: Literal["numeric"]
    expected: str
    read: str | None = Field(examples=["2000 m = 2 km"])
    forgiven: Forgivings
    problems: Problems


class GapEvidence(Output):
    """One gap of a cloze card."""

    fraction: float = Field(description="The share of the gap's own marks, 0 to 1.")
    matched: str | None
    forgiven: Forgivings
    problems: Problems
    correction: str | None


class ClozeEvidence(Output):
    """The gaps in the order of their numbers."""

    kind: Literal["cloze"]
    gaps: list[GapEvidence]


class MatchedPair(Output):
    """An id on the left with the id on the right that was chosen (`null`: none) and expected."""

    left: str
    given: str | None
    expected: str
    is_right: bool


class MatchingEvidence(Output):
    """The pairs in the order in which the left side was shown."""

    kind: Literal["matching"]
    pairs: list[MatchedPair]


class OrderingEvidence(Output):
    """The item ids in the learner's order and in the right one. Of all `pairs` of items,
    `pairs_in_order` stand in the right order; as many as not are worth nothing."""

    kind: Literal["ordering"]
    given: list[str]
    expected: list[str]
    pairs_in_order: int
    pairs: int


class Forgiven(Output):
    """A word as the learner wrote it, and as what it was read."""

    written: str
    read_as: str


class PointEvidence(Output):
    """What the answer says of one key point."""

    text: str
    status: PointStatus
    credit: float = Field(description="0 to 1.")
    weight: float = Field(description="The share of all gradable points; they sum to 1.")
    matched: list[str] = Field(description="The learner's words that speak for it.")
    quote: str | None = Field(description="The clause they stand in.")
    flags: list[str] = Field(
        description="Why it is contradicted: `contradiction:` and one of "
        f"{_listed(Contradiction)}; or what became of an optional grader's proposal: `proposed`, "
        "`proposal_unquoted`."
    )


class FreeTextEvidence(Output):
    """The gradable points in reading order, nested ones after the one they stand below."""

    kind: Literal["free_text"]
    points: list[PointEvidence]
    required: int | None = Field(
        description="So many of the outermost points are asked for; `null`: all."
    )
    flags: list[str] = Field(
        description=f"What is odd about the answer as a whole: {_listed(Flag)}."
    )
    forgiven: list[Forgiven]
    proposal: str | None = Field(
        description="The optional grader whose proposal was taken into account."
    )


AnyEvidence = (
    SelfRatingEvidence
    | ChoiceEvidence
    | TrueFalseEvidence
    | TypedEvidence
    | NumericEvidence
    | ClozeEvidence
    | MatchingEvidence
    | OrderingEvidence
    | FreeTextEvidence
)
Evidence = Annotated[AnyEvidence, Field(discriminator="kind")]

_EVIDENCE: TypeAdapter[AnyEvidence] = TypeAdapter(Evidence)


class Grade(Output):
    """What a grader decided, and why."""

    fraction: float | None = Field(
        description="Share of the marks, 0 to 1; `null` while nobody has graded it, never zero."
    )
    suggested_fraction: float | None = Field(
        description="What the grader leans to when it leaves the grade to a person; told when "
        "a person has spoken, so that it sways nobody."
    )
    is_right: bool | None = Field(description="Whether it passes; `null` while it is not graded.")
    grader: str
    grader_version: str
    reliability: float = Field(
        description="The grader's own belief, 0 to 1, that a teacher would agree."
    )
    needs_review: bool = Field(description="The grader leaves the grade to a person.")
    evidence: Evidence | None = Field(
        description="Why. As the suggestion, it waits where the grade is left to a person: until "
        "the learner has rated their answer, or a teacher has marked it."
    )


def show(grade: grades.Grade, is_right: bool | None, *, is_suggestion_told: bool) -> Grade:
    """The grade as it is sent; what a grader that left it open leans to, where it may be told."""
    is_told = is_suggestion_told or grade.fraction is not None
    return Grade(
        fraction=grade.fraction,
        suggested_fraction=grade.suggested_fraction if is_told else None,
        is_right=is_right,
        grader=grade.grader,
        grader_version=grade.grader_version,
        reliability=grade.reliability,
        needs_review=grade.needs_review,
        evidence=_EVIDENCE.validate_python(grades.evidence_to_json(grade.evidence))
        if is_told
        else None,
    )
