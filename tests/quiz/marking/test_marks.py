"""What an answer counts as, by its grade and marks."""

import itertools
from datetime import UTC, datetime
from uuid import UUID

import pytest

from quiz.marking.marks import (
    Graded,
    Mark,
    MarkSource,
    Result,
    ResultSource,
    consequences,
    for_marks,
    for_memory,
    is_persons,
    rated,
    without_appeals,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRONG = Graded(0.0, False, 2)
OPEN = Graded(None, None, None)
RATING, APPEAL = MarkSource.LEARNER_RATING, MarkSource.APPEAL
TEACHER, REGRADE = MarkSource.TEACHER, MarkSource.REGRADE


def mark(
    source: MarkSource,
    fraction: float,
    *,
    number: int = 1,
    counts: bool = True,
    confidence: int | None = None,
) -> Mark:
    return Mark(
        id=UUID(int=number),
        answer_id=UUID(int=99),
        number=number,
        source=source,
        fraction=fraction,
        is_right=fraction >= 0.6,
        confidence=confidence,
        counts=counts,
        comment=None,
        made_by=None,
        made_at=NOW,
    )


def test_without_marks_the_grade_counts() -> None:
    assert for_marks(WRONG, []) == Result(0.0, False, ResultSource.GRADER, 2)
    assert for_memory(WRONG, []) == for_marks(WRONG, [])
    assert for_marks(OPEN, []) == Result(None, None, ResultSource.GRADER, None)


@pytest.mark.parametrize("order", list(itertools.permutations([TEACHER, APPEAL, REGRADE])))
def test_a_teacher_stands_above_an_appeal_and_that_above_a_regrade(
    order: tuple[MarkSource, ...],
) -> None:
    fractions = {TEACHER: 0.7, APPEAL: 1.0, REGRADE: 0.4}
    marks = [mark(source, fractions[source], number=n) for n, source in enumerate(order, 1)]
    assert for_marks(WRONG, marks).fraction == 0.7
    rest = [m for m in marks if m.source is not TEACHER]
    assert for_marks(WRONG, rest).fraction == 1.0
    assert without_appeals(WRONG, marks).fraction == 0.7
    assert without_appeals(WRONG, rest).fraction == 0.4


def test_of_one_source_the_last_mark_speaks() -> None:
    marks = [mark(TEACHER, 0.2), mark(TEACHER, 0.9, number=2)]
    assert for_marks(WRONG, marks).fraction == 0.9


def test_an_appeal_that_waits_moves_memory_alone() -> None:
    waiting = [mark(APPEAL, 1.0, counts=False)]
    assert for_marks(WRONG, waiting) == Result(0.0, False, ResultSource.GRADER, 2)
    assert for_memory(WRONG, waiting) == Result(1.0, True, ResultSource.APPEAL, 2)


def test_memory_follows_the_learner_whatever_a_teacher_says() -> None:
    marks = [mark(APPEAL, 1.0), mark(TEACHER, 0.0, number=2)]
    assert for_marks(WRONG, marks).source is ResultSource.TEACHER
    assert for_memory(WRONG, marks).is_right is True


def test_memory_follows_a_teacher_where_the_learner_said_nothing() -> None:
    assert for_memory(WRONG, [mark(TEACHER, 1.0)]).is_right is True


def test_a_rating_counts_where_the_grader_left_it_open() -> None:
    marks = [mark(RATING, 0.75, confidence=4)]
    assert for_marks(OPEN, marks) == Result(0.75, True, ResultSource.LEARNER_RATING, 4)
    assert for_memory(OPEN, marks).confidence == 4
    assert for_marks(WRONG, marks).source is ResultSource.GRADER


def test_a_regrade_stands_above_a_rating() -> None:
    marks = [mark(RATING, 0.75, confidence=4), mark(REGRADE, 1.0, number=2)]
    assert for_marks(OPEN, marks).source is ResultSource.REGRADE
    assert for_memory(OPEN, marks).source is ResultSource.LEARNER_RATING


def test_an_appeal_that_waits_changes_memory_and_no_count() -> None:
    follows = consequences(WRONG, [], mark(APPEAL, 1.0, counts=False))
    assert (follows.right_change, follows.changes_memory) == (0, True)
    assert follows.result == Result(0.0, False, ResultSource.GRADER, 2)


def test_a_teacher_who_declines_an_appeal_changes_the_count_and_no_memory() -> None:
    appealed = [mark(APPEAL, 1.0)]
    follows = consequences(WRONG, appealed, mark(TEACHER, 0.0, number=2))
    assert (follows.right_change, follows.changes_memory) == (-1, False)


def test_a_first_mark_that_passes_counts_one_right_answer_more() -> None:
    follows = consequences(OPEN, [], mark(RATING, 0.75, confidence=4))
    assert (follows.right_change, follows.changes_memory) == (1, True)


def test_only_teachers_and_appeals_are_persons_marks() -> None:
    assert is_persons(for_marks(WRONG, [mark(APPEAL, 1.0)]))
    assert is_persons(for_marks(WRONG, [mark(TEACHER, 1.0)]))
    assert not is_persons(for_marks(WRONG, [mark(REGRADE, 1.0)]))
    assert not is_persons(for_marks(OPEN, [mark(RATING, 1.0)]))


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(1, (0.0, False)), (2, (0.25, False)), (3, (0.5, True)), (4, (0.75, True)), (5, (1.0, True))],
)
def test_a_rating_is_like_a_flip_cards(confidence: int, expected: tuple[float, bool]) -> None:
    assert rated(confidence, None, 0.6) == expected


def test_a_fraction_of_ones_own_passes_as_the_card_says() -> None:
    assert rated(5, 0.5, 0.6) == (0.5, False)
    assert rated(1, 0.5, 0.5) == (0.5, True)
