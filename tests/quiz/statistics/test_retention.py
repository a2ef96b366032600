"""Measured retention has an interval, and stands beside what was foretold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.periods import Period
from quiz.statistics.retention import (
    Bin,
    Count,
    Interval,
    Retention,
    Review,
    bin_of,
    bins,
    counted,
    stretches,
    wilson,
)

MONDAY = date(2026, 3, 30)
WEDNESDAY = date(2026, 4, 1)
SUNDAY = date(2026, 4, 5)

COUNTS = st.lists(
    st.builds(
        Count,
        studied_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        bin=st.integers(0, 19),
        is_mature=st.booleans(),
        reviews=st.integers(1, 9),
        right=st.integers(0, 1),
        predicted_sum=st.just(0.5),
    ),
    max_size=20,
)


# Newcombe, R. G. (1998), "Two-sided confidence intervals for the single proportion", Statistics in
# Medicine 17, 857-872, table I, method 3: the score interval, four decimals.
@pytest.mark.parametrize(
    ("right", "reviews", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(
    right: int, reviews: int, low: float, high: float
) -> None:
    found = wilson(right, reviews)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_ends_of_the_scale_are_exact() -> None:
    assert wilson(0, 7).low == 0.0
    assert wilson(7, 7).high == 1.0


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_on_the_scale(counts: tuple[int, int]) -> None:
    right, reviews = counts
    found = wilson(right, reviews)
    assert 0 <= found.low <= right / reviews <= found.high <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_right_and_wrong_have_mirrored_intervals(counts: tuple[int, int]) -> None:
    right, reviews = counts
    found, mirrored = wilson(right, reviews), wilson(reviews - right, reviews)
    assert found.low == pytest.approx(1 - mirrored.high)


def test_measured_and_predicted_stand_side_by_side() -> None:
    [stretch] = stretches([Count(MONDAY, 18, True, 4, 3, 3.6)], Period.ALL)
    assert stretch.all == Retention(
        reviews=4,
        right=3,
        measured=0.75,
        interval=Interval(pytest.approx(0.30064, abs=1e-5), pytest.approx(0.95441, abs=1e-5)),
        predicted=0.9,
    )


def test_young_and_mature_cards_are_told_apart() -> None:
    counts = [Count(MONDAY, 18, False, 2, 1, 1.8), Count(MONDAY, 18, True, 3, 3, 2.7)]
    [stretch] = stretches(counts, Period.DAY)
    assert stretch.young is not None
    assert stretch.mature is not None
    assert (stretch.young.reviews, stretch.mature.reviews) == (2, 3)


def test_a_maturity_without_reviews_has_no_figures() -> None:
    [stretch] = stretches([Count(MONDAY, 18, False, 2, 1, 1.8)], Period.DAY)
    assert stretch.mature is None


def test_cards_are_mature_from_three_weeks_on() -> None:
    counts = counted([Review(MONDAY, 0.9, True, 20), Review(MONDAY, 0.9, True, 21)])
    assert [count.is_mature for count in counts] == [False, True]


def test_a_week_joins_what_months_part() -> None:
    counts = [Count(MONDAY, 18, True, 1, 1, 0.9), Count(WEDNESDAY, 18, True, 1, 1, 0.9)]
    [week] = stretches(counts, Period.WEEK)
    assert (week.from_on, week.to_on, week.all.reviews) == (MONDAY, SUNDAY, 2)
    assert len(stretches(counts, Period.MONTH)) == 2


def test_nothing_reviewed_gives_no_stretch_and_no_bin() -> None:
    assert stretches([], Period.ALL) == ()
    assert bins([]) == ()


def test_reviews_are_added_up_by_day_bin_and_maturity() -> None:
    reviews = [
        Review(MONDAY, 0.91, True, 3),
        Review(MONDAY, 0.93, False, 3),
        Review(MONDAY, 0.96, True, 3),
        Review(WEDNESDAY, 0.91, True, 3),
    ]
    assert counted(reviews) == (
        Count(MONDAY, 18, False, 2, 1, pytest.approx(1.84)),
        Count(MONDAY, 19, False, 1, 1, 0.96),
        Count(WEDNESDAY, 18, False, 1, 1, 0.91),
    )


@pytest.mark.parametrize(("predicted", "place"), [(0.0, 0), (0.049, 0), (0.05, 1), (1.0, 19)])
def test_a_bin_begins_at_its_lower_edge(predicted: float, place: int) -> None:
    assert bin_of(predicted) == place


def test_a_bin_joins_all_days() -> None:
    counts = [Count(MONDAY, 18, True, 2, 1, 1.8), Count(SUNDAY, 18, False, 2, 2, 1.9)]
    [found] = bins(counts)
    assert found == Bin(0.9, 0.95, found.retention)
    assert (found.retention.reviews, found.retention.right) == (4, 3)


@given(COUNTS, st.sampled_from(Period))
def test_no_review_is_lost_or_counted_twice(counts: list[Count], period: Period) -> None:
    reviews = sum(count.reviews for count in counts)
    assert sum(stretch.all.reviews for stretch in stretches(counts, period)) == reviews
    assert sum(each.retention.reviews for each in bins(counts)) == reviews
