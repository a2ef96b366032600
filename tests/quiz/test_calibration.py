"""Counts of answers add up to how sure and how right a learner was."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.calibration import Count, Level, stretches
from quiz.certainty import Judgement
from quiz.periods import Period

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)
APRIL = date(2026, 4, 1)

COUNTS = st.lists(
    st.builds(
        Count,
        studied_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        certainty=st.none() | st.integers(1, 3),
        confidence=st.none() | st.integers(1, 5),
        answers=st.integers(1, 9),
        right=st.just(0),
        wrong=st.just(0),
        fraction_sum=st.just(0.5),
    ),
    min_size=1,
    max_size=20,
)


def count(day: date, certainty: int | None, answers: int, fraction: float, wrong: int = 0) -> Count:
    return Count(day, certainty, None, answers, right=0, wrong=wrong, fraction_sum=fraction)


def test_no_answers_give_no_stretch() -> None:
    assert stretches([], Period.ALL) == ()


def test_a_level_is_the_mean_of_its_answers_and_is_judged() -> None:
    counts = [count(MONDAY, 3, 8, 4.0, wrong=4), count(SUNDAY, 3, 2, 1.0, wrong=1)]
    [stretch] = stretches(counts, Period.ALL)
    assert stretch.certainties == (Level(3, 10, 0, 0.5, Judgement.OVER_CONFIDENT),)
    assert stretch.marks is not None
    assert stretch.marks.average == -1.5


def test_what_is_partly_right_is_not_marked_as_wrong() -> None:
    [stretch] = stretches([count(MONDAY, 3, 4, 1.5, wrong=1)], Period.ALL)
    assert stretch.marks is not None
    # One wrong, -6; three that earned 1.5 together, 3 * 1.5.
    assert stretch.marks.average == pytest.approx((-6 + 4.5) / 4)


def test_what_was_not_said_is_no_level() -> None:
    [stretch] = stretches([count(MONDAY, None, 4, 4.0)], Period.ALL)
    assert stretch.certainties == ()
    assert stretch.marks is None
    assert stretch.fraction == 1.0


def test_confidence_is_counted_and_not_judged() -> None:
    [stretch] = stretches(
        [Count(MONDAY, None, 5, 2, right=1, wrong=1, fraction_sum=1.0)], Period.ALL
    )
    assert stretch.confidences == (Level(5, 2, 1, 0.5, None),)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.DAY, [(MONDAY, MONDAY), (SUNDAY, SUNDAY), (APRIL, APRIL)]),
        (Period.WEEK, [(MONDAY, SUNDAY), (date(2026, 3, 30), date(2026, 4, 5))]),
        (Period.MONTH, [(date(2026, 3, 1), date(2026, 3, 31)), (APRIL, date(2026, 4, 30))]),
        (Period.ALL, [(MONDAY, APRIL)]),
    ],
)
def test_periods_begin_and_end_with_the_calendar(
    period: Period, expected: list[tuple[date, date]]
) -> None:
    counts = [count(day, 1, 1, 1.0) for day in (APRIL, MONDAY, SUNDAY)]
    assert [(s.from_on, s.to_on) for s in stretches(counts, period)] == expected


@given(COUNTS, st.sampled_from(Period))
def test_every_answer_is_in_one_stretch(counts: list[Count], period: Period) -> None:
    found = stretches(counts, period)
    assert sum(stretch.answers for stretch in found) == sum(each.answers for each in counts)
    assert all(a.to_on < b.from_on for a, b in pairwise(found))
