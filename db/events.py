"""Events: what happened, written in the same transaction as what it tells of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.types import Json, UtcDateTime


class EventRow(Row, table=True):
    """An event, keyed by whose it is: a learner's for study, a workspace's for everything else.

    `workspace_id` is the workspace that may hear of it, `None` for a learner of nobody's.
    """

    __tablename__ = "events"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    owner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    workspace_id: UUID | None = None
    type: str = Field(max_length=60)
    data: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)


def add(
    db: AsyncSession,
    *,
    id: UUID,
    type: str,
    data: dict[str, Any],
    now: datetime,
    owner_id: UUID,
    workspace_id: UUID | None,
) -> None:
    """Tell of something that this transaction does; `type` reads `deck.created`."""
    db.add(
        EventRow(
            owner_id=owner_id,
            id=id,
            workspace_id=workspace_id,
            type=type,
            data=data,
            created_at=now,
        )
    )


async def remove_all(db: AsyncSession, *, owner_id: UUID) -> None:
    """Forget every event of an owner."""
    await db.execute(delete(EventRow).where(col(EventRow.owner_id) == owner_id))
