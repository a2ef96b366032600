"""Mastery is one ladder for every scheduler: how long a card's memory is expected to last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.scheduling.memories import (
    CardState,
    ConfidenceSchedule,
    FsrsSchedule,
    LeitnerSchedule,
    Schedule,
    Sm2Schedule,
)
from quiz.statistics.mastery import Mastery, Standing, Weights, lasting, mastery, worth

DAYS = st.floats(0, 36_500)
SCHEDULES = st.one_of(
    st.none(),
    st.builds(ConfidenceSchedule, level=st.integers(1, 5), rank=st.just(1)),
    st.builds(
        FsrsSchedule, stability=st.floats(0.001, 36_500), difficulty=st.just(5.0), step=st.none()
    ),
    st.builds(LeitnerSchedule, box=st.integers(1, 5)),
    st.builds(Sm2Schedule, easiness=st.just(2.5), repetitions=st.integers(0, 9)),
)
STANDINGS = st.lists(
    st.builds(
        Standing,
        state=st.sampled_from(CardState),
        schedule=SCHEDULES,
        interval_days=st.integers(0, 36_500),
        recall=st.none() | st.floats(0, 1),
    ),
    max_size=20,
)


def confidence(level: int) -> Standing:
    return Standing(CardState.REVIEW, ConfidenceSchedule(level, rank=1), interval_days=0)


def fsrs(stability: float, recall: float | None, state: CardState = CardState.REVIEW) -> Standing:
    return Standing(state, FsrsSchedule(stability, 5.0, None), interval_days=1, recall=recall)


def in_review(schedule: Schedule, interval_days: int) -> Standing:
    return Standing(CardState.REVIEW, schedule, interval_days)


def test_confidence_is_the_mean_of_the_published_table() -> None:
    # (0 + 25 + 50 + 75 + 100) / 6 cards, the sixth unseen.
    found = mastery([confidence(level) for level in (1, 2, 3, 4, 5)], cards=6)
    assert found == Mastery(percent=41.7, cards=6, seen=5)


def test_all_fives_are_a_hundred() -> None:
    assert mastery([confidence(5)] * 3, cards=3).percent == 100.0


def test_other_weights_count_instead() -> None:
    weights = (0, 10, 20, 40, 80)
    assert mastery([confidence(2), confidence(5)], cards=2, weights=weights).percent == 45.0


def test_a_deck_that_nobody_studied_is_at_zero() -> None:
    assert mastery([], cards=12) == Mastery(percent=0.0, cards=12, seen=0)


def test_a_deck_without_cards_has_no_mastery() -> None:
    assert mastery([], cards=0).percent is None


def test_a_card_that_was_reset_counts_as_unseen() -> None:
    standing = Standing(CardState.NEW, None, interval_days=0)
    assert mastery([standing], cards=1) == Mastery(percent=0.0, cards=1, seen=0)


@pytest.mark.parametrize(
    ("days", "percent"),
    [(0, 0), (5 / 1440, 0), (15 / 1440, 25), (0.25, 50), (3, 75), (21, 100), (365, 100)],
)
def test_the_rungs_are_those_of_the_confidence_levels(days: float, percent: float) -> None:
    assert lasting(days) == pytest.approx(percent)


def test_between_rungs_the_logarithm_decides() -> None:
    # The geometric mean of 3 and 21 days lies half way between 75 and 100.
    assert lasting((3 * 21) ** 0.5) == pytest.approx(87.5)


def test_fsrs_is_worth_its_stability_times_the_recall_of_today() -> None:
    assert worth(fsrs(21.0, 0.9)) == pytest.approx(90.0)
    assert worth(fsrs(3.0, 0.8)) == pytest.approx(60.0)


def test_without_a_recall_the_stability_alone_counts() -> None:
    assert worth(fsrs(3.0, None)) == pytest.approx(75.0)


@pytest.mark.parametrize("state", [CardState.LEARNING, CardState.RELEARNING])
def test_a_card_in_its_steps_is_worth_nothing(state: CardState) -> None:
    assert worth(fsrs(10.0, 1.0, state)) == 0.0


def test_leitner_and_sm2_are_worth_their_interval() -> None:
    assert worth(in_review(LeitnerSchedule(5), 16)) == pytest.approx(lasting(16))
    assert worth(in_review(Sm2Schedule(2.5, 2), 6)) == pytest.approx(lasting(6))


def test_a_card_that_failed_last_is_worth_nothing() -> None:
    assert worth(in_review(LeitnerSchedule(1), 1)) == 0.0
    assert worth(in_review(Sm2Schedule(2.5, 0), 1)) == 0.0


@pytest.mark.parametrize(
    "weights", [(0, 25, 50, 75), (0, 50, 25, 75, 100), (-1, 0, 0, 0, 0), (0, 0, 0, 0, 101)]
)
def test_weights_that_fall_or_leave_the_scale_are_refused(weights: Weights) -> None:
    with pytest.raises(Invalid, match="never fall"):
        mastery([], cards=1, weights=weights)


@given(STANDINGS, st.integers(0, 5))
def test_mastery_stays_on_its_scale(standings: list[Standing], unseen: int) -> None:
    percent = mastery(standings, cards=max(1, len(standings) + unseen)).percent
    assert percent is not None
    assert 0 <= percent <= 100


@given(DAYS, DAYS)
def test_what_lasts_longer_is_never_worth_less(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert lasting(shorter) <= lasting(longer)


@given(STANDINGS.filter(bool))
def test_a_new_card_never_raises_mastery(standings: list[Standing]) -> None:
    before = mastery(standings, cards=len(standings)).percent
    after = mastery(standings, cards=len(standings) + 1).percent
    assert before is not None
    assert after is not None
    assert after <= before
