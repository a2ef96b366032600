"""Leitner's boxes: a pass moves a card one box on, a failure back to the first.

Boxes 1 to 5 come back after 1, 2, 4, 8 and 16 study days. A new card lies in the first box, so the
first pass takes it to the second. A pass counts once a study day: more of them on the same day say
little of memory, and would carry a card to the last box in a minute. A failure always counts.
There is no fuzz: the boxes are the method, and a whole box is meant to be due together.

Source: S. Leitner, So lernt man lernen, 1972; the intervals double, as in common use.
"""

from dataclasses import replace
from datetime import date

from quiz.scheduling.events import Answered
from quiz.scheduling.intervals import day_after, days_between
from quiz.scheduling.memories import CardState, LeitnerSchedule, Memory
from quiz.scheduling.settings import Settings
from quiz.scheduling.states import state_in_steps

INTERVALS = (1, 2, 4, 8, 16)
"""Study days of the boxes 1 to 5."""


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:
    """The memory with its place after one more answer."""
    box, state = _moved(memory, event)
    days = min(INTERVALS[box - 1], settings.maximum_interval_days)
    return replace(
        memory,
        state=state,
        interval_days=days,
        due_on=day_after(event.studied_on, days),
        due_at=None,
        schedule=LeitnerSchedule(box),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """Leitner foretells nothing."""
    return None


def _moved(memory: Memory, event: Answered) -> tuple[int, CardState]:
    """The box the card goes to, and where it stands then."""
    if not event.is_right:
        return 1, state_in_steps(memory)
    if not isinstance(memory.schedule, LeitnerSchedule):
        return 2, CardState.REVIEW
    box = memory.schedule.box
    if days_between(memory.last_studied_on, event.studied_on) == 0:
        return box, memory.state
    return min(box + 1, len(INTERVALS)), CardState.REVIEW
