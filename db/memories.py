"""Memories: what is known of a learner and a card, keyed by their learner."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import study_events
from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import UtcDateTime
from db.upserts import upsert
from quiz.errors import NotFound
from quiz.scheduling import memories
from quiz.scheduling.memories import Memory

_AT_ONCE = 1000
"""Memories written by one statement; both databases bind about 32 000 values in one."""


class MemoryRow(Row, table=True):
    """The fold of a learner's answers to a card; it can always be made again from them."""

    __tablename__ = "memories"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["card_id"], ["cards.id"]),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("right_count BETWEEN 0 AND review_count", name="counts"),
        Index(None, "learner_id", "deck_id", "card_id"),
    )

    learner_id: UUID = Field(primary_key=True)
    card_id: UUID = Field(primary_key=True)
    deck_id: UUID
    review_count: int
    right_count: int
    confidence: int | None = None
    fraction: float | None = None
    first_answered_at: datetime = Field(sa_type=UtcDateTime)
    last_answered_at: datetime = Field(sa_type=UtcDateTime)
    last_answer_id: UUID
    last_studied_on: date
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


def to_domain(row: MemoryRow) -> Memory:
    """The domain's memory from its row."""
    return Memory(
        review_count=row.review_count,
        right_count=row.right_count,
        confidence=row.confidence,
        fraction=row.fraction,
        first_answered_at=row.first_answered_at,
        last_answered_at=row.last_answered_at,
        last_answer_id=row.last_answer_id,
        last_studied_on=row.last_studied_on,
    )


def to_values(
    memory: Memory, *, learner_id: UUID, card_id: UUID, deck_id: UUID, now: datetime
) -> dict[str, Any]:
    """The column values of a memory."""
    return {
        "learner_id": learner_id,
        "card_id": card_id,
        "deck_id": deck_id,
        "review_count": memory.review_count,
        "right_count": memory.right_count,
        "confidence": memory.confidence,
        "fraction": memory.fraction,
        "first_answered_at": memory.first_answered_at,
        "last_answered_at": memory.last_answered_at,
        "last_answer_id": memory.last_answer_id,
        "last_studied_on": memory.last_studied_on,
        "updated_at": now,
        "revision": 1,
    }


async def find(db: AsyncSession, card_id: UUID, *, learner_id: UUID) -> MemoryRow | None:
    """What is remembered of the card, fresh from the database."""
    query = (
        select(MemoryRow)
        .where(col(MemoryRow.learner_id) == learner_id, col(MemoryRow.card_id) == card_id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get(db: AsyncSession, card_id: UUID, *, learner_id: UUID) -> MemoryRow:
    """What is remembered of the card. Raises `NotFound`."""
    row = await find(db, card_id, learner_id=learner_id)
    if row is None:
        raise NotFound(f"There is no memory of card {str(card_id)!r}.")
    return row


async def list_of_learner(
    db: AsyncSession, page: PageRequest, *, learner_id: UUID, deck_id: UUID | None
) -> RowPage[MemoryRow]:
    """The learner's memories, in the order of their cards' ids."""
    query = select(MemoryRow).where(col(MemoryRow.learner_id) == learner_id)
    if deck_id is not None:
        query = query.where(col(MemoryRow.deck_id) == deck_id)
    keys = (SortKey(col(MemoryRow.card_id)),)
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.card_id,), page)


async def list_by_key(
    db: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Memory]:
    """The memories of these (learner id, card id), those that exist."""
    query = select(MemoryRow).where(
        tuple_(col(MemoryRow.learner_id), col(MemoryRow.card_id)).in_(list(keys))
    )
    rows = (await db.execute(query)).scalars()
    return {(row.learner_id, row.card_id): to_domain(row) for row in rows}


async def put_many(db: AsyncSession, values: list[dict[str, Any]]) -> None:
    """Write memories, new or known, one per (learner, card)."""
    if values:
        await upsert(db, MemoryRow, values, keys=("learner_id", "card_id"), counts="revision")


async def refold_many(
    db: AsyncSession, *, learner_id: UUID, cards: Sequence[tuple[UUID, UUID]], now: datetime
) -> None:
    """Make the memories of these (card id, deck id) anew from the log; forget those of which
    nothing is left to remember.

    The caller holds the learner's lock.
    """
    await refold_keys(db, {(learner_id, card_id): deck_id for card_id, deck_id in cards}, now=now)


async def refold_keys(
    db: AsyncSession, deck_ids: Mapping[tuple[UUID, UUID], UUID], *, now: datetime
) -> None:
    """`refold_many` for the cards of many learners: (learner id, card id) with the card's deck.

    The caller holds the learners' locks.
    """
    for start in range(0, len(deck_ids), _AT_ONCE):
        keys = list(deck_ids)[start : start + _AT_ONCE]
        logs = await study_events.list_by_key(
            db, learner_ids={key[0] for key in keys}, card_ids={key[1] for key in keys}
        )
        folded = {key: memories.fold(logs.get(key, ())) for key in keys}
        kept = [
            to_values(m, learner_id=key[0], card_id=key[1], deck_id=deck_ids[key], now=now)
            for key, m in folded.items()
            if m is not None
        ]
        await put_many(db, kept)
        gone = [key for key, memory in folded.items() if memory is None]
        if gone:
            place = tuple_(col(MemoryRow.learner_id), col(MemoryRow.card_id))
            await db.execute(delete(MemoryRow).where(place.in_(gone)))


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget everything that is remembered of a learner."""
    await db.execute(delete(MemoryRow).where(col(MemoryRow.learner_id) == learner_id))
