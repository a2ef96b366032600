"""Leitner's boxes: 1, 2, 4, 8 and 16 study days, a pass on, a failure back to the first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from study_log import AGAIN, EASY, GOOD, HARD, LEITNER, NOON, TODAY, answered, study, study_when_due

from quiz.scheduling import leitner
from quiz.scheduling.memories import CardState, LeitnerSchedule, Memory


def boxes(memories: list[Memory]) -> list[int]:
    return [m.schedule.box for m in memories if isinstance(m.schedule, LeitnerSchedule)]


def intervals(memories: list[Memory]) -> list[int]:
    return [memory.interval_days for memory in memories]


def test_passes_go_from_box_to_box_and_stay_in_the_last() -> None:
    memories = study_when_due([GOOD] * 6, LEITNER)
    assert boxes(memories) == [2, 3, 4, 5, 5, 5]
    assert intervals(memories) == [2, 4, 8, 16, 16, 16]


def test_a_failure_goes_back_to_the_first_box() -> None:
    memories = study_when_due([GOOD, GOOD, GOOD, AGAIN, GOOD], LEITNER)
    assert boxes(memories) == [2, 3, 4, 1, 2]
    assert intervals(memories) == [2, 4, 8, 1, 2]


@pytest.mark.parametrize("rating", [HARD, GOOD, EASY])
def test_every_pass_is_one_box(rating: int) -> None:
    assert boxes(study_when_due([rating] * 3, LEITNER)) == [2, 3, 4]


def test_a_card_is_due_on_a_study_day() -> None:
    memory = study([GOOD], [0], LEITNER)[0]
    assert (memory.due_on, memory.due_at) == (TODAY + timedelta(days=2), None)


def test_a_late_pass_is_one_box_too() -> None:
    assert boxes(study([GOOD, GOOD], [0, 90], LEITNER)) == [2, 3]


def test_passes_on_one_day_count_once() -> None:
    memories = study([GOOD, GOOD, GOOD, GOOD], [0, 0, 0, 2], LEITNER)
    assert boxes(memories) == [2, 2, 2, 3]
    assert memories[2].due_on == TODAY + timedelta(days=2)


def test_a_failure_counts_at_any_time() -> None:
    assert boxes(study([GOOD, GOOD, AGAIN, GOOD], [0, 2, 0, 0], LEITNER)) == [2, 3, 1, 1]


def test_failures_until_the_next_pass_are_one_lapse() -> None:
    memories = study([GOOD, AGAIN, AGAIN, AGAIN, GOOD, AGAIN], [0, 2, 0, 1, 1, 2], LEITNER)
    assert [memory.lapse_count for memory in memories] == [0, 1, 1, 1, 1, 2]


def test_a_card_that_was_never_passed_does_not_lapse() -> None:
    memory = study([AGAIN, AGAIN], [0, 1], LEITNER)[-1]
    assert (memory.state, memory.lapse_count) == (CardState.LEARNING, 0)


def test_no_interval_is_longer_than_the_maximum() -> None:
    memories = study_when_due([GOOD] * 4, replace(LEITNER, maximum_interval_days=5))
    assert intervals(memories) == [2, 4, 5, 5]


def test_what_another_scheduler_left_counts_as_a_new_card() -> None:
    left = replace(study_when_due([GOOD] * 3, LEITNER)[-1], schedule=None)
    assert leitner.recall(left, NOON.date(), LEITNER) is None
    assert boxes([leitner.review(left, answered(GOOD, 4), LEITNER)]) == [2]
