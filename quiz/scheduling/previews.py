"""What each of the learner's own ratings would lead to, told before they choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from quiz.scheduling.memories import Memory


@dataclass(frozen=True, slots=True)
class Preview:
    """When the card would come back after a confidence of 1..5.

    `interval_days` counts study days; for a card in steps it is 0, and `interval_seconds` tells of
    the step.
    """

    confidence: int
    interval_days: int
    interval_seconds: int | None
    due_on: date


def previews(outcomes: Mapping[int, Memory], at: datetime) -> tuple[Preview, ...]:
    """The previews of what `folding.preview` gave for the instant, by confidence."""
    return tuple(
        Preview(
            confidence=confidence,
            interval_days=memory.interval_days,
            interval_seconds=None
            if memory.due_at is None
            else ceil((memory.due_at - at).total_seconds()),
            due_on=memory.due_on,
        )
        for confidence, memory in sorted(outcomes.items())
        if memory.due_on is not None
    )
