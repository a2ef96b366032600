"""Operations: long work that the worker does, with progress and cancel."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, LargeBinary, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import learners
from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, Json, UtcDateTime
from quiz.errors import Conflict, NotFound

MOST_WAITING = 10
"""Pieces of work of one learner that wait or are being done at once: the worker does one after the
other, so that more of them would keep it from everybody else."""


class OperationStatus(StrEnum):
    """Where the work stands."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OperationRow(Row, table=True):
    """A piece of long work, of a workspace or of a learner.

    A worker holds it by a lease that it renews; when the lease runs out, another may take over.
    `upload` is what the work reads; it is dropped when the work ends.
    """

    __tablename__ = "operations"
    __table_args__ = (
        CheckConstraint("(workspace_id IS NULL) <> (learner_id IS NULL)", name="owner"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "learner_id", "created_at", "id"),
        Index(None, "status", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    workspace_id: UUID | None = Field(default=None, foreign_key="workspaces.id")
    learner_id: UUID | None = Field(default=None, foreign_key="learners.id")
    created_by: UUID | None = None
    kind: str = Field(max_length=40)
    status: OperationStatus = Field(sa_type=Closed(OperationStatus))
    parameters: dict[str, Any] = Field(sa_type=Json)
    upload: bytes | None = Field(default=None, sa_type=LargeBinary)
    done_count: int = 0
    total_count: int | None = None
    result: dict[str, Any] | None = Field(default=None, sa_type=Json)
    problem: dict[str, Any] | None = Field(default=None, sa_type=Json)
    attempts: int = 0
    lease_ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancel_requested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


def workspace_of(row: OperationRow) -> UUID:
    """The workspace of an operation over content, which always has one."""
    assert row.workspace_id is not None
    return row.workspace_id


def learner_of(row: OperationRow) -> UUID:
    """The learner of an operation over what they study, which always has one."""
    assert row.learner_id is not None
    return row.learner_id


async def add(
    db: AsyncSession,
    *,
    id: UUID,
    workspace_id: UUID | None = None,
    learner_id: UUID | None = None,
    created_by: UUID | None,
    kind: str,
    parameters: dict[str, Any],
    upload: bytes | None = None,
    now: datetime,
) -> OperationRow:
    """New work of a workspace or of a learner, for the worker to find.

    A learner is held until the transaction ends. Raises `Conflict` where they have `MOST_WAITING`
    pieces of work already that are not over.
    """
    if learner_id is not None:
        await _check_room(db, learner_id)
    row = OperationRow(
        id=id,
        workspace_id=workspace_id,
        learner_id=learner_id,
        created_by=created_by,
        kind=kind,
        status=OperationStatus.PENDING,
        parameters=parameters,
        upload=upload,
        created_at=now,
        updated_at=now,
    )
    db.add(row)
    await db.flush()
    return row


async def _check_room(db: AsyncSession, learner_id: UUID) -> None:
    """Hold the learner, so that what is asked for at once is counted one after the other."""
    await learners.lock(db, [learner_id])
    query = (
        select(func.count())
        .select_from(OperationRow)
        .where(
            col(OperationRow.learner_id) == learner_id,
            col(OperationRow.status).in_((OperationStatus.PENDING, OperationStatus.RUNNING)),
        )
    )
    if (await db.execute(query)).scalar_one() >= MOST_WAITING:
        raise Conflict(
            f"{MOST_WAITING} pieces of work wait for the learner already; wait until one of them "
            "is done, or cancel one."
        )


async def find(db: AsyncSession, operation_id: UUID) -> OperationRow | None:
    """The operation, for those who may see the work of its owner."""
    return await db.get(OperationRow, operation_id)


async def lock(db: AsyncSession, operation_id: UUID) -> OperationRow | None:
    """The operation, fresh and held for the rest of the transaction."""
    query = (
        select(OperationRow)
        .where(col(OperationRow.id) == operation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get(db: AsyncSession, operation_id: UUID, *, workspace_id: UUID) -> OperationRow:
    """The workspace's operation. Raises `NotFound`."""
    row = await find(db, operation_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(f"There is no operation {str(operation_id)!r}.")
    return row


async def list_of_workspace(
    db: AsyncSession, page: PageRequest, *, workspace_id: UUID
) -> RowPage[OperationRow]:
    """The workspace's operations, the newest first."""
    return await _list(db, page, col(OperationRow.workspace_id) == workspace_id)


async def list_of_learner(
    db: AsyncSession, page: PageRequest, *, learner_id: UUID
) -> RowPage[OperationRow]:
    """The learner's operations, the newest first."""
    return await _list(db, page, col(OperationRow.learner_id) == learner_id)


async def remove_of_learner(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget a learner's operations; whoever works on one finds it gone."""
    await db.execute(delete(OperationRow).where(col(OperationRow.learner_id) == learner_id))


async def _list(
    db: AsyncSession, page: PageRequest, is_owned: ColumnElement[bool]
) -> RowPage[OperationRow]:
    query = select(OperationRow).where(is_owned)
    keys = (
        SortKey(col(OperationRow.created_at), descending=True),
        SortKey(col(OperationRow.id), descending=True),
    )
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.created_at, row.id), page)


async def claim(db: AsyncSession, *, now: datetime, lease_ends_at: datetime) -> OperationRow | None:
    """Take the oldest work that nobody holds, or whose holder let its lease run out."""
    query = (
        select(OperationRow)
        .where(
            or_(
                col(OperationRow.status) == OperationStatus.PENDING,
                (col(OperationRow.status) == OperationStatus.RUNNING)
                & (col(OperationRow.lease_ends_at) < now),
            )
        )
        .order_by(col(OperationRow.created_at), col(OperationRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    row.status = OperationStatus.RUNNING
    row.attempts += 1
    row.started_at = row.started_at or now
    row.lease_ends_at = lease_ends_at
    row.updated_at = now
    row.revision += 1
    await db.flush()
    return row
