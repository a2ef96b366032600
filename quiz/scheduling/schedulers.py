"""The schedulers, by name. Each decides alone when a card comes back, and imports no other.

A scheduler takes the memory before an answer, the answer and the settings it falls under, and gives
the memory with its own fields changed: `state`, `interval_days`, `due_on`, `due_at`, `schedule`. It
reads no clock and knows nothing of other cards. A memory that another scheduler left (its
`schedule` is of another type) counts as unseen.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from quiz.scheduling import confidence, fsrs6, leitner, sm2
from quiz.scheduling.events import Answered
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import SchedulerName, Settings


class Scheduler(Protocol):
    """When a card comes back."""

    def review(self, memory: Memory, event: Answered, settings: Settings) -> Memory:
        """The memory with its place after one more answer, on which nothing else is changed."""

    def recall(self, memory: Memory, on: date, settings: Settings) -> float | None:
        """The chance (0..1) that the card is known on the study day; `None` where the scheduler
        foretells none, or the card was never reviewed."""


SCHEDULERS: Mapping[SchedulerName, Scheduler] = {
    SchedulerName.FSRS: fsrs6,
    SchedulerName.CONFIDENCE: confidence,
    SchedulerName.LEITNER: leitner,
    SchedulerName.SM2: sm2,
}


def recall(memory: Memory, on: date, settings: Settings) -> float | None:
    """The chance (0..1) that the card is known on the study day, if its scheduler foretells it."""
    return SCHEDULERS[settings.scheduler].recall(memory, on, settings)
