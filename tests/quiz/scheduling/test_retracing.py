"""A history gives each event of a log once, with the memory that folding gives after it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.scheduling import folding
from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, StudyEvent
from quiz.scheduling.memories import FsrsSchedule
from quiz.scheduling.retracing import Changed, Step, retrace
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CARD = UUID(int=7)
UNCHANGED = (SettingsChange(START, Settings()),)
ALL = 1_000


def answered(id: int, days: int, confidence: int = 4) -> Answered:
    at = START + timedelta(days=days)
    return Answered(
        id=UUID(int=id),
        card_id=CARD,
        at=at,
        studied_on=at.date(),
        confidence=confidence,
        fraction=confidence / 5,
        is_right=confidence > 2,
        is_self_rated=True,
    )


def suspended(id: int, days: int) -> Adjusted:
    at = START + timedelta(days=days)
    return Adjusted(UUID(int=id), CARD, at, at.date(), AdjustmentKind.SUSPEND)


def changed(days: int, **given: Any) -> SettingsChange:
    return SettingsChange(START + timedelta(days=days), replace(Settings(), **given))


def ids(steps: list[Step]) -> list[int]:
    return [-e.number if isinstance(e := s.event, Changed) else e.id.int for s in steps]


LOGS = st.lists(
    st.builds(
        answered, id=st.integers(10, 99), days=st.integers(0, 9), confidence=st.integers(1, 5)
    ),
    max_size=12,
    unique_by=lambda event: event.id,
)


@settings(deadline=None)
@given(LOGS)
def test_the_last_step_leaves_what_is_remembered(log: list[StudyEvent]) -> None:
    steps = retrace(log, UNCHANGED, most=ALL)
    assert len(steps) == len(log)
    assert (steps[0].after if steps else None) == folding.fold(log, UNCHANGED)


@settings(deadline=None)
@given(LOGS)
def test_each_step_begins_where_the_one_before_it_ended(log: list[StudyEvent]) -> None:
    steps = retrace(log, UNCHANGED, most=ALL)
    assert all(later.before == earlier.after for later, earlier in pairwise(steps))


@settings(deadline=None)
@given(LOGS, st.integers(1, 4))
def test_pages_are_the_history_in_parts(log: list[StudyEvent], size: int) -> None:
    found: list[Step] = []
    before = None
    while page := retrace(log, UNCHANGED, before=before, most=size):
        found += page
        before = page[-1].place
    assert found == retrace(log, UNCHANGED, most=ALL)


def test_the_newest_step_comes_first() -> None:
    log = [answered(1, 0), suspended(3, 2), answered(2, 1)]
    assert ids(retrace(log, UNCHANGED, most=ALL)) == [3, 2, 1]


def test_an_event_that_is_there_twice_is_one_step() -> None:
    assert ids(retrace([answered(1, 0), answered(1, 0)], UNCHANGED, most=ALL)) == [1]


def test_changes_of_settings_are_steps_once_something_has_happened() -> None:
    changes = [changed(-2), changed(-1, leech_at=4), changed(1, desired_retention=0.8), changed(5)]
    log = [answered(1, 0), answered(2, 2)]
    assert ids(retrace(log, changes, most=ALL)) == [-4, 2, -3, 1]


def test_a_change_comes_before_the_answer_that_it_applies_to() -> None:
    log = [answered(1, 0), answered(2, 3)]
    changes = [changed(-1), changed(3, desired_retention=0.7)]
    second, change, first = retrace(log, changes, most=ALL)
    assert ids([second, change, first]) == [2, -2, 1]
    assert [step.settings.desired_retention for step in (second, change, first)] == [0.7, 0.7, 0.9]
    assert change.before == change.after == first.after


def test_a_change_that_replays_shows_what_it_made_of_the_past() -> None:
    replayed = SettingsChange(
        START + timedelta(days=9), Settings(scheduler=SchedulerName.LEITNER), replays=True
    )
    steps = retrace([answered(1, 0)], [*UNCHANGED, replayed], most=ALL)
    assert ids(steps) == [-2, 1]
    assert not any(isinstance(step.after.schedule, FsrsSchedule) for step in steps)


def test_recall_is_foretold_for_answers_alone() -> None:
    log = [answered(1, 0, confidence=5), suspended(2, 1), answered(3, 8)]
    third, second, first = retrace(log, UNCHANGED, most=ALL)
    assert (first.retrievability, second.retrievability) == (None, None)
    assert third.retrievability is not None
    assert 0.85 < third.retrievability < 0.95
