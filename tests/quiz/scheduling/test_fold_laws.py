"""Laws of the fold, for every scheduler, over answers, adjustments and changes of settings."""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from study_log import CARD, FSRS, GOOD, NOON, answered, since

from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, StudyEvent, place_of
from quiz.scheduling.folding import (
    fold,
    follows,
    preview,
    review,
)
from quiz.scheduling.memories import (
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
