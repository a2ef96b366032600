"""Workspaces: the tenants that own decks, API keys and managed learners."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from db.base import Row
from db.members import MemberRow
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, UtcDateTime
from quiz.access import Role
from quiz.errors import NotFound


class WorkspaceKind(StrEnum):
    """A person's own, one shared by several, or the service's (which owns the fixtures)."""

    PERSONAL = "personal"
    TEAM = "team"
    SYSTEM = "system"


class WorkspaceRow(Row, table=True):
    """A tenant."""

    __tablename__ = "workspaces"

    id: UUID = Field(primary_key=True)
    kind: WorkspaceKind = Field(sa_type=Closed(WorkspaceKind))
    name: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


async def get(
    db: AsyncSession, workspace_id: UUID, *, account_id: UUID
) -> tuple[WorkspaceRow, Role]:
    """The workspace and the account's role in it. Raises `NotFound` for everybody else."""
    query = (
        select(WorkspaceRow, col(MemberRow.role))
        .join(MemberRow, col(MemberRow.workspace_id) == col(WorkspaceRow.id))
        .where(col(WorkspaceRow.id) == workspace_id, col(MemberRow.account_id) == account_id)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no workspace {str(workspace_id)!r}.")
    return found[0], found[1]


async def lock(db: AsyncSession, workspace_id: UUID) -> WorkspaceRow:
    """The workspace, fresh and held for the rest of the transaction. Raises `NotFound`."""
    query = (
        select(WorkspaceRow)
        .where(col(WorkspaceRow.id) == workspace_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no workspace {str(workspace_id)!r}.")
    return row


async def list_of_account(
    db: AsyncSession, page: PageRequest, *, account_id: UUID
) -> RowPage[tuple[WorkspaceRow, Role]]:
    """The account's workspaces with its role in each, the oldest first."""
    query = (
        select(WorkspaceRow, col(MemberRow.role))
        .join(MemberRow, col(MemberRow.workspace_id) == col(WorkspaceRow.id))
        .where(col(MemberRow.account_id) == account_id)
    )
    keys = (SortKey(col(WorkspaceRow.created_at)), SortKey(col(WorkspaceRow.id)))
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[0].created_at, row[0].id), page)


async def find_system(db: AsyncSession) -> WorkspaceRow | None:
    """The service's own workspace, once the first fixture is loaded."""
    query = select(WorkspaceRow).where(col(WorkspaceRow.kind) == WorkspaceKind.SYSTEM)
    return (await db.execute(query)).scalar_one_or_none()


async def find_personal(db: AsyncSession, *, account_id: UUID) -> WorkspaceRow:
    """The workspace that signing up made for the account."""
    query = (
        select(WorkspaceRow)
        .join(MemberRow, col(MemberRow.workspace_id) == col(WorkspaceRow.id))
        .where(
            col(MemberRow.account_id) == account_id,
            col(WorkspaceRow.kind) == WorkspaceKind.PERSONAL,
        )
    )
    return (await db.execute(query)).scalar_one()
