"""Memory is a fold: what each event and each change of settings does to it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from study_log import AGAIN, CARD, EASY, FSRS, GOOD, NOON, SM2, TODAY, answered, since, study

from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered
from quiz.scheduling.folding import (
    became_leech,
    fold,
    follows,
    ranked,
    review,
)
from quiz.scheduling.memories import (
    CardState,
    FsrsSchedule,
    LeitnerSchedule,
    Memory,
)
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange


def test_nothing_answered_is_nothing_remembered() -> None:
    assert fold([], since(FSRS)) is None


def test_a_late_answer_is_folded_where_it_belongs() -> None:
    first, second, third = (
        answered(rating, number, at=NOON + timedelta(days=days))
        for number, (rating, days) in enumerate([(GOOD, 0), (AGAIN, 2), (GOOD, 5)], start=1)
    )
    in_time = fold([first, second, third], since(FSRS))
    assert fold([third, first, second], since(FSRS)) == in_time
    assert fold([first, third], since(FSRS)) != in_time


def test_an_earlier_event_does_not_follow() -> None:
    memory = review(None, answered(GOOD, 5, at=NOON), FSRS)
    assert not follows(memory, answered(GOOD, 9, at=NOON - timedelta(minutes=1)))
    assert not follows(memory, answered(GOOD, 4, at=NOON))
    assert follows(memory, answered(GOOD, 6, at=NOON))


def test_equal_times_are_ordered_by_id() -> None:
    memory = fold([answered(EASY, 2), answered(AGAIN, 1)], since(FSRS))
    assert memory is not None
    assert (memory.confidence, memory.last_answer_id) == (5, UUID(int=2))


def test_an_answer_without_a_rating_keeps_the_last_one() -> None:
    silent = replace(answered(GOOD, 2), confidence=None, fraction=None)
    memory = fold([answered(EASY, 1), silent], since(FSRS))
    assert memory is not None
    assert (memory.confidence, memory.fraction, memory.review_count) == (5, 1.0, 2)


def test_an_ungraded_answer_is_not_right() -> None:
    ungraded = replace(answered(GOOD, 2), is_right=None)
    memory = fold([answered(GOOD, 1), ungraded], since(FSRS))
    assert memory is not None
    assert (memory.review_count, memory.right_count) == (2, 1)


def adjusted(kind: AdjustmentKind, number: int = 9, due_on: date | None = None) -> Adjusted:
    at = NOON + timedelta(days=1)
    return Adjusted(UUID(int=number), CARD, at, at.date(), kind, due_on)


def test_a_reset_card_is_new_and_keeps_its_counts() -> None:
    before = study([EASY, AGAIN], [0, 8], FSRS)[-1]
    memory = review(before, adjusted(AdjustmentKind.RESET), FSRS)
    assert (memory.state, memory.due_on, memory.schedule) == (CardState.NEW, None, None)
    assert (memory.review_count, memory.lapse_count) == (2, 0)


def test_the_first_answer_after_a_reset_is_as_of_a_new_card() -> None:
    known = study([EASY, EASY], [0, 8], FSRS)[-1]
    reset = review(known, adjusted(AdjustmentKind.RESET), FSRS)
    again = review(reset, answered(EASY, 10, at=NOON + timedelta(days=20)), FSRS)
    assert isinstance(again.schedule, FsrsSchedule)
    assert again.schedule.stability == 8.2956


def test_a_day_that_was_set_moves_the_card_and_not_its_memory() -> None:
    before = study([EASY], [0], FSRS)[-1]
    memory = review(before, adjusted(AdjustmentKind.SET_DUE, due_on=TODAY), FSRS)
    assert memory.due_on == TODAY
    assert (memory.schedule, memory.interval_days) == (before.schedule, before.interval_days)


def test_a_suspended_card_comes_back_where_it_was() -> None:
    before = study([EASY], [0], FSRS)[-1]
    suspended = review(before, adjusted(AdjustmentKind.SUSPEND), FSRS)
    resumed = review(suspended, adjusted(AdjustmentKind.RESUME, 10), FSRS)
    assert suspended.is_suspended
    assert not resumed.is_suspended
    assert resumed.due_on == before.due_on


def test_a_buried_card_is_left_out_for_that_day() -> None:
    before = study([EASY], [0], FSRS)[-1]
    buried = review(before, adjusted(AdjustmentKind.BURY), FSRS)
    assert buried.buried_on == TODAY + timedelta(days=1)
    assert review(buried, adjusted(AdjustmentKind.UNBURY, 10), FSRS).buried_on is None


def forgotten(times: int) -> list[Memory]:
    """The memory after each answer of a card that is learned and forgotten so many times."""
    return study([EASY, *[AGAIN, EASY] * times], [0, *[9, 0] * times], FSRS)


def test_a_leech_is_told_of_at_its_eighth_lapse_and_every_fourth_more() -> None:
    memories = forgotten(13)
    told = [
        after.lapse_count
        for before, after in pairwise(memories)
        if became_leech(before, after, FSRS)
    ]
    assert told == [8, 12]


def test_a_leech_is_suspended_where_that_is_wished() -> None:
    strict = replace(FSRS, suspends_leeches=True, leech_at=1)
    assert study([EASY, AGAIN], [0, 9], strict)[-1].is_suspended


def test_a_change_of_settings_applies_from_its_time_on() -> None:
    events = [answered(EASY, 1), answered(EASY, 2, at=NOON + timedelta(days=8))]
    later = SettingsChange(NOON + timedelta(days=4), replace(FSRS, desired_retention=0.8))
    first = fold(events[:1], [*since(FSRS), later])
    assert first == fold(events[:1], since(FSRS))
    both = fold(events, [*since(FSRS), later])
    assert both is not None
    assert both.interval_days > study([EASY, EASY], [0, 8], FSRS)[-1].interval_days


def test_another_scheduler_folds_the_whole_log_anew() -> None:
    events = [answered(GOOD, 1), answered(GOOD, 2, at=NOON + timedelta(days=8))]
    change = SettingsChange(NOON + timedelta(days=9), SM2, replays=True)
    assert fold(events, [*since(FSRS), change]) == fold(events, since(SM2))


def test_without_a_replay_another_scheduler_begins_with_a_new_card() -> None:
    boxes = Settings(scheduler=SchedulerName.LEITNER)
    events = [answered(GOOD, 1), answered(GOOD, 2, at=NOON + timedelta(days=8))]
    memory = fold(events, [*since(FSRS), SettingsChange(NOON + timedelta(days=4), boxes)])
    assert memory is not None
    assert memory.schedule == LeitnerSchedule(2)


def test_answers_of_a_deck_are_ranked_in_their_order() -> None:
    other = UUID(int=8)
    first, second, third = (
        answered(GOOD, number, at=NOON + timedelta(days=number)) for number in (1, 2, 3)
    )
    logs = ranked({CARD: [third, first], other: [second]})
    assert [event.rank for event in logs[CARD] if isinstance(event, Answered)] == [3, 1]
    assert [event.rank for event in logs[other] if isinstance(event, Answered)] == [2]


def test_cards_that_share_an_answer_share_its_rank() -> None:
    logs = ranked({CARD: [answered(GOOD, 1)], UUID(int=8): [answered(GOOD, 1)]})
    assert [
        event.rank for log in logs.values() for event in log if isinstance(event, Answered)
    ] == [1, 1]


def test_adjustments_have_no_rank() -> None:
    event = adjusted(AdjustmentKind.SUSPEND)
    assert ranked({CARD: [event]}) == {CARD: [event]}
