"""Memories of whole decks, keyed by their learner."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import memories
from db.memories import MemoryRow
from quiz.scheduling.memories import Memory

Key = tuple[UUID, UUID]


class Place(NamedTuple):
    """Where a card stands: the study day from which it waits in the queue, `None` where it does
    not. The rest tells whether anything was folded into its memory since: a memory that is made
    again after it was forgotten begins with revision 1."""

    queue_on: date | None
    revision: int
    last_event_id: UUID | None


def place_of(row: MemoryRow) -> Place:
    """Where the card of the memory stands."""
    return Place(row.queue_on, row.revision, row.last_event_id)


async def list_places(db: AsyncSession, *, learner_id: UUID, deck_id: UUID) -> dict[UUID, Place]:
    """Where each card stands of which something is remembered."""
    query = select(
        col(MemoryRow.card_id),
        col(MemoryRow.queue_on),
        col(MemoryRow.revision),
        col(MemoryRow.last_event_id),
    ).where(*_is_of_deck(learner_id, deck_id))
    return {row[0]: Place(row[1], row[2], row[3]) for row in (await db.execute(query)).all()}


async def list_card_ids(db: AsyncSession, *, learner_id: UUID, deck_id: UUID) -> list[UUID]:
    """The cards of which something is remembered, by id."""
    query = select(col(MemoryRow.card_id)).where(*_is_of_deck(learner_id, deck_id))
    return list((await db.execute(query.order_by(col(MemoryRow.card_id)))).scalars())


async def has_answers(db: AsyncSession, *, learner_id: UUID, deck_id: UUID) -> bool:
    """Whether an answer of the learner's was folded into a memory of the deck."""
    query = (
        select(col(MemoryRow.card_id))
        .where(*_is_of_deck(learner_id, deck_id), col(MemoryRow.review_count) > 0)
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none() is not None


async def list_by_card(
    db: AsyncSession, *, learner_id: UUID, deck_ids: Collection[UUID]
) -> dict[UUID, Memory]:
    """All that is remembered of these decks, by card."""
    query = select(MemoryRow).where(
        col(MemoryRow.learner_id) == learner_id, col(MemoryRow.deck_id).in_(deck_ids)
    )
    return {row.card_id: memories.to_domain(row) for row in (await db.execute(query)).scalars()}


async def list_keys(db: AsyncSession, decks: Collection[Key]) -> dict[Key, UUID]:
    """(learner id, card id) with the deck, of all that is remembered of these (learner id, deck
    id)."""
    query = select(col(MemoryRow.learner_id), col(MemoryRow.card_id), col(MemoryRow.deck_id)).where(
        col(MemoryRow.learner_id).in_({key[0] for key in decks}),
        col(MemoryRow.deck_id).in_({key[1] for key in decks}),
    )
    rows = (await db.execute(query)).all()
    return {(row[0], row[1]): row[2] for row in rows if (row[0], row[2]) in decks}


def _is_of_deck(learner_id: UUID, deck_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return col(MemoryRow.learner_id) == learner_id, col(MemoryRow.deck_id) == deck_id
