"""SM-2 as Woźniak published it in 1990.

Expected values by hand: from 2.5, a quality of 5 adds 0.1, 4 nothing, 3 takes 0.14, 2 takes 0.32.
"""

from dataclasses import replace

import pytest
from study_log import AGAIN, EASY, GOOD, HARD, SM2, study, study_when_due

from quiz.scheduling.memories import CardState, Memory, Sm2Schedule


def easiness(memories: list[Memory]) -> list[float]:
    return [m.schedule.easiness for m in memories if isinstance(m.schedule, Sm2Schedule)]


def repetitions(memories: list[Memory]) -> list[int]:
    return [m.schedule.repetitions for m in memories if isinstance(m.schedule, Sm2Schedule)]


def intervals(memories: list[Memory]) -> list[int]:
    return [memory.interval_days for memory in memories]


def test_good_answers_come_back_after_1_6_and_then_two_and_a_half_times_as_long() -> None:
    # 6, 15, 37.5, 95, 237.5
    assert intervals(study_when_due([GOOD] * 6, SM2)) == [1, 6, 15, 38, 95, 238]


def test_easy_answers_come_back_ever_later() -> None:
    memories = study_when_due([EASY] * 5, SM2)
    assert easiness(memories) == [2.6, 2.7, 2.8, 2.9, 3.0]
    # 6 * 2.7 = 16.2, 16 * 2.8 = 44.8, 45 * 2.9 = 130.5
    assert intervals(memories) == [1, 6, 16, 45, 131]


def test_hard_answers_never_bring_the_easiness_below_its_least() -> None:
    memories = study_when_due([HARD] * 11, SM2)
    assert easiness(memories)[:3] == [2.36, 2.22, 2.08]
    assert easiness(memories)[-2:] == [1.3, 1.3]


def test_a_failure_starts_from_the_beginning_with_less_easiness() -> None:
    memories = study_when_due([GOOD, GOOD, GOOD, AGAIN, GOOD, GOOD, GOOD], SM2)
    # 6 * 2.18 = 13.08
    assert intervals(memories) == [1, 6, 15, 1, 1, 6, 13]
    assert repetitions(memories) == [1, 2, 3, 0, 1, 2, 3]
    assert easiness(memories)[3] == 2.18


def test_a_late_answer_counts_from_the_planned_interval() -> None:
    assert intervals(study([GOOD] * 4, [0, 1, 6, 100], SM2)) == [1, 6, 15, 38]


def test_passes_on_one_day_are_drill() -> None:
    memories = study([GOOD, GOOD, EASY, EASY], [0, 1, 0, 0], SM2)
    assert intervals(memories) == [1, 6, 6, 6]
    assert easiness(memories) == [2.5, 2.5, 2.5, 2.5]


def test_a_failure_after_a_pass_on_one_day_starts_from_the_beginning() -> None:
    memories = study([GOOD, GOOD, GOOD, AGAIN], [0, 1, 6, 0], SM2)
    assert (intervals(memories)[-1], repetitions(memories)[-1]) == (1, 0)


def test_failures_on_one_day_take_easiness_once() -> None:
    assert easiness(study([GOOD, AGAIN, AGAIN, AGAIN], [0, 1, 0, 0], SM2))[-1] == 2.18


def test_failures_until_the_next_pass_are_one_lapse() -> None:
    memory = study([GOOD, AGAIN, AGAIN, AGAIN], [0, 1, 1, 1], SM2)[-1]
    assert (memory.state, memory.lapse_count) == (CardState.RELEARNING, 1)


def test_no_interval_is_longer_than_the_maximum() -> None:
    memories = study_when_due([GOOD] * 5, replace(SM2, maximum_interval_days=20))
    assert intervals(memories) == [1, 6, 15, 20, 20]


@pytest.mark.parametrize(
    ("last", "expected"), [(EASY, 2.6), (GOOD, 2.5), (HARD, 2.36), (AGAIN, 2.18)]
)
def test_the_quality_of_each_rating_changes_the_easiness_as_published(
    last: int, expected: float
) -> None:
    assert easiness(study([last], [0], SM2)) == [expected]
