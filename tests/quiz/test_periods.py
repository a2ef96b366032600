"""Weeks and months begin and end where calendars say."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.periods import Period, first_day, last_day

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
PERIODS = st.sampled_from([Period.DAY, Period.WEEK, Period.MONTH])


def test_a_week_runs_from_monday_to_sunday() -> None:
    monday = first_day(date(2026, 1, 1), Period.WEEK)
    assert (monday, last_day(monday, Period.WEEK)) == (date(2025, 12, 29), date(2026, 1, 4))


def test_a_month_runs_to_its_leap_day() -> None:
    assert first_day(date(2028, 2, 29), Period.MONTH) == date(2028, 2, 1)
    assert last_day(date(2028, 2, 1), Period.MONTH) == date(2028, 2, 29)


@given(DAYS, PERIODS)
def test_every_day_lies_in_its_period(day: date, period: Period) -> None:
    first = first_day(day, period)
    assert first <= day <= last_day(first, period)


@given(DAYS, PERIODS)
def test_the_day_after_a_period_begins_the_next(day: date, period: Period) -> None:
    after = last_day(first_day(day, period), period) + timedelta(days=1)
    assert first_day(after, period) == after
