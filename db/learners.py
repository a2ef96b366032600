"""Learners: who studies. An account's own, one that a workspace manages, or a guest."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Select,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, UtcDateTime
from db.upserts import insert_into
from quiz.errors import NotFound


class LearnerKind(StrEnum):
    """Whose learner this is."""

    OWN = "own"
    MANAGED = "managed"
    GUEST = "guest"


class LearnerRow(Row, table=True):
    """A learner; `workspace_id` and `external_id` belong to managed ones.

    `day_starts_at` is the hour (0..23) at which the learner's study day begins. `new_per_day` and
    `due_per_day` limit what is asked of all decks together, `None` where nothing does.
    `change_number` counts the changes of what the learner's devices keep a copy of.
    """

    __tablename__ = "learners"
    __table_args__ = (
        UniqueConstraint("workspace_id", "external_id"),
        CheckConstraint("day_starts_at BETWEEN 0 AND 23", name="day_starts_at"),
        CheckConstraint("new_per_day >= 0", name="new_per_day"),
        CheckConstraint("due_per_day >= 0", name="due_per_day"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "kind", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    kind: LearnerKind = Field(sa_type=Closed(LearnerKind))
    workspace_id: UUID | None = Field(default=None, foreign_key="workspaces.id")
    external_id: str | None = Field(default=None, max_length=200)
    name: str | None = Field(default=None, max_length=200)
    timezone: str = Field(default="UTC", max_length=64)
    day_starts_at: int = 4
    new_per_day: int | None = None
    due_per_day: int | None = None
    change_number: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


async def find(db: AsyncSession, learner_id: UUID) -> LearnerRow | None:
    """The learner, for callers who study as them."""
    return await db.get(LearnerRow, learner_id)


async def get(db: AsyncSession, learner_id: UUID) -> LearnerRow:
    """The learner, for callers who study as them. Raises `NotFound`."""
    row = await find(db, learner_id)
    if row is None:
        raise NotFound(f"There is no learner {str(learner_id)!r}.")
    return row


async def get_managed(db: AsyncSession, learner_id: UUID, *, workspace_id: UUID) -> LearnerRow:
    """A learner of this workspace. Raises `NotFound`."""
    row = await db.get(LearnerRow, learner_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(f"There is no learner {str(learner_id)!r}.")
    return row


async def find_external(
    db: AsyncSession, external_id: str, *, workspace_id: UUID
) -> LearnerRow | None:
    """The workspace's learner that its own system calls `external_id`."""
    query = select(LearnerRow).where(
        col(LearnerRow.workspace_id) == workspace_id,
        col(LearnerRow.external_id) == external_id,
    )
    return (await db.execute(query)).scalar_one_or_none()


async def list_managed(
    db: AsyncSession, page: PageRequest, *, workspace_id: UUID
) -> RowPage[LearnerRow]:
    """The workspace's learners, the oldest first."""
    query = select(LearnerRow).where(col(LearnerRow.workspace_id) == workspace_id)
    keys = (SortKey(col(LearnerRow.created_at)), SortKey(col(LearnerRow.id)))
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.created_at, row.id), page)


async def put_external(db: AsyncSession, row: LearnerRow) -> tuple[LearnerRow, bool]:
    """The workspace's learner of the row's external id, held, and whether the row became it.

    Raises `NotFound` when the learner that stood in the way was erased meanwhile.
    """
    statement = insert_into(db, LearnerRow).values(row.model_dump())
    added = await db.execute(
        statement.on_conflict_do_nothing(index_elements=["workspace_id", "external_id"]).returning(
            col(LearnerRow.id)
        )
    )
    is_new = added.scalar_one_or_none() is not None
    query = select(LearnerRow).where(
        col(LearnerRow.workspace_id) == row.workspace_id,
        col(LearnerRow.external_id) == row.external_id,
    )
    return await _held(db, query, f"There is no learner {row.external_id!r} any more."), is_new


async def hold(db: AsyncSession, learner_id: UUID) -> LearnerRow:
    """The learner, fresh; nobody else changes or refers to them for the rest of the transaction.

    Raises `NotFound`.
    """
    query = select(LearnerRow).where(col(LearnerRow.id) == learner_id)
    return await _held(db, query, f"There is no learner {str(learner_id)!r}.")


async def _held(db: AsyncSession, query: Select[LearnerRow], otherwise: str) -> LearnerRow:
    held = query.with_for_update().execution_options(populate_existing=True)
    row = (await db.execute(held)).scalar_one_or_none()
    if row is None:
        raise NotFound(otherwise)
    return row


async def lock(db: AsyncSession, learner_ids: Iterable[UUID]) -> None:
    """Hold these learners' study rows for the rest of the transaction.

    Locks are taken in id order, so that two batches never wait for each other. On SQLite the
    write transaction itself is the lock.
    """
    if db.get_bind().dialect.name == "sqlite":
        return
    await db.execute(_LOCK, {"keys": sorted(set(learner_ids))})


async def lock_free(db: AsyncSession, learner_ids: Collection[UUID]) -> set[UUID]:
    """Hold the study rows of those whom nobody else holds, without waiting; gives them."""
    if db.get_bind().dialect.name == "sqlite":
        return set(learner_ids)
    return set((await db.execute(_LOCK_FREE, {"keys": sorted(learner_ids)})).scalars())


async def next_changes(db: AsyncSession, learner_ids: Collection[UUID]) -> dict[UUID, int]:
    """The number of the next change to each learner's memories or decks.

    It is taken by writing the learner's row, which is then held until the transaction ends: whoever
    sees a change sees all those with smaller numbers.
    """
    if not learner_ids:
        return {}
    rows = (await db.execute(_NEXT_CHANGE, {"keys": list(learner_ids)})).all()
    return {row[0]: row[1] for row in rows}


async def list_workspaces(
    db: AsyncSession, learner_ids: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """The workspaces that manage these learners, `None` where nobody does."""
    query = select(col(LearnerRow.id), col(LearnerRow.workspace_id)).where(
        col(LearnerRow.id).in_(learner_ids)
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def remove(db: AsyncSession, learner_id: UUID) -> None:
    """Forget the learner, of whom nothing else is left."""
    await db.execute(delete(LearnerRow).where(col(LearnerRow.id) == learner_id))


_LEARNERS = LearnerRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_LOCK = (
    select(_LEARNERS.c.id)
    .where(_LEARNERS.c.id.in_(_KEYS))
    .order_by(_LEARNERS.c.id)
    .with_for_update(key_share=True)
)
_LOCK_FREE = (
    select(_LEARNERS.c.id)
    .where(_LEARNERS.c.id.in_(_KEYS))
    .order_by(_LEARNERS.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_NEXT_CHANGE = (
    update(_LEARNERS)
    .where(_LEARNERS.c.id.in_(_KEYS))
    .values(change_number=_LEARNERS.c.change_number + 1)
    .returning(_LEARNERS.c.id, _LEARNERS.c.change_number)
)
