"""Appeals: which are taken, and what a decision gives."""

import pytest

from quiz.errors import Conflict
from quiz.marking.marks import Result, ResultSource
from quiz.marking.reviews import (
    Decision,
    ReviewStatus,
    check_appeal,
    check_undecided,
    decided_fraction,
    is_own_rating,
)

WRONG = Result(0.25, False, ResultSource.GRADER, None)


def test_an_appeal_claims_more_than_there_is() -> None:
    check_appeal(WRONG, 0.5, is_self_rated=False)
    with pytest.raises(Conflict, match=r"has 0\.25 of the marks"):
        check_appeal(WRONG, 0.25, is_self_rated=False)


def test_what_nobody_graded_is_rated_not_appealed() -> None:
    with pytest.raises(Conflict, match="rate it"):
        check_appeal(Result(None, None, ResultSource.GRADER, None), 1, is_self_rated=False)


def test_nobody_appeals_against_their_own_rating() -> None:
    assert is_own_rating(Result(0.5, True, ResultSource.LEARNER_RATING, 3), "free_text")
    assert is_own_rating(WRONG, "self_rating")
    assert not is_own_rating(Result(0.1, False, ResultSource.TEACHER, 3), "self_rating")
    with pytest.raises(Conflict, match="own rating"):
        check_appeal(WRONG, 1, is_self_rated=True)


@pytest.mark.parametrize(
    "status",
    [ReviewStatus.OPEN, ReviewStatus.COUNTED, ReviewStatus.ACCEPTED, ReviewStatus.DECLINED],
)
def test_an_answer_is_appealed_once(status: ReviewStatus) -> None:
    with pytest.raises(Conflict, match="appeal"):
        check_undecided(frozenset({status}))


def test_a_decision_gives_what_the_teacher_says_or_what_follows() -> None:
    accepted, declined = Decision(True, None, None), Decision(False, None, None)
    assert decided_fraction(accepted, claimed=0.9, otherwise=0.1) == 0.9
    assert decided_fraction(declined, claimed=0.9, otherwise=0.1) == 0.1
    assert decided_fraction(Decision(False, 0.5, None), claimed=0.9, otherwise=None) == 0.5
    with pytest.raises(Conflict, match="no mark"):
        decided_fraction(declined, claimed=0.9, otherwise=None)
