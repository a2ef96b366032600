"""What is due is counted on its study day, and what is overdue today."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.statistics.forecasts import Due, ForecastDay, forecast

TODAY = date(2028, 2, 28)
DUES = st.lists(
    st.builds(
        Due,
        due_on=st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=400)),
        cards=st.integers(0, 1000),
    ),
    max_size=30,
)


def test_cards_are_due_on_their_day_across_a_leap_day() -> None:
    dues = [Due(date(2028, 2, 29), 3), Due(date(2028, 3, 1), 4)]
    assert forecast(dues, today=TODAY, days=3).days == (
        ForecastDay(TODAY, 0),
        ForecastDay(date(2028, 2, 29), 3),
        ForecastDay(date(2028, 3, 1), 4),
    )


def test_what_is_overdue_is_due_today_and_told_apart() -> None:
    dues = [Due(date(2027, 12, 31), 5), Due(date(2028, 2, 27), 1), Due(TODAY, 2)]
    found = forecast(dues, today=TODAY, days=1)
    assert found.days == (ForecastDay(TODAY, due=8, overdue=6),)
    assert found.overdue == 6


def test_a_day_that_comes_twice_is_added_up() -> None:
    found = forecast([Due(TODAY, 2), Due(TODAY, 3)], today=TODAY, days=1)
    assert found.days == (ForecastDay(TODAY, 5),)


def test_what_is_due_after_the_last_day_is_later() -> None:
    dues = [Due(TODAY + timedelta(days=1), 2), Due(TODAY + timedelta(days=2), 7)]
    found = forecast(dues, today=TODAY, days=2)
    assert (found.due, found.later) == (2, 7)


def test_nothing_due_gives_empty_days() -> None:
    found = forecast([], today=TODAY, days=365)
    assert (len(found.days), found.due, found.overdue, found.later) == (365, 0, 0, 0)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_forecast_is_for_a_day_to_a_year(days: int) -> None:
    with pytest.raises(Invalid, match="1 to 365 days"):
        forecast([], today=TODAY, days=days)


@given(DUES, st.integers(1, 365))
def test_no_card_is_lost_or_counted_twice(dues: list[Due], days: int) -> None:
    found = forecast(dues, today=TODAY, days=days)
    assert found.due + found.later == sum(due.cards for due in dues)


@given(DUES, st.integers(1, 364))
def test_a_longer_forecast_begins_as_the_shorter_one(dues: list[Due], days: int) -> None:
    longer = forecast(dues, today=TODAY, days=days + 1)
    assert longer.days[:days] == forecast(dues, today=TODAY, days=days).days
