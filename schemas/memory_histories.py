"""The history of a card: what happened to it, and what was remembered after each step."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, RootModel

from quiz.responses import Format
from quiz.scheduling import events, memories
from quiz.scheduling.events import AdjustmentKind
from quiz.scheduling.memories import CardState
from quiz.scheduling.ratings import rating_of
from quiz.scheduling.retracing import Changed
from quiz.scheduling.settings import SchedulerName
from schemas.base import Instant, Output
from schemas.memories import FsrsSchedule, LeitnerSchedule, Sm2Schedule


class ConfidenceLevel(Output):
    """What the `confidence` scheduler knew of the card."""

    kind: Literal["confidence"]
    level: int = Field(description="The last 1 to 5.")


PastSchedule = Annotated[
    FsrsSchedule | Sm2Schedule | LeitnerSchedule | ConfidenceLevel, Field(discriminator="kind")
]


class PastMemory(Output):
    """What was remembered after a step, as folding the history gives it now."""

    state: CardState
    review_count: int
    right_count: int
    lapse_count: int
    interval_days: int
    due_on: date | None
    due_at: Instant | None
    schedule: PastSchedule | None
    is_leech: bool
    is_suspended: bool
    buried_on: date | None


class _Step(Output):
    at: Instant = Field(description="The time that memory goes by.")
    after: PastMemory


class AnswerStep(_Step):
    """An answer that counts for memory."""

    kind: Literal["answer"]
    answer_id: UUID
    session_id: UUID
    format: Format
    studied_on: date = Field(description="The learner's study day.")
    fraction: float = Field(description="Share of the marks, 0 to 1, marks since included.")
    is_right: bool | None
    confidence: int | None = Field(description="The learner's own rating, 1 to 5.")
    is_self_rated: bool
    rating: int = Field(
        description="What schedulers took it for: 1 again, 2 hard, 3 good, 4 easy.", ge=1, le=4
    )
    retrievability: float | None = Field(
        description="The chance that the card would be known, 0 to 1, as foretold before."
    )
    took_ms: int | None
    received_at: Instant
    is_time_clamped: bool = Field(
        description="Whether it said to be from the future, and got the time it arrived at."
    )


class AdjustmentStep(_Step):
    """Something that was done to the card's place in the queue."""

    kind: Literal["adjustment"]
    id: UUID
    adjustment: AdjustmentKind
    studied_on: date = Field(description="The learner's study day.")
    due_on: date | None = Field(description="The day that was set.")


class SettingsStep(_Step):
    """A change of the learner's settings for the deck, which applies from the next review."""

    kind: Literal["settings"]
    number: int = Field(description="Counts the settings of the learner and the deck from 1.")
    scheduler: SchedulerName
    desired_retention: float
    maximum_interval_days: int
    replays: bool = Field(description="Whether it applies to everything before it, too.")


class HistoryStep(
    RootModel[Annotated[AnswerStep | AdjustmentStep | SettingsStep, Field(discriminator="kind")]]
):
    """One step of a card's history."""


def show_past(memory: memories.Memory) -> PastMemory:
    """The memory as it is sent with a step."""
    told: dict[str, Any] = {
        name: getattr(memory, name) for name in PastMemory.model_fields if name != "schedule"
    }
    return PastMemory(**told, schedule=memories.schedule_to_json(memory.schedule))


def show_adjustment(event: events.Adjusted, after: memories.Memory) -> AdjustmentStep:
    """An adjustment as it is sent."""
    return AdjustmentStep(
        kind="adjustment",
        at=event.at,
        id=event.id,
        adjustment=event.kind,
        studied_on=event.studied_on,
        due_on=event.due_on,
        after=show_past(after),
    )


def show_change(changed: Changed, after: memories.Memory) -> SettingsStep:
    """A change of settings as it is sent."""
    settings = changed.change.settings
    return SettingsStep(
        kind="settings",
        at=changed.change.from_at,
        number=changed.number,
        scheduler=settings.scheduler,
        desired_retention=settings.desired_retention,
        maximum_interval_days=settings.maximum_interval_days,
        replays=changed.change.replays,
        after=show_past(after),
    )


def rating(event: events.Answered) -> int:
    """What schedulers take the answer for, 1 to 4."""
    return int(
        rating_of(
            is_right=bool(event.is_right),
            confidence=event.confidence,
            is_self_rated=event.is_self_rated,
        )
    )
