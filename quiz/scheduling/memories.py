"""What is known of one learner and one card: counts, and where the card stands in its scheduling.

`quiz.scheduling.folding` makes it from study events; the schedulers decide over `state`, `due_on`,
`due_at`, `interval_days` and `schedule`, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_type_hints
from uuid import UUID

import msgspec

from quiz import plain_json


class CardState(StrEnum):
    """Where a card stands: never answered (or reset), in its first steps, in review at intervals
    of days, or in steps again after it was forgotten."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class FsrsSchedule:
    """FSRS: `stability` in days (recall falls to 90 % in so many), `difficulty` 1..10, and the
    step the card is at while it is in steps."""

    stability: float
    difficulty: float
    step: int | None


@dataclass(frozen=True, slots=True)
class Sm2Schedule:
    """SM-2: the easiness factor (at least 1.3), and passes in a row."""

    easiness: float
    repetitions: int


@dataclass(frozen=True, slots=True)
class LeitnerSchedule:
    """Leitner: the box, 1..5."""

    box: int


@dataclass(frozen=True, slots=True)
class ConfidenceSchedule:
    """Confidence: the learner's last 1..5, and the rank of that answer among theirs in the deck."""

    level: int
    rank: int


Schedule = FsrsSchedule | Sm2Schedule | LeitnerSchedule | ConfidenceSchedule
_KINDS: dict[str, type[Schedule]] = {
    "fsrs": FsrsSchedule,
    "sm2": Sm2Schedule,
    "leitner": LeitnerSchedule,
    "confidence": ConfidenceSchedule,
}
_NAMES = {type: name for name, type in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one learner and one card.

    `confidence` is the learner's own last 1..5, `fraction` the share of the marks (0..1) last
    earned. `lapse_count` counts how often a card in review was forgotten; a card that is forgotten
    again and again `is_leech`. `due_on` is the study
    day from which it is due, `due_at` the instant on that day for a card in steps. A buried card
    is left out on the study day `buried_on`. `first_studied_on` is the day of its first answer, or
    of the first since it was reset. `rank` is that of the last answer under `confidence`;
    a reset keeps it, so that the learner's answers in the deck go on being counted.
    `last_event_…` is the place of the last event folded.
    """

    review_count: int = 0
    right_count: int = 0
    lapse_count: int = 0
    confidence: int | None = None
    fraction: float | None = None
    first_answered_at: datetime | None = None
    last_answered_at: datetime | None = None
    last_answer_id: UUID | None = None
    first_studied_on: date | None = None
    last_studied_on: date | None = None
    state: CardState = CardState.NEW
    interval_days: int = 0
    due_on: date | None = None
    due_at: datetime | None = None
    schedule: Schedule | None = None
    is_leech: bool = False
    is_suspended: bool = False
    buried_on: date | None = None
    rank: int | None = None
    last_event_at: datetime | None = None
    last_event_id: UUID | None = None

    @property
    def queue_on(self) -> date | None:
        """The study day from which the card waits in the queue, `None` where it does not."""
        return None if self.is_suspended else self.due_on


UNSEEN = Memory()
"""A card that nothing is known of."""


def schedule_to_json(schedule: Schedule | None) -> dict[str, Any] | None:
    """A schedule as plain JSON values; `schedule_from_json` reads it back equal."""
    if schedule is None:
        return None
    return {"kind": _NAMES[type(schedule)]} | plain_json.dump(schedule)


def schedule_from_json(data: dict[str, Any] | None) -> Schedule | None:
    """The schedule that `schedule_to_json` wrote."""
    if data is None:
        return None
    return plain_json.load(data, _KINDS[data["kind"]])


def to_json(memory: Memory | None) -> dict[str, Any] | None:
    """A memory as plain JSON values; `from_json` reads it back equal."""
    if memory is None:
        return None
    return plain_json.dump(memory) | {"schedule": schedule_to_json(memory.schedule)}


def from_json(data: dict[str, Any] | None) -> Memory | None:
    """The memory that `to_json` wrote, or an earlier version of it; what is absent is unknown."""
    if data is None:
        return None
    known = {
        name: msgspec.convert(value, _TYPES[name])
        for name, value in data.items()
        if name in _TYPES and name != "schedule"
    }
    return Memory(**known, schedule=schedule_from_json(data.get("schedule")))


_TYPES: dict[str, Any] = get_type_hints(Memory)
