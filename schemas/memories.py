"""What is remembered of a learner and a card, as clients see it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from quiz.scheduling import memories
from quiz.scheduling.adjusting import Wish
from quiz.scheduling.memories import CardState
from schemas.base import LEFT_OUT, Day, Instant, Output, Patch


class FsrsSchedule(Output):
    """What FSRS knows of the card."""

    kind: Literal["fsrs"]
    stability: float = Field(description="Days in which the chance of recall falls to 90 %.")
    difficulty: float = Field(description="1 (easy) to 10 (hard).")
    step: int | None = Field(description="The step within the day, from 0; `null` in review.")


class Sm2Schedule(Output):
    """What SM-2 knows of the card."""

    kind: Literal["sm2"]
    easiness: float = Field(description="The easiness factor, at least 1.3.")
    repetitions: int = Field(description="Passes in a row.")


class LeitnerSchedule(Output):
    """Where the card stands in Leitner's boxes."""

    kind: Literal["leitner"]
    box: int = Field(description="1 to 5.")


class ConfidenceSchedule(Output):
    """What the `confidence` scheduler knows of the card."""

    kind: Literal["confidence"]
    level: int = Field(description="The last 1 to 5.")
    rank: int = Field(description="Which of the learner's answers in the deck that was.")


Schedule = Annotated[
    FsrsSchedule | Sm2Schedule | LeitnerSchedule | ConfidenceSchedule,
    Field(discriminator="kind"),
]


class MemoryState(Output):
    """A memory as an answer left it."""

    card_id: UUID
    deck_id: UUID
    review_count: int
    right_count: int
    lapse_count: int = Field(description="How often the card was forgotten while in review.")
    confidence: int | None = Field(description="The learner's own last rating, 1 to 5.")
    fraction: float | None = Field(description="Share of the marks last earned, 0 to 1.")
    first_answered_at: Instant | None
    last_answered_at: Instant | None
    last_studied_on: date | None = Field(description="The learner's study day of the last answer.")
    state: CardState = Field(
        description="`new` (never answered, or reset), `learning`, `review`, or `relearning` after "
        "it was forgotten."
    )
    interval_days: int = Field(description="Study days from the last answer to the next.")
    due_on: date | None = Field(description="The study day from which the card is due.")
    due_at: Instant | None = Field(
        description="The instant on that day, for a card in steps within the day."
    )
    schedule: Schedule | None = Field(description="What the deck's scheduler knows of the card.")
    is_leech: bool = Field(description="Whether it was forgotten so often that it needs help.")
    is_suspended: bool = Field(description="Whether it is left out until it is resumed.")
    buried_on: date | None = Field(description="The study day on which it is left out.")


class KeptMemory(MemoryState):
    """A memory as devices keep it: nothing in it changes with the days."""

    updated_at: Instant
    revision: int


class Memory(MemoryState):
    """A memory as it stands on the learner's study day."""

    is_buried: bool = Field(description="Whether it is left out today.")
    retrievability: float | None = Field(
        description="The chance that the card is known today, 0 to 1; `null` where the deck's "
        "scheduler foretells none."
    )
    updated_at: Instant
    revision: int


class MemoryUpdate(Patch):
    """A merge-patch: fields that are left out stay as they are."""

    state: Literal["new"] = Field(
        default=LEFT_OUT,
        description="`new` resets the card: it is new again and loses its schedule and its lapses. "
        "What was answered stays in its history. Done before all else that is sent with it.",
    )
    due_on: Day = Field(
        default=LEFT_OUT,
        description="The study day from which the card is due, whatever its schedule says: today "
        "or later, at most 36,500 days ahead.",
        examples=["2026-03-09"],
    )
    is_suspended: bool = Field(
        default=LEFT_OUT,
        description="`true` leaves the card out until it is resumed, `false` resumes it.",
    )
    is_buried: bool = Field(
        default=LEFT_OUT,
        description="`true` leaves the card out until the learner's next study day.",
    )

    def wish(self) -> Wish:
        """What is wanted of the memory."""
        return Wish(
            is_reset=self.state is not None,
            due_on=self.due_on,
            is_suspended=self.is_suspended,
            is_buried=self.is_buried,
        )


def state_of(memory: memories.Memory) -> dict[str, Any]:
    """The fields that tell of a memory, wherever it comes from."""
    told = {name: getattr(memory, name) for name in _TOLD}
    return told | {"schedule": memories.schedule_to_json(memory.schedule)}


_TOLD = tuple(
    name for name in MemoryState.model_fields if name not in {"card_id", "deck_id", "schedule"}
)


def show_state(memory: memories.Memory, *, card_id: UUID, deck_id: UUID) -> MemoryState:
    """The memory as it is sent with an answer."""
    return MemoryState(card_id=card_id, deck_id=deck_id, **state_of(memory))
