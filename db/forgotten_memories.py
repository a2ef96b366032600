"""Memories of which nothing is left, so that devices can forget them too; keyed by their learner.

A card that is remembered again keeps its row here: the memory's number is greater, so that whoever
follows the numbers forgets first and remembers then.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import learners
from db.base import Row
from db.upserts import insert_into

Key = tuple[UUID, UUID]

_AT_ONCE = 1000


class ForgottenMemoryRow(Row, table=True):
    """A memory that is gone; `change_number` is the learner's from when it went."""

    __tablename__ = "forgotten_memories"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["card_id"], ["cards.id"]),
        Index(None, "learner_id", "change_number", "card_id"),
    )

    learner_id: UUID = Field(primary_key=True)
    card_id: UUID = Field(primary_key=True)
    deck_id: UUID
    change_number: int


async def put_many(db: AsyncSession, deck_ids: Mapping[Key, UUID]) -> None:
    """Note that the memories of these (learner id, card id) are gone, with the cards' decks.

    The caller holds the learners' locks.
    """
    numbers = await learners.next_changes(db, {key[0] for key in deck_ids})
    values: list[dict[str, Any]] = [
        {
            "learner_id": learner_id,
            "card_id": card_id,
            "deck_id": deck_id,
            "change_number": numbers[learner_id],
        }
        for (learner_id, card_id), deck_id in deck_ids.items()
    ]
    for start in range(0, len(values), _AT_ONCE):
        statement = insert_into(db, ForgottenMemoryRow).values(values[start : start + _AT_ONCE])
        await db.execute(
            statement.on_conflict_do_update(
                index_elements=["learner_id", "card_id"],
                set_={"change_number": statement.excluded.change_number},
            )
        )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget what a learner has forgotten."""
    await db.execute(
        delete(ForgottenMemoryRow).where(col(ForgottenMemoryRow.learner_id) == learner_id)
    )
