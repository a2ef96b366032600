"""Reschedules: what to schedule a deck's cards by from their beginning, and what that changes."""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from quiz.scheduling.moves import Move
from quiz.scheduling.settings import SchedulerName, Settings
from quiz.statistics.forecasts import Forecast
from schemas.base import Input, Output

MOST_MOVES = 100


class RescheduleCreate(Input):
    """What to schedule by; what is left out is as the learner's settings for the deck have it."""

    scheduler: SchedulerName | None = Field(
        default=None, description="Who decides when cards come back from now on."
    )
    parameters: Literal["current", "published"] = Field(
        default="current",
        description="Of `fsrs`: the parameters of the learner's settings, or those that the "
        "algorithm is published with.",
    )
    dry_run: bool = Field(default=True, description="Only tell what would change.")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"scheduler": "fsrs", "dry_run": False}]}
    )


class RescheduleDay(Output):
    """The cards that are due on a study day."""

    on: date
    before: int
    after: int


class RescheduleMove(Output):
    """A card that comes back on another day."""

    card_id: UUID
    before_on: date | None = Field(description="`null`: it did not wait in the queue.")
    after_on: date | None = Field(description="`null`: it waits in the queue no more.")


class RescheduleSide(Output):
    """Sums of one side."""

    scheduler: SchedulerName
    overdue: int = Field(description="Cards that were due before today; the first day has them.")
    due: int = Field(description="Cards that are due on any of the days.")
    later: int = Field(description="Cards that are due after them.")


class RescheduleReport(Output):
    """What a reschedule changes, or would; its operation's `result`."""

    learner_id: UUID
    deck_id: UUID
    dry_run: bool
    revision: int | None = Field(
        description="Of the learner's settings for the deck, once it is applied."
    )
    card_count: int = Field(description="Cards of which something is remembered.")
    before: RescheduleSide
    after: RescheduleSide
    days: list[RescheduleDay] = Field(description="The coming 30 study days, today first.")
    moved_count: int = Field(description="Cards that come back on another day.")
    earlier_count: int
    later_count: int
    moves: list[RescheduleMove] = Field(
        description=f"Those that move farthest; {MOST_MOVES} at most."
    )


def show_side(settings: Settings, forecast: Forecast) -> RescheduleSide:
    """One side as it is sent."""
    return RescheduleSide(
        scheduler=settings.scheduler,
        overdue=forecast.overdue,
        due=forecast.due,
        later=forecast.later,
    )


def show_days(before: Forecast, after: Forecast) -> list[RescheduleDay]:
    """The coming days as they are sent."""
    return [
        RescheduleDay(on=one.on, before=one.due, after=other.due)
        for one, other in zip(before.days, after.days, strict=True)
    ]


def show_moves(moves: Sequence[Move]) -> list[RescheduleMove]:
    """The first of the moves as they are sent."""
    return [
        RescheduleMove(card_id=move.card_id, before_on=move.before_on, after_on=move.after_on)
        for move in moves[:MOST_MOVES]
    ]
