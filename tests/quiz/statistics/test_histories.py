"""How mastery went over time, from a log."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from quiz.scheduling.events import Answered
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange
from quiz.statistics.histories import MOST_POINTS, days_between, every, history

FIRST = date(2026, 3, 2)
CARD = UUID(int=1)
CONFIDENCE = [
    SettingsChange(datetime(1970, 1, 1, tzinfo=UTC), Settings(scheduler=SchedulerName.CONFIDENCE))
]


def answered(number: int, day: int, confidence: int) -> Answered:
    return Answered(
        id=UUID(int=number),
        card_id=CARD,
        at=datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(days=day),
        studied_on=FIRST + timedelta(days=day),
        confidence=confidence,
        fraction=1.0,
        is_right=True,
        is_self_rated=True,
    )


def test_days_are_weeks_before_today() -> None:
    assert days_between(FIRST, FIRST + timedelta(days=15)) == (
        FIRST + timedelta(days=1),
        FIRST + timedelta(days=8),
        FIRST + timedelta(days=15),
    )


def test_the_first_day_may_be_today_or_later() -> None:
    assert days_between(FIRST, FIRST) == (FIRST,)
    assert days_between(FIRST + timedelta(days=1), FIRST) == (FIRST,)


@pytest.mark.parametrize("weeks", [59, 60, 119, 120, 1_000])
def test_long_histories_have_at_most_so_many_points(weeks: int) -> None:
    days = days_between(FIRST, FIRST + timedelta(weeks=weeks))
    assert MOST_POINTS / 2 <= len(days) <= MOST_POINTS
    assert days[-1] == FIRST + timedelta(weeks=weeks)
    assert days[0] >= FIRST


@pytest.mark.parametrize(
    ("logs", "events", "step"), [(10, 100, 1), (2_000, 20_000, 1), (2_001, 1, 2), (9, 50_000, 3)]
)
def test_of_long_logs_every_nth_card_is_folded(logs: int, events: int, step: int) -> None:
    assert every(logs, events) == step


def test_each_day_sees_what_was_answered_until_then() -> None:
    log = [answered(3, 14, 5), answered(1, 0, 2), answered(2, 7, 4)]
    days = [FIRST + timedelta(days=day) for day in (0, 7, 14)]
    points = history([log], CONFIDENCE, days=days, seen=1, cards=1)
    assert [point.percent for point in points] == [25, 75, 100]


def test_folded_cards_stand_for_all_that_were_seen() -> None:
    points = history([[answered(1, 0, 5)]], CONFIDENCE, days=[FIRST], seen=3, cards=4)
    assert points[0].percent == 75


def test_without_logs_nothing_was_known() -> None:
    assert history([], CONFIDENCE, days=[FIRST], seen=0, cards=4)[0].percent == 0
