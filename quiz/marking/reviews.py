"""Reviews: answers that wait for a person, because the grader left them open or the learner
appealed, and what became of that."""

from dataclasses import dataclass
from enum import StrEnum

from quiz.errors import Conflict
from quiz.marking.marks import Result, ResultSource

FULL_MARKS = 1.0


class AppealPolicy(StrEnum):
    """What "I was right" does to the marks: it counts at once, or waits for a teacher."""

    COUNT_AT_ONCE = "count_at_once"
    ASK_TEACHER = "ask_teacher"


class ReviewKind(StrEnum):
    """Why a person should look: the grader left it open, or the learner appealed."""

    UNGRADED = "ungraded"
    APPEAL = "appeal"


class ReviewStatus(StrEnum):
    """Where a review stands.

    `open` waits for a person; `counted` is an appeal that counted at once; `accepted` and
    `declined` are decided appeals; `marked` is an ungraded answer that a teacher marked;
    `withdrawn` belongs to an answer that was taken back.
    """

    OPEN = "open"
    COUNTED = "counted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MARKED = "marked"
    WITHDRAWN = "withdrawn"


DECIDED = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.DECLINED})
UNDECIDED = frozenset({ReviewStatus.OPEN, ReviewStatus.COUNTED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a teacher makes of an appeal: `fraction` 0..1, `None` for what follows from it."""

    is_accepted: bool
    fraction: float | None
    comment: str | None


def check_appeal(result: Result, claimed: float, *, is_self_rated: bool) -> None:
    """Raise `Conflict` unless there is a mark, by somebody else, below what is claimed (0..1)."""
    if result.fraction is None:
        raise Conflict("Nobody has graded this answer yet: rate it instead of appealing.")
    if is_self_rated:
        raise Conflict("The mark is your own rating; there is nobody to appeal against.")
    if result.fraction >= claimed:
        raise Conflict(f"The answer has {result.fraction:g} of the marks already.")


def check_undecided(statuses: frozenset[ReviewStatus]) -> None:
    """Raise `Conflict` when an answer whose appeals stand so takes no other appeal."""
    if statuses & DECIDED:
        raise Conflict("An appeal over this answer was decided; the decision stands.")
    if statuses & UNDECIDED:
        raise Conflict(
            "There is an appeal over this answer already; it is listed among the answer's appeals."
        )


def is_own_rating(result: Result, grader: str) -> bool:
    """Whether the learner gave this mark themselves, as a rating."""
    if result.source is ResultSource.LEARNER_RATING:
        return True
    return result.source is ResultSource.GRADER and grader == "self_rating"


def decided_fraction(decision: Decision, *, claimed: float, otherwise: float | None) -> float:
    """The mark (0..1) that a decision gives: what the teacher says, else what was claimed if they
    accept and what stood without the appeal (`otherwise`) if they decline.

    Raises `Conflict` when a declined appeal leaves no mark.
    """
    if decision.fraction is not None:
        return decision.fraction
    if decision.is_accepted:
        return claimed
    if otherwise is None:
        raise Conflict("Without the appeal the answer has no mark; say which one it gets.")
    return otherwise
