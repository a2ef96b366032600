"""Where a learner's cards stand: what mastery is reckoned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.cards import CardRow
from db.decks import DeckRow
from db.memories import MemoryRow
from quiz.scheduling.memories import CardState, Memory, schedule_from_json


@dataclass(frozen=True, slots=True)
class DeckSize:
    """A deck's title, and how many cards it has now."""

    title: str
    cards: int


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one card stands: as much of its memory as tells that."""

    card_id: UUID
    first_on: date | None
    memory: Memory


async def list_sizes(db: AsyncSession, deck_ids: Sequence[UUID]) -> dict[UUID, DeckSize]:
    """The decks' titles and sizes."""
    query = select(col(DeckRow.id), col(DeckRow.title), col(DeckRow.card_count)).where(
        col(DeckRow.id).in_(deck_ids)
    )
    return {row[0]: DeckSize(row[1], row[2]) for row in (await db.execute(query)).all()}


async def list_of_deck(db: AsyncSession, *, learner_id: UUID, deck_id: UUID) -> list[Stood]:
    """The deck's cards that the learner has a memory of, in the order of their ids."""
    query = (
        select(
            col(MemoryRow.card_id),
            col(MemoryRow.first_studied_on),
            col(MemoryRow.last_studied_on),
            col(MemoryRow.state),
            col(MemoryRow.schedule),
            col(MemoryRow.interval_days),
            col(MemoryRow.review_count),
        )
        .join(CardRow, col(CardRow.id) == col(MemoryRow.card_id))
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.deck_id) == deck_id,
            col(CardRow.deleted_at).is_(None),
        )
        .order_by(col(MemoryRow.card_id))
    )
    return [Stood(row[0], row[1], _memory(*row[2:])) for row in (await db.execute(query)).all()]


def _memory(
    last_on: date | None,
    state: CardState,
    schedule: dict[str, object] | None,
    interval_days: int,
    review_count: int,
) -> Memory:
    return Memory(
        review_count=review_count,
        last_studied_on=last_on,
        state=state,
        schedule=schedule_from_json(schedule),
        interval_days=interval_days,
    )
