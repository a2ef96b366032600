"""FSRS-6, with the arithmetic of py-fsrs 6 (MIT) and the calendar of the learner.

py-fsrs knows 24-hour blocks, the wall clock and unseeded fuzz; here elapsed time is a difference of
study days, a card in review is due on a study day, and the same events give the same memory.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import fsrs

from quiz.scheduling.events import Answered
from quiz.scheduling.memories import CardState, FsrsSchedule, Memory
from quiz.scheduling.ratings import rating_of
from quiz.scheduling.settings import Settings

_ANCHOR = datetime(9800, 1, 1, tzinfo=UTC)
"""The instant that py-fsrs is told it is: only differences of days matter, and here none leaves the
calendar."""

_STATES = {
    CardState.LEARNING: fsrs.State.Learning,
    CardState.REVIEW: fsrs.State.Review,
    CardState.RELEARNING: fsrs.State.Relearning,
}
_NAMES = {state: name for name, state in _STATES.items()}


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:
    """The memory with its place after one more answer."""
    rating = rating_of(
        is_right=bool(event.is_right),
        confidence=event.confidence,
        is_self_rated=event.is_self_rated,
    )
    card, _ = _scheduler(settings).review_card(
        _card(memory, event.studied_on), fsrs.Rating(rating), review_datetime=_ANCHOR
    )
    assert card.stability is not None
    assert card.difficulty is not None
    wait = card.due - _ANCHOR
    in_steps = card.state is not fsrs.State.Review
    return replace(
        memory,
        state=_NAMES[card.state],
        interval_days=0 if in_steps else wait.days,
        due_on=event.studied_on if in_steps else event.studied_on + timedelta(days=wait.days),
        due_at=event.at + wait if in_steps else None,
        schedule=FsrsSchedule(card.stability, card.difficulty, card.step),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:
    """The chance that the card is known on the study day: its retrievability."""
    if not isinstance(memory.schedule, FsrsSchedule):
        return None
    return _scheduler(settings).get_card_retrievability(_card(memory, on), _ANCHOR)


def _card(memory: Memory, on: date) -> fsrs.Card:
    """The card as py-fsrs knows it, on a study day."""
    schedule = memory.schedule
    if not isinstance(schedule, FsrsSchedule) or memory.last_studied_on is None:
        return fsrs.Card(card_id=1)
    elapsed_days = max(0, (on - memory.last_studied_on).days)
    return fsrs.Card(
        card_id=1,
        state=_STATES[memory.state],
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        last_review=_ANCHOR - timedelta(days=elapsed_days),
    )


@lru_cache(maxsize=1024)
def _scheduler(settings: Settings) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=settings.parameters or fsrs.scheduler.DEFAULT_PARAMETERS,
        desired_retention=settings.desired_retention,
        learning_steps=[timedelta(seconds=step) for step in settings.learning_steps],
        relearning_steps=[timedelta(seconds=step) for step in settings.relearning_steps],
        maximum_interval=settings.maximum_interval_days,
        enable_fuzzing=False,
    )
