"""Simulations: what a desired retention will cost a learner, and what they will remember."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from quiz.limits import CARDS_PER_DECK
from quiz.scheduling.optimizing.workloads import Workload
from schemas.base import Input, Output
from schemas.deck_settings import DesiredRetention

MOST_RETENTIONS = 6
MOST_DAYS = 365


class SimulationCreate(Input):
    """What to simulate; everything left out is as the learner has it."""

    deck_ids: list[UUID] = Field(
        default=[], max_length=50, description="Decks that the learner has begun; default all."
    )
    desired_retentions: list[DesiredRetention] = Field(
        default=[],
        max_length=MOST_RETENTIONS,
        description="One simulation for each; by default the deck's own.",
    )
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = MOST_DAYS
    new_per_day: Annotated[int, Field(ge=0, le=CARDS_PER_DECK)] | None = None
    due_per_day: Annotated[int, Field(ge=0, le=CARDS_PER_DECK)] | None = None


class SimulatedDay(Output):
    """What a day asks for, and how many cards are remembered at its end."""

    on: date
    reviews: int = Field(description="Cards that come back.")
    new_cards: int
    minutes: float
    left_over: int = Field(description="Cards that were due and not asked, past the limit.")
    remembered: float = Field(description="Sum of the chances of recall over all cards seen.")


class Simulated(Output):
    """The workload of one desired retention."""

    desired_retention: float
    reviews: int
    new_cards: int
    minutes: float
    remembered: float = Field(description="At the end.")
    minutes_per_card: float | None = Field(description="Minutes for each card remembered.")
    days: list[SimulatedDay]


class SimulationReport(Output):
    """What was simulated, one workload for each desired retention."""

    workloads: list[Simulated]


def show(workloads: Sequence[Workload], *, from_on: date) -> SimulationReport:
    """The workloads as they are sent; `from_on` is the first day."""
    return SimulationReport(workloads=[_workload(each, from_on) for each in workloads])


def _workload(workload: Workload, from_on: date) -> Simulated:
    days = [
        SimulatedDay(
            on=from_on + timedelta(days=number),
            reviews=day.reviews,
            new_cards=day.new_cards,
            minutes=round(day.minutes, 2),
            left_over=day.left_over,
            remembered=round(day.remembered, 2),
        )
        for number, day in enumerate(workload.days)
    ]
    per_card = workload.minutes_per_card
    return Simulated(
        desired_retention=workload.desired_retention,
        reviews=workload.reviews,
        new_cards=workload.new_cards,
        minutes=round(workload.minutes, 1),
        remembered=days[-1].remembered,
        minutes_per_card=None if per_card is None else round(per_card, 3),
        days=days,
    )
