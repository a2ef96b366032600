"""Confidence: the learner's own 1..5 ("How well did you know this?") says when a card comes back.

    level        1        2         3       4        5
    after        5 min    15 min    6 h     3 days   21 days
    or cards     2        6         15      40       100      of the deck in between

whichever comes first. Of the cards in between only the choosing can tell
(`quiz.scheduling.choosing`); here a card gets its time. An answer that was graded, and of which the
learner said nothing, counts as the level that `quiz.scheduling.ratings` gives it. There is no fuzz:
the times are thresholds, not appointments.
"""

from dataclasses import replace
from datetime import date, timedelta

from quiz.scheduling.events import Answered
from quiz.scheduling.intervals import day_after, instant_after
from quiz.scheduling.memories import CardState, ConfidenceSchedule, Memory
from quiz.scheduling.ratings import level_of
from quiz.scheduling.settings import Settings
from quiz.scheduling.states import state_in_steps

AGES = {
    1: timedelta(minutes=5),
    2: timedelta(minutes=15),
    3: timedelta(hours=6),
    4: timedelta(days=3),
    5: timedelta(days=21),
}
"""How long after the last answer a card of the level is ripe."""

GAPS = {1: 2, 2: 6, 3: 15, 4: 40, 5: 100}
"""How many cards of the deck come in between before a card of the level is ripe."""


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:
    """The memory with its place after one more answer."""
    level = level_of(is_right=bool(event.is_right), confidence=event.confidence)
    schedule = ConfidenceSchedule(level, event.rank)
    age = AGES[level]
    if not age.days:
        return replace(
            memory,
            state=state_in_steps(memory),
            interval_days=0,
            due_on=event.studied_on,
            due_at=instant_after(event.at, age),
            schedule=schedule,
        )
    days = min(age.days, settings.maximum_interval_days)
    return replace(
        memory,
        state=CardState.REVIEW,
        interval_days=days,
        due_on=day_after(event.studied_on, days),
        due_at=None,
        schedule=schedule,
    )


def day_set(memory: Memory) -> date | None:
    """The study day that somebody set since the card's last answer; `None` where the times of its
    level hold. A day that is the level's own counts as not set."""
    if not isinstance(memory.schedule, ConfidenceSchedule) or memory.due_at is not None:
        return None
    if not memory.interval_days or memory.last_studied_on is None:
        return memory.due_on
    own = day_after(memory.last_studied_on, memory.interval_days)
    return None if memory.due_on == own else memory.due_on


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """Confidence foretells nothing."""
    return None
