"""Every day of a stretch of time has its answers and its time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.statistics.heatmaps import Studied, heatmap

FIRST = date(2028, 2, 28)
LAST = date(2028, 3, 1)

STUDIED = st.lists(
    st.builds(
        Studied,
        on=st.dates(FIRST, FIRST + timedelta(days=365)),
        answers=st.integers(0, 500),
        took_ms=st.integers(0, 10**7),
    ),
    max_size=30,
)


def test_days_without_answers_are_there() -> None:
    found = heatmap([Studied(date(2028, 2, 29), 3, 9_000)], from_on=FIRST, to_on=LAST)
    assert found.days == (
        Studied(FIRST, 0, 0),
        Studied(date(2028, 2, 29), 3, 9_000),
        Studied(LAST, 0, 0),
    )


def test_sums_and_the_busiest_day_are_told() -> None:
    found = heatmap([Studied(FIRST, 5, 10), Studied(LAST, 5, 20)], from_on=FIRST, to_on=LAST)
    assert (found.answers, found.took_ms, found.studied_days) == (10, 30, 2)
    assert found.busiest == Studied(FIRST, 5, 10)


def test_a_day_that_comes_twice_is_added_up() -> None:
    found = heatmap([Studied(FIRST, 1, 10), Studied(FIRST, 2, 20)], from_on=FIRST, to_on=FIRST)
    assert found.days == (Studied(FIRST, 3, 30),)


def test_days_outside_are_left_out() -> None:
    outside = [Studied(FIRST - timedelta(days=1), 1, 1), Studied(LAST + timedelta(days=1), 1, 1)]
    assert heatmap(outside, from_on=FIRST, to_on=LAST).answers == 0


def test_without_answers_no_day_is_busiest() -> None:
    assert heatmap([], from_on=FIRST, to_on=LAST).busiest is None


def test_a_leap_year_fits() -> None:
    found = heatmap([], from_on=date(2028, 1, 1), to_on=date(2028, 12, 31))
    assert len(found.days) == 366


@pytest.mark.parametrize("to_on", [FIRST - timedelta(days=1), FIRST + timedelta(days=366)])
def test_a_stretch_is_a_day_to_a_year(to_on: date) -> None:
    with pytest.raises(Invalid, match="1 to 366"):
        heatmap([], from_on=FIRST, to_on=to_on)


@given(STUDIED)
def test_no_answer_is_lost_or_counted_twice(studied: list[Studied]) -> None:
    found = heatmap(studied, from_on=FIRST, to_on=FIRST + timedelta(days=365))
    assert found.answers == sum(day.answers for day in studied)
    assert found.took_ms == sum(day.took_ms for day in studied)
