"""A streak goes on until a whole study day passed without an answer."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.statistics.streaks import Streak, Streaks, streaks

TODAY = date(2026, 3, 10)
YESTERDAY = date(2026, 3, 9)
DAYS = st.sets(st.dates(TODAY - timedelta(days=40), TODAY))


def days(*ago: int) -> list[date]:
    return [TODAY - timedelta(days=each) for each in ago]


def test_who_never_studied_has_no_streak() -> None:
    assert streaks([], today=TODAY) == Streaks(None, None, is_studied_today=False)


def test_days_in_a_row_up_to_today_are_the_current_streak() -> None:
    found = streaks(days(2, 1, 0), today=TODAY)
    assert found.current == Streak(date(2026, 3, 8), TODAY)
    assert found.current.days == 3
    assert found.is_studied_today


def test_a_day_not_yet_studied_breaks_nothing() -> None:
    found = streaks(days(2, 1), today=TODAY)
    assert found.current == Streak(date(2026, 3, 8), YESTERDAY)
    assert not found.is_studied_today


def test_a_whole_day_without_an_answer_breaks_the_streak() -> None:
    found = streaks(days(4, 3, 2), today=TODAY)
    assert found.current is None
    assert found.longest is not None
    assert found.longest.days == 3


def test_the_longest_streak_may_be_over() -> None:
    found = streaks(days(9, 8, 7, 6, 1, 0), today=TODAY)
    assert found.longest == Streak(date(2026, 3, 1), date(2026, 3, 4))
    assert found.current == Streak(YESTERDAY, TODAY)


def test_of_equal_streaks_the_latest_is_the_longest() -> None:
    assert streaks(days(5, 4, 1, 0), today=TODAY).longest == Streak(YESTERDAY, TODAY)


def test_a_day_after_today_continues_the_streak() -> None:
    # Who flies from Auckland to Honolulu lives the same day again.
    found = streaks(days(1, 0, -1), today=TODAY)
    assert found.current == Streak(YESTERDAY, date(2026, 3, 11))


def test_a_leap_day_is_a_day_like_others() -> None:
    leap = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    found = streaks(leap, today=date(2028, 3, 1))
    assert found.current is not None
    assert found.current.days == 3


@given(DAYS)
def test_no_current_streak_is_longer_than_the_longest(studied: set[date]) -> None:
    found = streaks(studied, today=TODAY)
    current = found.current.days if found.current else 0
    longest = found.longest.days if found.longest else 0
    assert 0 <= current <= longest <= len(studied)


@given(DAYS)
def test_one_day_more_never_shortens_a_streak(studied: set[date]) -> None:
    before = streaks(studied, today=TODAY)
    after = streaks(studied | {TODAY}, today=TODAY)
    assert after.current is not None
    assert after.current.days >= (before.current.days if before.current else 0)


@given(st.lists(st.dates(TODAY - timedelta(days=9), TODAY)))
def test_neither_order_nor_repetition_matters(studied: list[date]) -> None:
    assert streaks(studied, today=TODAY) == streaks(sorted(set(studied)), today=TODAY)
