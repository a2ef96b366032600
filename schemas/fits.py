"""Fits of parameters, as clients see them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from pydantic import Field

from quiz.scheduling.optimizing.fits import LEAST_REVIEWS, Refusal
from schemas.base import Instant, Output


class FitLosses(Output):
    """Mean log loss (less is better) of the parameters in use before, and of those fitted."""

    before: float
    after: float
    gain: float


class Fit(Output):
    """What fitting the parameters to a learner's own reviews found."""

    id: UUID
    operation_id: UUID
    made_by: UUID | None = Field(description="Account or API key; `null` for the learner.")
    made_at: Instant
    algorithm: str = Field(examples=["fsrs-6"])
    parameters: list[float] = Field(description="Those to use since: the fitted ones if adopted.")
    scored_count: int = Field(
        description="Reviews a study day or more after the one before, of which recall is "
        f"foretold; {LEAST_REVIEWS:,} are needed."
    )
    train: FitLosses | None = Field(description="On the older four fifths of them.")
    newest: FitLosses | None = Field(description="On the newest fifth, which decides.")
    is_adopted: bool = Field(description="Whether they schedule from the next review on.")
    refusal: Refusal | None = Field(description="Why they were not adopted.")


class _Row(Protocol):
    id: UUID
    operation_id: UUID
    made_by: UUID | None
    made_at: datetime
    algorithm: str
    parameters: list[float]
    scored_count: int
    train_before: float | None
    train_after: float | None
    newest_before: float | None
    newest_after: float | None
    refusal: Refusal | None


def show(row: _Row) -> Fit:
    """The fit as it is sent."""
    return Fit(
        id=row.id,
        operation_id=row.operation_id,
        made_by=row.made_by,
        made_at=row.made_at,
        algorithm=row.algorithm,
        parameters=row.parameters,
        scored_count=row.scored_count,
        train=_losses(row.train_before, row.train_after),
        newest=_losses(row.newest_before, row.newest_after),
        is_adopted=row.refusal is None,
        refusal=row.refusal,
    )


def _losses(before: float | None, after: float | None) -> FitLosses | None:
    if before is None or after is None:
        return None
    return FitLosses(before=before, after=after, gain=before - after)
