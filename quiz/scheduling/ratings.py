"""From what an answer earned, and what the learner said of it, to a scheduler's rating.

    wrong                         Again, whatever the confidence
    right, rated by oneself       1, 2, 3 Hard    4 Good    5 Easy
    right, graded                 1, 2    Hard    3, 4 Good    5 Easy    nothing said: Good

A flip card rated 1 or 2 is not right (`quiz.grading.grades.SELF_RATED_PASS`), so it is Again. Hard
is a pass: to use it for a failure spoils the intervals of FSRS.

The `confidence` scheduler asks for a level, 1..5: the learner's own confidence, but 1 for what was
wrong unless they said 2 themselves; where they said none, 4 for a right answer (as for Good).
"""

from enum import IntEnum

VERSION = "1"
"""Of what is said above. Memories folded by another version are folded anew."""


class Rating(IntEnum):
    """How a review went, as FSRS and its relatives name it."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


_RATED_BY_ONESELF = {4: Rating.GOOD, 5: Rating.EASY}
_GRADED = {1: Rating.HARD, 2: Rating.HARD, 5: Rating.EASY}


def rating_of(*, is_right: bool, confidence: int | None, is_self_rated: bool) -> Rating:
    """The rating of an answer; `confidence` is the learner's own 1..5, where they said one."""
    if not is_right:
        return Rating.AGAIN
    if confidence is None:
        return Rating.GOOD
    if is_self_rated:
        return _RATED_BY_ONESELF.get(confidence, Rating.HARD)
    return _GRADED.get(confidence, Rating.GOOD)


MOST_OF_WRONG = 2
_SAID_NOTHING = {True: 4, False: 1}


def level_of(*, is_right: bool, confidence: int | None) -> int:
    """The level (1..5) of an answer; `confidence` is the learner's own, where they said one. What
    was wrong is 1 or 2, however well the learner thought they knew it."""
    if confidence is None:
        return _SAID_NOTHING[is_right]
    return confidence if is_right or confidence <= MOST_OF_WRONG else 1
