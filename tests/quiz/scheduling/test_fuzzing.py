"""Fuzz stays in FSRS's bands, and is the same on every machine.

Bands by hand from the published shares: 10 days may move by 1 + 0.15 * 4.5 + 0.1 * 3 = 1.975 days,
50 days by 1 + 0.675 + 1.3 + 0.05 * 30 = 4.475.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from study_log import EASY, FSRS, GOOD, LEITNER, SM2, answered, study

from quiz.scheduling import fsrs6
from quiz.scheduling.fuzzing import band, fuzzed
from quiz.scheduling.memories import FsrsSchedule
from quiz.scheduling.settings import Settings

MOST = 36_500
CARDS = [UUID(int=number) for number in range(2_000)]


def spread_over_cards(days: int) -> Counter[int]:
    """How often each interval is given to two thousand cards."""
    return Counter(fuzzed(days, MOST, card_id=card, review_count=3) for card in CARDS)


@pytest.mark.parametrize(
    ("days", "fewest", "most"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (3, 2, 4),
        (7, 6, 8),
        (10, 9, 11),
        (20, 18, 22),
        (50, 46, 54),
        (100, 94, 106),
        (365, 345, 385),
    ],
)
def test_bands_are_the_published_ones(days: int, fewest: int, most: int) -> None:
    assert band(days, MOST) == (fewest, most)


def test_no_band_goes_beyond_the_maximum_interval() -> None:
    assert band(365, 365) == (345, 365)


def test_every_day_of_the_band_is_about_equally_likely() -> None:
    counts = spread_over_cards(50)
    assert sorted(counts) == list(range(46, 55))
    assert min(counts.values()) > 180


def test_intervals_of_a_day_or_two_are_left_alone() -> None:
    assert spread_over_cards(1) == Counter({1: 2_000})
    assert spread_over_cards(2) == Counter({2: 2_000})


def test_the_fuzz_of_a_card_and_a_count_is_pinned() -> None:
    # SHA-256 of "00000000-0000-0000-0000-000000000007:3" begins with 68baf27d2a4b0964, which is
    # 0.4091 of the way: 46 + int(0.4091 * 9).
    assert fuzzed(50, MOST, card_id=UUID(int=7), review_count=3) == 49


@run(deadline=None)
@given(st.uuids(), st.integers(0, 10_000), st.integers(1, MOST), st.integers(1, MOST))
def test_an_interval_stays_in_its_band(card: UUID, count: int, days: int, maximum: int) -> None:
    planned = min(days, maximum)
    given_days = fuzzed(planned, maximum, card_id=card, review_count=count)
    spread = 1 + sum(
        share * max(0.0, min(planned, end) - start)
        for start, end, share in ((2.5, 7, 0.15), (7, 20, 0.1), (20, 1e9, 0.05))
    )
    assert abs(given_days - planned) <= spread
    assert 1 <= given_days <= maximum


@run(deadline=None)
@given(st.uuids(), st.integers(0, 1_000), st.integers(1, MOST), st.integers(1, MOST))
def test_a_longer_interval_never_becomes_the_shorter(
    card: UUID, count: int, one: int, other: int
) -> None:
    short, long = sorted((one, other))
    fuzz = {days: fuzzed(days, MOST, card_id=card, review_count=count) for days in (short, long)}
    assert fuzz[short] <= fuzz[long]


def long_intervals(settings: Settings) -> Iterator[int]:
    """What three easy answers over months lead to, for a hundred cards."""
    for number in range(100):
        memory = study([EASY, EASY], [0, 60], settings)[-1]
        event = answered(GOOD, 3, at=memory.last_answered_at, card_id=UUID(int=number))
        yield fsrs6.review(memory, event, settings).interval_days


def test_fsrs_intervals_are_fuzzed_unless_it_is_switched_off() -> None:
    assert len(set(long_intervals(replace(FSRS, is_fuzzed=True)))) > 10
    assert len(set(long_intervals(FSRS))) == 1


def test_fuzz_changes_days_and_no_stability() -> None:
    fuzzy, plain = (
        study([EASY, EASY, EASY], [0, 60, 200], settings)[-1]
        for settings in (replace(FSRS, is_fuzzed=True), FSRS)
    )
    assert isinstance(fuzzy.schedule, FsrsSchedule)
    assert fuzzy.schedule == plain.schedule


@pytest.mark.parametrize("settings", [LEITNER, SM2], ids=["leitner", "sm2"])
def test_boxes_and_sm2_are_never_fuzzed(settings: Settings) -> None:
    gaps = [0, 20, 20, 20, 20]
    exact = [
        memory.interval_days
        for memory in study([GOOD] * 5, gaps, replace(settings, is_fuzzed=False))
    ]
    assert [memory.interval_days for memory in study([GOOD] * 5, gaps, settings)] == exact
