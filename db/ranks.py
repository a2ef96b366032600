"""Ranks of a learner's answers in decks of the `confidence` scheduler, as memories have them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.memories import MemoryRow

Key = tuple[UUID, UUID]
Place = tuple[datetime, UUID]

_DECKS_AT_ONCE = 50
"""Decks that one statement looks through; SQLite puts at most 500 queries together."""


async def list_last(db: AsyncSession, decks: Collection[Key]) -> dict[Key, tuple[int, Place]]:
    """The rank and the place (time, id) of the last answer in each of these (learner id, deck id);
    decks without any are left out."""
    found: dict[Key, tuple[int, Place]] = {}
    keys = list(decks)
    for start in range(0, len(keys), _DECKS_AT_ONCE):
        each = [_last(*key) for key in keys[start : start + _DECKS_AT_ONCE]]
        rows = (await db.execute(union_all(*each))).all()
        found |= {(row[0], row[1]): (row[2], (row[3], row[4])) for row in rows}
    return found


async def find_last(
    db: AsyncSession, *, learner_id: UUID, deck_id: UUID
) -> tuple[int, Place] | None:
    """What `list_last` gives of one deck, `None` where nothing was answered."""
    key = (learner_id, deck_id)
    return (await list_last(db, [key])).get(key)


def _last(learner_id: UUID, deck_id: UUID) -> Select[Any]:
    """Inside a subquery: SQLite lets no part of a union have an order and a limit of its own."""
    query = (
        select(
            col(MemoryRow.learner_id),
            col(MemoryRow.deck_id),
            col(MemoryRow.rank),
            col(MemoryRow.last_answered_at),
            col(MemoryRow.last_answer_id),
        )
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.deck_id) == deck_id,
            col(MemoryRow.rank).is_not(None),
        )
        .order_by(col(MemoryRow.rank).desc())
        .limit(1)
    )
    return select(query.subquery())
