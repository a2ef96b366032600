"""Memories: what is known of a learner and a card, keyed by their learner."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    delete,
    or_,
    select,
    text,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import at_hand, forgotten_memories, learners
from db.at_hand import Remembered
from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.pairs import PairStatement
from db.types import Closed, Json, UtcDateTime
from db.upserts import upsert
from quiz.errors import NotFound
from quiz.scheduling import folding, memories
from quiz.scheduling.memories import CardState, Memory

Key = tuple[UUID, UUID]

_IS_QUEUED = text("queue_on IS NOT NULL")
_IS_IN_STEPS = text("queue_on IS NOT NULL AND due_at IS NOT NULL")
_IS_RANKED = text("rank IS NOT NULL")


@dataclass(frozen=True, slots=True)
class MemoryFilter:
    """What a list of memories is narrowed to; `due_by` is the study day by which cards are due."""

    deck_id: UUID | None = None
    state: CardState | None = None
    is_suspended: bool | None = None
    is_leech: bool | None = None
    due_by: date | None = None


class MemoryRow(Row, table=True):
    """The fold of a learner's study events over a card; it can always be made again from them.

    `queue_on` is the study day from which the card waits in the queue: `due_on`, unless it is
    suspended. `fold_version` tells what was folded by an older version of the fold.
    `change_number` is the learner's from when it was last written.
    """

    __tablename__ = "memories"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["card_id"], ["cards.id"]),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("right_count BETWEEN 0 AND review_count", name="counts"),
        CheckConstraint("interval_days >= 0", name="interval_days"),
        Index(None, "learner_id", "deck_id", "card_id"),
        Index(None, "learner_id", "last_studied_on"),
        Index(None, "learner_id", "change_number", "card_id"),
        Index(
            None,
            "learner_id",
            "queue_on",
            "card_id",
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
        Index(
            "ix_memories_queue",
            "learner_id",
            "deck_id",
            "queue_on",
            "card_id",
            "due_at",
            "buried_on",
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
        Index(
            None,
            "learner_id",
            "deck_id",
            "queue_on",
            "due_at",
            sqlite_where=_IS_IN_STEPS,
            postgresql_where=_IS_IN_STEPS,
        ),
        Index(
            None,
            "learner_id",
            "deck_id",
            "rank",
            sqlite_where=_IS_RANKED,
            postgresql_where=_IS_RANKED,
        ),
    )

    learner_id: UUID = Field(primary_key=True)
    card_id: UUID = Field(primary_key=True)
    deck_id: UUID
    review_count: int
    right_count: int
    lapse_count: int = 0
    confidence: int | None = None
    fraction: float | None = None
    first_answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_answer_id: UUID | None = None
    first_studied_on: date | None = None
    last_studied_on: date | None = None
    state: CardState = Field(default=CardState.NEW, sa_type=Closed(CardState))
    interval_days: int = 0
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    schedule: dict[str, Any] | None = Field(default=None, sa_type=Json)
    is_leech: bool = False
    is_suspended: bool = False
    buried_on: date | None = None
    last_event_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_event_id: UUID | None = None
    rank: int | None = None
    queue_on: date | None = None
    fold_version: int = 0
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1
    change_number: int = 1


_PLAIN = tuple(field.name for field in fields(Memory) if field.name != "schedule")
"""Fields of a memory that stand in a column of their own, as they are."""


_MEMORIES = MemoryRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_STORED = (
    _MEMORIES.c.learner_id,
    _MEMORIES.c.card_id,
    _MEMORIES.c.deck_id,
    _MEMORIES.c.fold_version,
    _MEMORIES.c.schedule,
    *(_MEMORIES.c[name] for name in _PLAIN),
)


_of_keys = partial(PairStatement, _MEMORIES.c.learner_id, _MEMORIES.c.card_id)
_LIST_STORED = _of_keys(lambda keys: select(*_STORED).where(keys))
_LIST_ROWS = _of_keys(
    lambda keys: select(MemoryRow).where(keys).execution_options(populate_existing=True)
)
_REMOVE = _of_keys(
    lambda keys: (
        delete(MemoryRow)
        .where(keys)
        .returning(_MEMORIES.c.learner_id, _MEMORIES.c.card_id, _MEMORIES.c.deck_id)
        .execution_options(synchronize_session=False)
    )
)


def to_domain(row: MemoryRow | SqlRow[Any]) -> Memory:
    """The domain's memory from its row."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Memory(**plain, schedule=memories.schedule_from_json(row.schedule))


def to_values(
    memory: Memory, *, learner_id: UUID, card_id: UUID, deck_id: UUID, now: datetime
) -> dict[str, Any]:
    """The column values of a memory."""
    return {
        "learner_id": learner_id,
        "card_id": card_id,
        "deck_id": deck_id,
        **{name: getattr(memory, name) for name in _PLAIN},
        "schedule": memories.schedule_to_json(memory.schedule),
        "queue_on": memory.queue_on,
        "fold_version": folding.VERSION,
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
    db: AsyncSession, page: PageRequest, filter: MemoryFilter, *, learner_id: UUID
) -> RowPage[MemoryRow]:
    """The learner's memories, in the order of their cards' ids."""
    query = select(MemoryRow).where(col(MemoryRow.learner_id) == learner_id)
    for column, value in (
        (MemoryRow.deck_id, filter.deck_id),
        (MemoryRow.state, filter.state),
        (MemoryRow.is_suspended, filter.is_suspended),
        (MemoryRow.is_leech, filter.is_leech),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    if filter.due_by is not None:
        query = query.where(col(MemoryRow.due_on) <= filter.due_by)
    keys = (SortKey(col(MemoryRow.card_id)),)
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.card_id,), page)


async def list_by_key(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Memory]:
    """The memories of these (learner id, card id), those that exist."""
    return {key: found.memory for key, found in (await list_stored(db, keys)).items()}


async def list_stored(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Remembered]:
    """The memories of `list_by_key` as they are stored, fresh from the database."""
    known = at_hand.all_of(at_hand.of(db).memories, keys)
    if known is not None:
        return {key: found for key, found in known.items() if found is not None}
    return {
        (row.learner_id, row.card_id): Remembered(to_domain(row), row.deck_id, row.fold_version)
        for row in (await _LIST_STORED.run(db, keys)).all()
    }


async def list_rows(db: AsyncSession, keys: Iterable[Key]) -> dict[Key, MemoryRow]:
    """The rows of `list_by_key`, fresh from the database."""
    rows = (await _LIST_ROWS.run(db, keys)).scalars()
    return {(row.learner_id, row.card_id): row for row in rows}


async def put_many(db: AsyncSession, values: list[dict[str, Any]]) -> None:
    """Write memories, new or known, one per (learner, card).

    The caller holds the learners' locks.
    """
    if not values:
        return
    numbers = await learners.next_changes(db, {value["learner_id"] for value in values})
    changed = [value | {"change_number": numbers[value["learner_id"]]} for value in values]
    await upsert(db, MemoryRow, changed, keys=("learner_id", "card_id"), counts="revision")


async def list_outdated(db: AsyncSession, limit: int) -> dict[Key, UUID]:
    """(learner id, card id) with the deck of memories that an older fold has made."""
    query = (
        select(col(MemoryRow.learner_id), col(MemoryRow.card_id), col(MemoryRow.deck_id))
        .where(col(MemoryRow.fold_version) < folding.VERSION)
        .limit(limit)
    )
    return {(row[0], row[1]): row[2] for row in (await db.execute(query)).all()}


async def list_left_out(
    db: AsyncSession, card_ids: Collection[UUID], *, learner_id: UUID, today: date
) -> set[UUID]:
    """Those of the cards that are suspended, or buried on the study day."""
    known = at_hand.all_of(at_hand.of(db).memories, [(learner_id, id) for id in card_ids])
    if known is not None:
        return {
            key[1]
            for key, found in known.items()
            if found and (found.memory.is_suspended or found.memory.buried_on == today)
        }
    query = select(col(MemoryRow.card_id)).where(
        col(MemoryRow.learner_id) == learner_id,
        col(MemoryRow.card_id).in_(card_ids),
        or_(col(MemoryRow.is_suspended).is_(True), col(MemoryRow.buried_on) == today),
    )
    return set((await db.execute(query)).scalars())


async def remove_many(db: AsyncSession, keys: Collection[Key]) -> None:
    """Forget what is remembered of these (learner id, card id), and note that it is forgotten.

    The caller holds the learners' locks.
    """
    if not keys:
        return
    gone = {(row[0], row[1]): row[2] for row in (await _REMOVE.run(db, keys)).all()}
    await forgotten_memories.put_many(db, gone)


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget everything that is remembered of a learner, and what was."""
    await forgotten_memories.remove_all(db, learner_id=learner_id)
    await db.execute(delete(MemoryRow).where(col(MemoryRow.learner_id) == learner_id))
