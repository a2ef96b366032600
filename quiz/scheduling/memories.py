"""Memory as a fold over the answers to one card by one learner.

Every answer that counts is one study event. `review` takes a memory and the next event to the
next memory; `fold` does so over a whole log, ordered by (time, id), so that the order in which
events arrive does not matter. What is kept here is what every scheduler starts from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StudyEvent:
    """An answer as memory sees it.

    `studied_on` is the study day it was given on, kept with the answer so that a later change of
    time zone rewrites nothing. `fraction` is 0..1, or `None` when it is not graded yet.
    """

    id: UUID
    at: datetime
    studied_on: date
    confidence: int | None
    fraction: float | None
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one learner and one card.

    `confidence` is the learner's own last 1..5, `fraction` the share of the marks last earned.
    """

    review_count: int
    right_count: int
    confidence: int | None
    fraction: float | None
    first_answered_at: datetime
    last_answered_at: datetime
    last_answer_id: UUID
    last_studied_on: date


def review(memory: Memory | None, event: StudyEvent) -> Memory:
    """The memory after one more event, which must not lie before those already folded."""
    was_right = 1 if event.is_right else 0
    if memory is None:
        return Memory(
            review_count=1,
            right_count=was_right,
            confidence=event.confidence,
            fraction=event.fraction,
            first_answered_at=event.at,
            last_answered_at=event.at,
            last_answer_id=event.id,
            last_studied_on=event.studied_on,
        )
    return Memory(
        review_count=memory.review_count + 1,
        right_count=memory.right_count + was_right,
        confidence=memory.confidence if event.confidence is None else event.confidence,
        fraction=memory.fraction if event.fraction is None else event.fraction,
        first_answered_at=memory.first_answered_at,
        last_answered_at=event.at,
        last_answer_id=event.id,
        last_studied_on=event.studied_on,
    )


def follows(memory: Memory | None, event: StudyEvent) -> bool:
    """Whether the event comes after everything folded so far, so that no replay is needed."""
    if memory is None:
        return True
    return (memory.last_answered_at, memory.last_answer_id) < (event.at, event.id)


def fold(events: Iterable[StudyEvent]) -> Memory | None:
    """The memory after all events, whatever order they come in; `None` when there are none."""
    memory: Memory | None = None
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        memory = review(memory, event)
    return memory


def to_json(memory: Memory | None) -> dict[str, Any] | None:
    """A memory as plain JSON values; `from_json` reads it back equal."""
    if memory is None:
        return None
    return {
        "review_count": memory.review_count,
        "right_count": memory.right_count,
        "confidence": memory.confidence,
        "fraction": memory.fraction,
        "first_answered_at": memory.first_answered_at.isoformat(),
        "last_answered_at": memory.last_answered_at.isoformat(),
        "last_answer_id": str(memory.last_answer_id),
        "last_studied_on": memory.last_studied_on.isoformat(),
    }


def from_json(data: dict[str, Any] | None) -> Memory | None:
    """The memory that `to_json` wrote."""
    if data is None:
        return None
    return Memory(
        review_count=data["review_count"],
        right_count=data["right_count"],
        confidence=data["confidence"],
        fraction=data["fraction"],
        first_answered_at=datetime.fromisoformat(data["first_answered_at"]),
        last_answered_at=datetime.fromisoformat(data["last_answered_at"]),
        last_answer_id=UUID(data["last_answer_id"]),
        last_studied_on=date.fromisoformat(data["last_studied_on"]),
    )
