"""A learner's settings for a deck, as clients send and see them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from quiz import limits
from quiz.scheduling.settings import (
    LEAST_RETENTION,
    MAXIMUM_INTERVAL_DAYS,
    MOST_LEECH_AT,
    MOST_RETENTION,
    MOST_STEP_SECONDS,
    MOST_STEPS,
    SchedulerName,
)
from schemas.base import Instant, Output, Patch

DesiredRetention = Annotated[
    float,
    Field(
        ge=LEAST_RETENTION,
        le=MOST_RETENTION,
        description="The chance of recall at which a card comes back. Only `fsrs` asks for it.",
    ),
]
MaximumIntervalDays = Annotated[
    int,
    Field(
        ge=1,
        le=MAXIMUM_INTERVAL_DAYS,
        strict=True,
        description="Study days that no interval exceeds.",
    ),
]
Step = Annotated[int, Field(ge=1, le=MOST_STEP_SECONDS, strict=True)]
LearningSteps = Annotated[
    list[Step],
    Field(
        max_length=MOST_STEPS,
        description="Seconds after which a new card comes back within the day, step by step; none: "
        "it is in review at once.",
        examples=[[60, 600]],
    ),
]
RelearningSteps = Annotated[
    list[Step],
    Field(
        max_length=MOST_STEPS,
        description="The same for a card that was forgotten.",
        examples=[[600]],
    ),
]
IsFuzzed = Annotated[
    bool,
    Field(
        description="Whether intervals are moved by a few days, so that cards learnt together part."
    ),
]
LeechAt = Annotated[
    int,
    Field(
        ge=1,
        le=MOST_LEECH_AT,
        strict=True,
        description="Lapses from which a card is a leech, which every fourth more tells again.",
    ),
]
SuspendsLeeches = Annotated[
    bool, Field(description="Whether a card that becomes a leech is suspended.")
]
NewPerDay = Annotated[
    int,
    Field(
        ge=0,
        le=limits.CARDS_PER_DECK,
        strict=True,
        description="Cards of the deck that are asked for the first time a day.",
    ),
]
DuePerDay = Annotated[
    int,
    Field(
        ge=0,
        le=limits.CARDS_PER_DECK,
        strict=True,
        description="Cards of the deck that come back a day.",
    ),
]
BuriesSiblings = Annotated[
    bool, Field(description="Whether one card of a group of siblings is asked a day, not more.")
]
BalancesLoad = Annotated[
    bool, Field(description="Whether cards due on a full day may wait for an emptier one.")
]
Scheduler = Annotated[
    SchedulerName,
    Field(
        description="Who decides when cards come back. It can be set while nothing is answered; "
        "after that a reschedule changes it."
    ),
]


class DeckSettings(Output):
    """How a learner's cards of a deck are scheduled, and how much of it is asked a day."""

    learner_id: UUID
    deck_id: UUID
    scheduler: Scheduler
    algorithm: str | None = Field(
        description="Of `fsrs`: which formulas, and so which parameters.", examples=["fsrs-6"]
    )
    parameters: list[float] | None = Field(
        description="Of `fsrs`: the learner's own parameters; `null`: those it is published with."
    )
    fit_id: UUID | None = Field(description="The fit that the parameters come from.")
    desired_retention: DesiredRetention
    maximum_interval_days: MaximumIntervalDays
    learning_steps: LearningSteps
    relearning_steps: RelearningSteps
    is_fuzzed: IsFuzzed
    leech_at: LeechAt
    suspends_leeches: SuspendsLeeches
    new_per_day: NewPerDay
    due_per_day: DuePerDay
    buries_siblings: BuriesSiblings
    balances_load: BalancesLoad
    from_at: Instant | None = Field(
        description="Since when these hold; `null` until the learner begins: then the deck's "
        "study defaults do."
    )
    revision: int = Field(description="Counts the settings; 0 until the learner begins.")


class DeckSettingsUpdate(Patch):
    """A merge-patch: fields that are left out stay, `null` brings a field back to what the deck's
    study defaults say now."""

    scheduler: Scheduler | None = None
    desired_retention: DesiredRetention | None = None
    maximum_interval_days: MaximumIntervalDays | None = None
    learning_steps: LearningSteps | None = None
    relearning_steps: RelearningSteps | None = None
    is_fuzzed: IsFuzzed | None = None
    leech_at: LeechAt | None = None
    suspends_leeches: SuspendsLeeches | None = None
    new_per_day: NewPerDay | None = None
    due_per_day: DuePerDay | None = None
    buries_siblings: BuriesSiblings | None = None
    balances_load: BalancesLoad | None = None

    def patch(self) -> dict[str, Any]:
        """The fields that were sent, as the domain has them; `None` where the default is wanted."""
        sent = self.model_dump(exclude_unset=True)
        return {n: tuple(value) if isinstance(value, list) else value for n, value in sent.items()}
