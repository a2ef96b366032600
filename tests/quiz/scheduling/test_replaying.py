"""A log is replayed card by card in the order of time, and told in its own order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from study_log import FSRS

from quiz.scheduling.memories import ConfidenceSchedule
from quiz.scheduling.replaying import LoggedReview, Replayed, confidence_of, replay
from quiz.scheduling.settings import SchedulerName, Settings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONFIDENCE = Settings(scheduler=SchedulerName.CONFIDENCE)


def review(card: str, days: float, confidence: int = 4) -> LoggedReview:
    return LoggedReview(card, START + timedelta(days=days), confidence)


def replayed(reviews: list[LoggedReview], settings: Settings = FSRS) -> list[Replayed]:
    return list(replay(reviews, settings, timezone="UTC", day_starts_at=4))


LOGS = st.lists(
    st.builds(
        review,
        st.sampled_from(["a", "b", "c"]),
        st.floats(0, 100),
        st.integers(1, 5),
    ),
    max_size=20,
    unique_by=lambda each: each.at,
)


@run(deadline=None)
@given(LOGS)
def test_the_order_of_the_log_changes_nothing(reviews: list[LoggedReview]) -> None:
    mixed = sorted(reviews, key=lambda each: (each.at.microsecond, each.at))
    told = {
        each.at: step.after.schedule for each, step in zip(reviews, replayed(reviews), strict=True)
    }
    again = {
        each.at: step.after.schedule for each, step in zip(mixed, replayed(mixed), strict=True)
    }
    assert again == told


def test_cards_do_not_touch_each_other() -> None:
    alone = replayed([review("a", 0), review("a", 3)])
    among = replayed([review("a", 0), review("b", 1), review("a", 3), review("b", 9)])
    assert [among[0].after.schedule, among[2].after.schedule] == [
        step.after.schedule for step in alone
    ]


def test_a_first_review_has_nothing_before_it() -> None:
    (step,) = replayed([review("a", 0)])
    assert (step.before, step.elapsed_days, step.recall) == (None, None, None)


def test_what_was_before_is_what_the_last_review_led_to() -> None:
    first, second = replayed([review("a", 0), review("a", 3)])
    assert second.before == first.after
    assert second.elapsed_days == 3


def test_answers_are_counted_over_all_cards_in_the_order_of_time() -> None:
    late, early, middle = replayed([review("a", 2), review("b", 0), review("a", 1)], CONFIDENCE)
    schedules = [step.after.schedule for step in (late, early, middle)]
    assert schedules == [ConfidenceSchedule(4, rank) for rank in (3, 1, 2)]


@pytest.mark.parametrize(("rating", "confidence"), [(1, 1), (2, 3), (3, 4), (4, 5)])
def test_a_rating_is_the_confidence_that_comes_to_it(rating: int, confidence: int) -> None:
    assert confidence_of(rating) == confidence
