"""How a learner rates and how long they take is read from their log, leaning to what is usual."""

from datetime import date, timedelta

import pytest

from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.optimizing.workloads import (
    DEFAULT_HABITS,
    DEFAULT_WEIGHT,
    LONGEST_ANSWER_SECONDS,
    Habits,
    habits_of,
)

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)


def log_of(
    count: int, *, first: int = 3, same_day: int = 3, later: int = 3, took_ms: int | None = None
) -> list[Review]:
    """So many cards: first seen, asked again on the day, and asked the day after."""
    days = ((TODAY, first), (TODAY, same_day), (TOMORROW, later))
    return [Review(card, on, rating, took_ms) for on, rating in days for card in range(count)]


def test_an_empty_log_shows_the_defaults() -> None:
    found = habits_of([])
    assert found.first == pytest.approx(DEFAULT_HABITS.first)
    assert found.same_day == pytest.approx(DEFAULT_HABITS.same_day)
    assert found.passes == pytest.approx(DEFAULT_HABITS.passes)
    assert found.seconds == pytest.approx(DEFAULT_HABITS.seconds)


@pytest.mark.parametrize("habits", [DEFAULT_HABITS, habits_of(log_of(7, first=1, later=2))])
def test_chances_add_up_to_one(habits: Habits) -> None:
    for chances in (habits.first, habits.same_day, habits.passes):
        assert sum(chances) == pytest.approx(1)


def test_a_long_log_decides_alone() -> None:
    found = habits_of(log_of(10_000, first=1, same_day=2, later=4))
    assert found.first[0] == pytest.approx(1, abs=0.005)
    assert found.same_day[1] == pytest.approx(1, abs=0.005)
    assert found.passes[2] == pytest.approx(1, abs=0.005)


def test_a_short_log_leans_to_the_defaults() -> None:
    found = habits_of(log_of(DEFAULT_WEIGHT, first=1))
    assert found.first[0] == pytest.approx((1 + DEFAULT_HABITS.first[0]) / 2)


def test_what_was_forgotten_says_nothing_of_how_passes_are_rated() -> None:
    assert habits_of(log_of(100, later=1)).passes == pytest.approx(DEFAULT_HABITS.passes)


def test_seconds_are_the_mean_of_those_with_the_rating() -> None:
    found = habits_of(log_of(10_000, took_ms=4_000))
    assert found.seconds[2] == pytest.approx(4, abs=0.05)
    assert found.seconds[0] == pytest.approx(DEFAULT_HABITS.seconds[0])


def test_an_answer_left_open_counts_as_a_minute() -> None:
    found = habits_of(log_of(10_000, took_ms=9_000_000))
    assert found.seconds[2] == pytest.approx(LONGEST_ANSWER_SECONDS, abs=0.2)


def test_unknown_times_leave_the_defaults() -> None:
    assert habits_of(log_of(500)).seconds == pytest.approx(DEFAULT_HABITS.seconds)
