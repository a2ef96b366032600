"""Members: which account is what in which workspace."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.accounts import AccountRow
from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, UtcDateTime
from quiz.access import Role
from quiz.errors import NotFound


class MemberRow(Row, table=True):
    """An account's role in a workspace."""

    __tablename__ = "members"
    __table_args__ = (Index(None, "account_id"),)

    workspace_id: UUID = Field(primary_key=True, foreign_key="workspaces.id")
    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id")
    role: Role = Field(sa_type=Closed(Role))
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


async def find_role(db: AsyncSession, *, workspace_id: UUID, account_id: UUID) -> Role | None:
    """The account's role in the workspace."""
    query = select(col(MemberRow.role)).where(
        col(MemberRow.workspace_id) == workspace_id, col(MemberRow.account_id) == account_id
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get(
    db: AsyncSession, account_id: UUID, *, workspace_id: UUID
) -> tuple[MemberRow, AccountRow]:
    """The member and their account. Raises `NotFound`."""
    query = (
        select(MemberRow, AccountRow)
        .join(AccountRow, col(AccountRow.id) == col(MemberRow.account_id))
        .where(col(MemberRow.workspace_id) == workspace_id, col(MemberRow.account_id) == account_id)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no member {str(account_id)!r} in this workspace.")
    return found[0], found[1]


async def list_of_workspace(
    db: AsyncSession, page: PageRequest, *, workspace_id: UUID
) -> RowPage[tuple[MemberRow, AccountRow]]:
    """The workspace's members with their accounts, the oldest first."""
    query = (
        select(MemberRow, AccountRow)
        .join(AccountRow, col(AccountRow.id) == col(MemberRow.account_id))
        .where(col(MemberRow.workspace_id) == workspace_id)
    )
    keys = (SortKey(col(MemberRow.created_at)), SortKey(col(MemberRow.account_id)))
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[0].created_at, row[0].account_id), page)


async def count_owners(db: AsyncSession, *, workspace_id: UUID) -> int:
    """How many owners the workspace has; locks their rows, so that the last one cannot leave."""
    query = (
        select(col(MemberRow.account_id))
        .where(col(MemberRow.workspace_id) == workspace_id, col(MemberRow.role) == Role.OWNER)
        .order_by(col(MemberRow.account_id))
        .with_for_update()
    )
    return len((await db.execute(query)).all())
