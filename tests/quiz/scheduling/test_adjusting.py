"""Adjustments bring a memory to what is wanted of it, and come after all that was folded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from quiz.errors import Invalid
from quiz.scheduling import folding
from quiz.scheduling.adjusting import MOST, Wish, adjusted
from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, place_of
from quiz.scheduling.memories import UNSEEN, CardState, Memory
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CARD = UUID(int=7)
IDS = [UUID(int=number) for number in (900, 40, 30, 20)]
"""Not in order: nothing may hang on it."""
UNCHANGED = (SettingsChange(NOW, Settings()),)
CONFIDENCE = (SettingsChange(NOW, Settings(scheduler=SchedulerName.CONFIDENCE)),)


def answered(minutes: int = -60, *, id: int = 1000, **given: Any) -> Answered:
    at = NOW + timedelta(minutes=minutes)
    fields = {"confidence": 4, "fraction": 0.75, "is_right": True, "is_self_rated": True}
    return Answered(id=UUID(int=id), card_id=CARD, at=at, studied_on=at.date(), **fields | given)


def wished(memory: Memory | None, on: date = TODAY, **wish: Any) -> tuple[Memory | None, list[Any]]:
    after, made = adjusted(memory, Wish(**wish), card_id=CARD, ids=IDS, at=NOW, on=on)
    return after, [event.kind for event in made]


def test_a_card_is_suspended_and_resumed() -> None:
    memory, made = wished(UNSEEN, is_suspended=True)
    assert memory is not None
    assert (memory.is_suspended, made) == (True, [AdjustmentKind.SUSPEND])
    again, made = wished(memory, is_suspended=False)
    assert again is not None
    assert (again.is_suspended, made) == (False, [AdjustmentKind.RESUME])


def test_a_card_never_seen_is_remembered_once_it_is_adjusted() -> None:
    memory, _ = wished(None, due_on=date(2026, 4, 1))
    assert memory is not None
    assert (memory.state, memory.review_count, memory.due_on) == (
        CardState.NEW,
        0,
        date(2026, 4, 1),
    )


@pytest.mark.parametrize(
    "wish", [{}, {"is_suspended": False}, {"is_buried": False}, {"is_reset": True}]
)
def test_what_is_so_already_takes_no_adjustment(wish: dict[str, Any]) -> None:
    assert wished(None, **wish) == (None, [])


def test_a_burial_is_over_by_itself_the_day_after() -> None:
    memory, made = wished(UNSEEN, is_buried=True)
    assert made == [AdjustmentKind.BURY]
    tomorrow = TODAY + timedelta(days=1)
    assert wished(memory, on=tomorrow, is_buried=False) == (memory, [])
    buried, made = wished(memory, on=tomorrow, is_buried=True)
    assert buried is not None
    assert (buried.buried_on, made) == (tomorrow, [AdjustmentKind.BURY])


def test_a_card_is_dug_out_on_the_day_it_was_buried() -> None:
    memory, _ = wished(UNSEEN, is_buried=True)
    after, made = wished(memory, is_buried=False)
    assert after is not None
    assert (after.buried_on, made) == (None, [AdjustmentKind.UNBURY])


def test_a_reset_leaves_what_was_answered_and_forgets_the_schedule() -> None:
    memory = replace(folding.review(None, answered(), Settings()), lapse_count=9, is_leech=True)
    after, made = wished(memory, is_reset=True)
    assert after is not None
    assert made == [AdjustmentKind.RESET]
    assert (after.state, after.schedule, after.due_on, after.lapse_count, after.is_leech) == (
        CardState.NEW,
        None,
        None,
        0,
        False,
    )
    assert (after.review_count, after.right_count) == (1, 1)
    assert wished(after, is_reset=True) == (after, [])


def test_a_reset_comes_before_the_day_that_is_sent_with_it() -> None:
    memory = folding.review(None, answered(), Settings())
    after, made = wished(memory, is_reset=True, due_on=TODAY, is_suspended=True, is_buried=True)
    assert after is not None
    assert made == [
        AdjustmentKind.RESET,
        AdjustmentKind.SET_DUE,
        AdjustmentKind.SUSPEND,
        AdjustmentKind.BURY,
    ]
    assert len(made) == MOST
    assert (after.state, after.due_on) == (CardState.NEW, TODAY)


def test_a_due_day_takes_a_card_out_of_its_wait_within_the_day() -> None:
    memory = folding.review(None, answered(), Settings())
    assert memory.due_at is not None
    after, made = wished(memory, due_on=memory.due_on)
    assert after is not None
    assert (after.due_at, made) == (None, [AdjustmentKind.SET_DUE])


@pytest.mark.parametrize("days", [-1, 36_501])
def test_a_due_day_lies_between_today_and_the_longest_interval(days: int) -> None:
    with pytest.raises(Invalid, match="2026-03-02") as caught:
        wished(None, due_on=TODAY + timedelta(days=days))
    assert [fault.pointer for fault in caught.value.faults] == ["/due_on"]


@pytest.mark.parametrize("days", [0, 36_500])
def test_today_and_the_longest_interval_are_due_days(days: int) -> None:
    after, _ = wished(None, due_on=TODAY + timedelta(days=days))
    assert after is not None
    assert after.due_on == TODAY + timedelta(days=days)


def test_an_overdue_card_that_is_sent_back_as_it_is_stays_so() -> None:
    memory = replace(UNSEEN, due_on=date(2026, 1, 1))
    assert wished(memory, due_on=date(2026, 1, 1)) == (memory, [])


@pytest.mark.parametrize("minutes", [-60, 0, 4])
def test_adjustments_come_after_all_that_was_folded_whatever_their_ids(minutes: int) -> None:
    first = answered(minutes)
    memory = folding.review(None, first, Settings())
    wish = Wish(is_reset=True, due_on=TODAY, is_suspended=True, is_buried=True)
    after, made = adjusted(memory, wish, card_id=CARD, ids=IDS, at=NOW, on=TODAY)
    log: list[Answered | Adjusted] = [first, *made]
    assert sorted(log, key=place_of) == log
    assert folding.fold(log, UNCHANGED) == after


def test_the_first_adjustment_has_the_time_at_which_it_was_made() -> None:
    _, made = adjusted(None, Wish(is_suspended=True), card_id=CARD, ids=IDS, at=NOW, on=TODAY)
    assert [event.at for event in made] == [NOW]


def test_a_reset_keeps_the_count_of_answers_under_confidence() -> None:
    first = answered(rank=3)
    memory = folding.review(None, first, CONFIDENCE[0].settings)
    after, _ = wished(memory, is_reset=True)
    assert after is not None
    assert (after.schedule, after.rank) == (None, 3)
