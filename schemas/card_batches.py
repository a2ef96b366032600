"""Batches: many changes to a deck's cards in one request, each with its own result."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, RootModel, SkipValidation

from quiz import limits
from schemas.base import Input, Output
from schemas.cards import Card, CardCreate, CardUpdate
from schemas.problems import Problem

MAX_ITEMS = 500


class CreateItem(Input):
    """Make a card."""

    op: Literal["create"]
    card: CardCreate


class UpdateItem(Input):
    """Change a card (merge-patch)."""

    op: Literal["update"]
    id: UUID
    changes: CardUpdate


class DeleteItem(Input):
    """Delete a card."""

    op: Literal["delete"]
    id: UUID


class ReorderItem(Input):
    """Let cards share out the places that they have now, in this order."""

    op: Literal["reorder"]
    card_ids: list[UUID] = Field(min_length=1, max_length=limits.CARDS_PER_REORDER)


class BatchItem(
    RootModel[
        Annotated[CreateItem | UpdateItem | DeleteItem | ReorderItem, Field(discriminator="op")]
    ]
):
    """One change."""


class CardBatch(BaseModel):
    """Changes, done in order. Each is checked by itself: a faulty one does not stop the others."""

    model_config = ConfigDict(extra="forbid")

    items: list[SkipValidation[BatchItem]] = Field(min_length=1, max_length=MAX_ITEMS)


class BatchStatus(StrEnum):
    """What became of an item."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    REORDERED = "reordered"
    FAILED = "failed"


class BatchResult(Output):
    """What became of the item at `index`, counted from 0."""

    index: int
    status: BatchStatus
    card: Card | None = Field(description="The card as it is now, if it was made or changed.")
    problem: Problem | None = Field(description="Why the item failed.")


class CardBatchResults(Output):
    """One result for each item, in order."""

    results: list[BatchResult]
