"""Memory as a fold over study events, ordered by (effective time, id).

`review` takes a memory and the next event to the next memory; `fold` does so over a whole log, each
event under the settings of its own time. Events may arrive late, twice and in any order: the log is
the truth, and folding it again always gives the same memory.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar, assert_never
from uuid import UUID

from quiz.grading.grades import SELF_RATED_PASS
from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, StudyEvent, place_of
from quiz.scheduling.memories import UNSEEN, CardState, Memory
from quiz.scheduling.schedulers import SCHEDULERS
from quiz.scheduling.settings import (
    BEGINNING,
    LEECH_EVERY,
    Settings,
    SettingsChange,
    settings_at,
)

K = TypeVar("K", bound=Hashable)

VERSION = 2
"""Of the fold. What another version has folded is folded anew (0: before there were schedulers)."""

CONFIDENCES = (1, 2, 3, 4, 5)


def review(memory: Memory | None, event: StudyEvent, settings: Settings) -> Memory:
    """The memory after one more event, which must not lie before those already folded."""
    before = memory or UNSEEN
    match event:
        case Answered():
            after = _answered(before, event, settings)
        case Adjusted():
            after = _adjusted(before, event)
        case _:
            assert_never(event)
    return replace(after, last_event_at=event.at, last_event_id=event.id)


def follows(memory: Memory | None, event: StudyEvent) -> bool:
    """Whether the event comes after everything folded so far, so that no replay is needed."""
    return memory is None or is_after(memory, place_of(event))


def is_after(memory: Memory, place: tuple[datetime, UUID]) -> bool:
    """Whether the place in the order of events lies after everything folded so far."""
    if memory.last_event_at is None or memory.last_event_id is None:
        return True
    return (memory.last_event_at, memory.last_event_id) < place


def fold(events: Iterable[StudyEvent], changes: Sequence[SettingsChange]) -> Memory | None:
    """The memory after all events of a card, whatever order they come in; `None` when there are
    none. An event that is there twice counts once. `changes` are as `settings_at` takes them."""
    memory: Memory | None = None
    for event in sorted({(e.at, e.id): e for e in events}.values(), key=place_of):
        memory = review(memory, event, settings_at(changes, event.at))
    return memory


def fold_under(events: Iterable[StudyEvent], settings: Settings) -> Memory | None:
    """What `fold` gives had these settings held from the beginning."""
    return fold(events, (SettingsChange(BEGINNING, settings),))


def ranked(logs: Mapping[K, Sequence[StudyEvent]]) -> dict[K, list[StudyEvent]]:
    """The logs of all cards of a learner's deck, with the rank of each answer among all of them:
    cards that share an answer share its rank."""
    answered = (e for log in logs.values() for e in log if isinstance(e, Answered))
    ordered = dict.fromkeys(event.id for event in sorted(answered, key=place_of))
    ranks = {id: rank for rank, id in enumerate(ordered, start=1)}
    return {
        key: [replace(e, rank=ranks[e.id]) if isinstance(e, Answered) else e for e in log]
        for key, log in logs.items()
    }


def leech_count(memory: Memory, settings: Settings) -> int:
    """How many times the learner was to be told of so many lapses: at the 8th, the 12th, …"""
    more = memory.lapse_count - settings.leech_at
    return 0 if more < 0 else 1 + more // LEECH_EVERY


def became_leech(before: Memory | None, after: Memory, settings: Settings) -> bool:
    """Whether the learner is to be told: the lapses have passed one of the counts to tell of,
    whatever lies between the two memories."""
    return leech_count(after, settings) > leech_count(before or UNSEEN, settings)


def preview(
    memory: Memory | None, *, card_id: UUID, at: datetime, studied_on: date, settings: Settings
) -> dict[int, Memory]:
    """What each of the learner's own ratings, 1 to 5, would lead to now."""
    before = memory or UNSEEN
    return {
        confidence: _answered(
            before,
            Answered(
                id=card_id,
                card_id=card_id,
                at=at,
                studied_on=studied_on,
                confidence=confidence,
                fraction=None,
                is_right=confidence >= SELF_RATED_PASS,
                is_self_rated=True,
            ),
            settings,
        )
        for confidence in CONFIDENCES
    }


def _answered(before: Memory, event: Answered, settings: Settings) -> Memory:
    placed = SCHEDULERS[settings.scheduler].review(before, event, settings)
    has_lapsed = before.state is CardState.REVIEW and not event.is_right
    lapse_count = before.lapse_count + (1 if has_lapsed else 0)
    after = replace(
        placed,
        review_count=before.review_count + 1,
        right_count=before.right_count + (1 if event.is_right else 0),
        lapse_count=lapse_count,
        is_leech=lapse_count >= settings.leech_at,
        confidence=before.confidence if event.confidence is None else event.confidence,
        fraction=before.fraction if event.fraction is None else event.fraction,
        first_answered_at=before.first_answered_at or event.at,
        last_answered_at=event.at,
        last_answer_id=event.id,
        first_studied_on=before.first_studied_on or event.studied_on,
        last_studied_on=event.studied_on,
        rank=event.rank or None,
    )
    if settings.suspends_leeches and became_leech(before, after, settings):
        return replace(after, is_suspended=True)
    return after


def _adjusted(before: Memory, event: Adjusted) -> Memory:
    match event.kind:
        case AdjustmentKind.SUSPEND:
            return replace(before, is_suspended=True)
        case AdjustmentKind.RESUME:
            return replace(before, is_suspended=False)
        case AdjustmentKind.BURY:
            return replace(before, buried_on=event.studied_on)
        case AdjustmentKind.UNBURY:
            return replace(before, buried_on=None)
        case AdjustmentKind.SET_DUE:
            return replace(before, due_on=event.due_on, due_at=None)
        case AdjustmentKind.RESET:
            return replace(
                before,
                lapse_count=0,
                is_leech=False,
                first_studied_on=None,
                state=CardState.NEW,
                interval_days=0,
                due_on=None,
                due_at=None,
                schedule=None,
            )
        case _:
            assert_never(event.kind)
