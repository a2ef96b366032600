"""Idempotency keys: the first response to a creating request, kept with its effect."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.types import Json, UtcDateTime
from quiz.errors import Fault, KeyReused


class IdempotencyKeyRow(Row, table=True):
    """A key that a caller used, what for, and what it was answered.

    `answer_id` stands in place of a stored body where the effect is an answer, which can give
    its first response by itself.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    subject: str = Field(primary_key=True, max_length=80)
    key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int
    headers: dict[str, Any] = Field(sa_type=Json)
    body: str | None = None
    answer_id: UUID | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


async def find(db: AsyncSession, key: str, *, subject: str) -> IdempotencyKeyRow | None:
    """What this caller used the key for."""
    return await db.get(IdempotencyKeyRow, (subject, key))


def check_same(row: IdempotencyKeyRow, fingerprint: str) -> None:
    """Raise `KeyReused` when the key was used for another request."""
    if row.fingerprint != fingerprint:
        raise KeyReused(
            f"The idempotency key {row.key!r} was used for another request; use a new key for a "
            "new request, and the same body to repeat one.",
            [Fault("header:Idempotency-Key", "was used for another request")],
        )


async def remove_old(db: AsyncSession, *, before: datetime) -> int:
    """Forget keys that were used before an instant; gives how many."""
    result = await db.execute(
        delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.created_at) < before)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def remove_all(db: AsyncSession, *, subject: str) -> None:
    """Forget every key of a caller."""
    await db.execute(delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.subject) == subject))
