"""What is remembered of a learner and a card, as clients see it."""

from datetime import date
from uuid import UUID

from pydantic import Field

from quiz.scheduling import memories
from schemas.base import Instant, Output


class MemoryState(Output):
    """A memory as an answer left it."""

    card_id: UUID
    deck_id: UUID
    review_count: int
    right_count: int
    confidence: int | None = Field(description="The learner's own last rating, 1 to 5.")
    fraction: float | None = Field(description="Share of the marks last earned, 0 to 1.")
    first_answered_at: Instant
    last_answered_at: Instant
    last_studied_on: date = Field(description="The learner's study day of the last answer.")


class Memory(MemoryState):
    """A memory as it stands."""

    updated_at: Instant
    revision: int


def show_state(memory: memories.Memory, *, card_id: UUID, deck_id: UUID) -> MemoryState:
    """The memory as it is sent with an answer."""
    return MemoryState(
        card_id=card_id,
        deck_id=deck_id,
        review_count=memory.review_count,
        right_count=memory.right_count,
        confidence=memory.confidence,
        fraction=memory.fraction,
        first_answered_at=memory.first_answered_at,
        last_answered_at=memory.last_answered_at,
        last_studied_on=memory.last_studied_on,
    )
