"""Marks, and what an answer counts as once they are given.

The grader's grade never changes. A person or a regrade adds a mark beside it; the marks of an
answer are in order, and nothing takes one away. Two questions are asked of them:

    for the marks    teacher > appeal that counts > regrade > own rating > grader
    for memory       what the learner themselves said last, else as for the marks

Of several marks of one source the last one speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from quiz.grading.grades import SELF_RATED_PASS
from quiz.grading.self_rating import FRACTIONS
from quiz.responses import Format


class MarkSource(StrEnum):
    """Who decided: the learner rating what the grader left open, the learner's appeal, a teacher,
    or a regrade."""

    LEARNER_RATING = "learner_rating"
    APPEAL = "appeal"
    TEACHER = "teacher"
    REGRADE = "regrade"


class ResultSource(StrEnum):
    """What a result rests on: the grader, or the source of a mark."""

    GRADER = "grader"
    LEARNER_RATING = "learner_rating"
    APPEAL = "appeal"
    TEACHER = "teacher"
    REGRADE = "regrade"


@dataclass(frozen=True, slots=True)
class Mark:
    """One decision about an answer.

    `number` counts an answer's marks from 1. `fraction` is 0..1; `confidence` the learner's own
    1..5 where they rated. `counts` is false for an appeal that waits for a teacher: memory follows
    it, results do not. `made_by` is the account or API key, `None` for the learner. A regrade's
    `operation_id`, `grader`, `grader_version` and `card_version` say what it graded with.
    """

    id: UUID
    answer_id: UUID
    number: int
    source: MarkSource
    fraction: float
    is_right: bool
    confidence: int | None
    counts: bool
    comment: str | None
    made_by: UUID | None
    made_at: datetime
    review_id: UUID | None = None
    operation_id: UUID | None = None
    grader: str | None = None
    grader_version: str | None = None
    card_version: int | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """What the grader made of an answer: `fraction` 0..1, both `None` where it was left open."""

    fraction: float | None
    is_right: bool | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What an answer counts as. `confidence` is the learner's own, with the answer or the mark."""

    fraction: float | None
    is_right: bool | None
    source: ResultSource
    confidence: int | None


_BY_RANK = (MarkSource.TEACHER, MarkSource.APPEAL, MarkSource.REGRADE)
_OF_PERSONS = frozenset({ResultSource.TEACHER, ResultSource.APPEAL})


def for_marks(graded: Graded, marks: Sequence[Mark]) -> Result:
    """What the answer counts as in results; `marks` in their order."""
    ranks = (*_BY_RANK, MarkSource.LEARNER_RATING) if graded.fraction is None else _BY_RANK
    for source in ranks:
        mark = _last(marks, source)
        if mark is not None:
            return _result(graded, mark)
    return Result(graded.fraction, graded.is_right, ResultSource.GRADER, graded.confidence)


def for_memory(graded: Graded, marks: Sequence[Mark]) -> Result:
    """What the answer counts as for memory: the learner's own word stands above everybody's."""
    own = (MarkSource.LEARNER_RATING, MarkSource.APPEAL)
    said = [mark for mark in marks if mark.source in own]
    return _result(graded, said[-1]) if said else for_marks(graded, marks)


def without_appeals(graded: Graded, marks: Sequence[Mark]) -> Result:
    """What the answer would count as, had nobody appealed."""
    return for_marks(graded, [mark for mark in marks if mark.source is not MarkSource.APPEAL])


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from one mark more: what the answer counts as now, by how many right answers
    its session's count changes (-1, 0 or 1), and whether memory has to be folded again."""

    result: Result
    right_change: int
    changes_memory: bool


def consequences(graded: Graded, before: Sequence[Mark], mark: Mark) -> Consequences:
    """What follows from the mark for an answer that had these marks `before`."""
    after = (*before, mark)
    result = for_marks(graded, after)
    return Consequences(
        result=result,
        right_change=bool(result.is_right) - bool(for_marks(graded, before).is_right),
        changes_memory=for_memory(graded, before) != for_memory(graded, after),
    )


def is_persons(result: Result) -> bool:
    """Whether a person's mark stands, which no regrade changes."""
    return result.source in _OF_PERSONS


def is_self_rated(format: Format, result: Result) -> bool:
    """Whether the learner themselves said how well they knew it, with a flip card or after."""
    if result.source is ResultSource.GRADER:
        return format is Format.FLIP
    return result.source is ResultSource.LEARNER_RATING


def rated(confidence: int, fraction: float | None, pass_at: float) -> tuple[float, bool]:
    """The share of the marks (0..1) of one's own rating, and whether it passes.

    A confidence (1..5) gives both, as for a flip card. A `fraction` of the learner's own stands
    instead, and passes from `pass_at` (0..1) on.
    """
    if fraction is not None:
        return fraction, fraction >= pass_at
    return FRACTIONS[confidence], confidence >= SELF_RATED_PASS


def _last(marks: Sequence[Mark], source: MarkSource) -> Mark | None:
    found = (mark for mark in reversed(marks) if mark.source is source and mark.counts)
    return next(found, None)


def _result(graded: Graded, mark: Mark) -> Result:
    confidence = graded.confidence if mark.confidence is None else mark.confidence
    return Result(mark.fraction, mark.is_right, ResultSource(mark.source.value), confidence)
