"""Study events: what memory is folded over, for one learner and one card.

    Answered    an answer that counts, or what one card of it earned
    Adjusted    what somebody did to the card's place in the queue

Their order is by (effective time, id), whatever order they arrive in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as memory sees it.

    `studied_on` is the study day it was given on, kept with the answer so that a later change of
    time zone rewrites nothing. `fraction` is 0..1. `is_self_rated` tells a learner's own judgement
    from a grader's. `rank` counts the learner's answers in the card's deck, this one included;
    only the `confidence` scheduler asks for it.
    """

    id: UUID
    card_id: UUID
    at: datetime
    studied_on: date
    confidence: int | None
    fraction: float | None
    is_right: bool | None
    is_self_rated: bool = False
    rank: int = 0


class AdjustmentKind(StrEnum):
    """What can be done to a card's place in the queue besides answering it."""

    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"
    UNBURY = "unbury"
    RESET = "reset"
    SET_DUE = "set_due"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A change to a card's place in the queue; `due_on` goes with `SET_DUE` alone."""

    id: UUID
    card_id: UUID
    at: datetime
    studied_on: date
    kind: AdjustmentKind
    due_on: date | None = None


StudyEvent = Answered | Adjusted


def place_of(event: StudyEvent) -> tuple[datetime, UUID]:
    """Where the event stands in its order."""
    return event.at, event.id
