"""Memory is a fold: the same events give the same memory, in whatever order they arrive.

The laws hold for every scheduler, over answers, changes to a card's place, and changes of settings.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from study_log import AGAIN, CARD, EASY, FSRS, GOOD, NOON, SM2, TODAY, answered, since, study

from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, StudyEvent, place_of
from quiz.scheduling.folding import (
    became_leech,
    fold,
    follows,
    is_leech,
    preview,
    review,
)
from quiz.scheduling.memories import (
    CardState,
    FsrsSchedule,
    LeitnerSchedule,
    Memory,
    from_json,
    to_json,
)
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange, settings_at

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = 2_000 if "RECITE_FULL" in os.environ else 150
EVENTS_OF_WILD_CLOCKS = 10_000
TEN_YEARS = 10 * 365.25 * 24 * 60

MINUTES = st.integers(0, 60 * 24 * 40) | st.integers(0, 20)
WHEN = MINUTES.map(lambda minutes: START + timedelta(minutes=minutes))
ANSWERS = st.builds(
    Answered,
    id=st.integers(1, 1_000).map(lambda number: UUID(int=number)),
    card_id=st.just(CARD),
    at=WHEN,
    studied_on=st.just(START.date()),
    confidence=st.none() | st.integers(1, 5),
    fraction=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
    is_right=st.none() | st.booleans(),
    is_self_rated=st.booleans(),
    rank=st.integers(1, 50),
)
ADJUSTMENTS = st.builds(
    Adjusted,
    id=st.integers(1_001, 2_000).map(lambda number: UUID(int=number)),
    card_id=st.just(CARD),
    at=WHEN,
    studied_on=st.just(START.date()),
    kind=st.sampled_from(AdjustmentKind),
    due_on=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
SETTINGS = st.builds(
    Settings,
    scheduler=st.sampled_from(SchedulerName),
    desired_retention=st.sampled_from([0.7, 0.9, 0.97]),
    maximum_interval_days=st.sampled_from([1, 30, 36_500]),
    learning_steps=st.sampled_from([(), (60,), (60, 600)]),
    relearning_steps=st.sampled_from([(), (600,)]),
    is_fuzzed=st.booleans(),
    leech_at=st.just(2),
    suspends_leeches=st.booleans(),
)


def on_its_day(event: StudyEvent) -> StudyEvent:
    """The event on the study day of its time, for a learner in UTC whose day begins at midnight."""
    return replace(event, studied_on=event.at.date())


EVENTS = st.lists(
    (ANSWERS | ADJUSTMENTS).map(on_its_day), max_size=15, unique_by=lambda event: event.id
)
CHANGES = st.lists(
    st.builds(SettingsChange, from_at=WHEN, settings=SETTINGS, replays=st.booleans()),
    min_size=1,
    max_size=4,
).map(lambda changes: sorted(changes, key=lambda change: change.from_at))


def step_by_step(events: Sequence[StudyEvent], changes: Sequence[SettingsChange]) -> Memory | None:
    """The memory as it grows when each event arrives in its order."""
    memory: Memory | None = None
    for event in sorted(events, key=place_of):
        assert follows(memory, event)
        memory = review(memory, event, settings_at(changes, event.at))
    return memory


def wild_events(count: int) -> Iterator[Answered]:
    """Answers from clocks that are up to ten years off, on study days that do not fit them."""
    rng = random.Random(20_261_123)
    for number in range(1, count + 1):
        at = START + timedelta(minutes=rng.uniform(-TEN_YEARS, TEN_YEARS))
        day = at.date() + timedelta(days=rng.choice((-2, -1, 0, 0, 0, 1, 2)))
        rating = rng.choices((1, 2, 3, 4), weights=(2, 1, 5, 1))[0]
        yield replace(answered(rating, number, at=at, studied_on=day), rank=number)


def test_nothing_answered_is_nothing_remembered() -> None:
    assert fold([], since(FSRS)) is None


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    events: list[StudyEvent], changes: list[SettingsChange], rng: random.Random
) -> None:
    shuffled = rng.sample(events, len(events))
    assert fold(shuffled, changes) == fold(events, changes)


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES)
def test_an_event_that_arrives_twice_counts_once(
    events: list[StudyEvent], changes: list[SettingsChange]
) -> None:
    assert fold(events + events[::-1], changes) == fold(events, changes)


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES)
def test_step_by_step_is_the_same_as_at_once(
    events: list[StudyEvent], changes: list[SettingsChange]
) -> None:
    assert step_by_step(events, changes) == fold(events, changes)


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES, ANSWERS)
def test_what_is_taken_back_was_never_there(
    events: list[StudyEvent], changes: list[SettingsChange], late: Answered
) -> None:
    taken_back = replace(late, id=UUID(int=5_000))
    with_it = [*events, taken_back]
    without_it = [event for event in with_it if event.id != taken_back.id]
    assert fold(without_it, changes) == fold(events, changes)
    assert fold(with_it, changes) != fold(events, changes)


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES)
def test_a_memory_comes_back_from_json_as_it_was(
    events: list[StudyEvent], changes: list[SettingsChange]
) -> None:
    memory = fold(events, changes)
    assert from_json(to_json(memory)) == memory


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES, st.integers(1, 5))
def test_a_preview_shows_what_the_rating_then_leads_to(
    events: list[StudyEvent], changes: list[SettingsChange], confidence: int
) -> None:
    memory = fold(events, changes)
    now = START + timedelta(days=60)
    settings = settings_at(changes, now)
    rated = Answered(
        id=CARD,
        card_id=CARD,
        at=now,
        studied_on=now.date(),
        confidence=confidence,
        fraction=None,
        is_right=confidence >= 3,
        is_self_rated=True,
    )
    shown = preview(memory, card_id=CARD, at=now, studied_on=now.date(), settings=settings)
    then = review(memory, rated, settings)
    assert replace(shown[confidence], last_event_at=now, last_event_id=CARD) == then


@run(deadline=None, max_examples=EXAMPLES)
@given(EVENTS, CHANGES)
def test_no_interval_is_negative_or_longer_than_the_maximum(
    events: list[StudyEvent], changes: list[SettingsChange]
) -> None:
    memory = fold(events, changes) or Memory()
    longest = max(change.settings.maximum_interval_days for change in changes)
    assert 0 <= memory.interval_days <= longest


@pytest.mark.parametrize("name", SchedulerName)
def test_clocks_that_are_ten_years_off_never_lead_to_a_negative_interval(
    name: SchedulerName,
) -> None:
    memory: Memory | None = None
    for event in sorted(wild_events(EVENTS_OF_WILD_CLOCKS), key=place_of):
        memory = review(memory, event, Settings(scheduler=name))
        assert 0 <= memory.interval_days <= 36_500
        assert memory.due_on is not None
        assert memory.due_on >= event.studied_on


def test_a_hundred_thousand_answers_to_one_card_are_folded() -> None:
    events = [
        answered(GOOD, number, at=NOON + timedelta(hours=number)) for number in range(1, 100_001)
    ]
    memory = fold(reversed(events), since(FSRS))
    assert memory is not None
    assert memory.review_count == 100_000


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


def test_a_card_is_a_leech_from_its_eighth_lapse_on() -> None:
    memories = forgotten(13)
    told = [
        after.lapse_count
        for before, after in pairwise(memories)
        if became_leech(before, after, FSRS)
    ]
    assert told == [8, 12]
    assert [is_leech(memory, FSRS) for memory in (memories[14], memories[15])] == [False, True]


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
