"""The learner's own 1..5 decides: the seed page's "How well did you know this?"."""

from dataclasses import replace
from datetime import date, timedelta

from quiz.scheduling.events import Answered
from quiz.scheduling.memories import CardState, ConfidenceSchedule, Memory
from quiz.scheduling.settings import Settings

AGES = {
    1: timedelta(minutes=5),
    2: timedelta(minutes=15),
    3: timedelta(hours=6),
    4: timedelta(days=3),
    5: timedelta(days=21),
}


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:  # noqa: ARG001
    """The memory with its place after one more answer."""
    level = event.confidence or (4 if event.is_right else 1)
    age = AGES[level]
    return replace(
        memory,
        state=CardState.REVIEW if age.days else CardState.LEARNING,
        interval_days=age.days,
        due_on=event.studied_on + timedelta(days=age.days),
        due_at=None if age.days else event.at + age,
        schedule=ConfidenceSchedule(level, event.rank),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """Confidence foretells nothing."""
    return None
