"""Leitner's boxes: 1, 2, 4, 8 and 16 study days; a pass moves a card one box on, a failure back to
the first."""

from dataclasses import replace
from datetime import date, timedelta

from quiz.scheduling.events import Answered
from quiz.scheduling.memories import CardState, LeitnerSchedule, Memory
from quiz.scheduling.settings import Settings

INTERVALS = (1, 2, 4, 8, 16)


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:  # noqa: ARG001
    """The memory with its place after one more answer."""
    box = memory.schedule.box if isinstance(memory.schedule, LeitnerSchedule) else 1
    box = min(box + 1, len(INTERVALS)) if event.is_right else 1
    interval = INTERVALS[box - 1]
    return replace(
        memory,
        state=CardState.REVIEW,
        interval_days=interval,
        due_on=event.studied_on + timedelta(days=interval),
        due_at=None,
        schedule=LeitnerSchedule(box),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """Leitner foretells nothing."""
    return None
