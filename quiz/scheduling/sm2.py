"""SM-2: 1 day, 6 days, then the interval times the easiness factor, which is at least 1.3."""

from dataclasses import replace
from datetime import date, timedelta

from quiz.scheduling.events import Answered
from quiz.scheduling.memories import CardState, Memory, Sm2Schedule
from quiz.scheduling.settings import Settings


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:  # noqa: ARG001
    """The memory with its place after one more answer."""
    known = memory.schedule if isinstance(memory.schedule, Sm2Schedule) else Sm2Schedule(2.5, 0)
    repetitions = known.repetitions + 1 if event.is_right else 0
    interval = 1 if repetitions <= 1 else 6
    return replace(
        memory,
        state=CardState.REVIEW,
        interval_days=interval,
        due_on=event.studied_on + timedelta(days=interval),
        due_at=None,
        schedule=Sm2Schedule(known.easiness, repetitions),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """SM-2 foretells nothing."""
    return None
