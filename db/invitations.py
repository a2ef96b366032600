"""Invitations: the promise of a role to whoever shows the token."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, UtcDateTime
from quiz.access import Role
from quiz.errors import NotFound


class InvitationRow(Row, table=True):
    """An invitation; its token is known by its SHA-256 and counts once."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = Field(foreign_key="workspaces.id")
    email: str = Field(max_length=254)
    role: Role = Field(sa_type=Closed(Role))
    token_hash: str = Field(max_length=64, unique=True)
    invited_by: UUID = Field(foreign_key="accounts.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def lock(db: AsyncSession, invitation_id: UUID, *, workspace_id: UUID) -> InvitationRow:
    """The workspace's invitation, fresh and held for the transaction. Raises `NotFound`."""
    query = (
        select(InvitationRow)
        .where(
            col(InvitationRow.id) == invitation_id,
            col(InvitationRow.workspace_id) == workspace_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no invitation {str(invitation_id)!r}.")
    return row


async def find_by_token(db: AsyncSession, token_hash: str) -> InvitationRow | None:
    """The invitation with this token, locked for the rest of the transaction."""
    query = (
        select(InvitationRow).where(col(InvitationRow.token_hash) == token_hash).with_for_update()
    )
    return (await db.execute(query)).scalar_one_or_none()


async def list_of_workspace(
    db: AsyncSession, page: PageRequest, *, workspace_id: UUID
) -> RowPage[InvitationRow]:
    """The workspace's invitations, the oldest first."""
    query = select(InvitationRow).where(col(InvitationRow.workspace_id) == workspace_id)
    keys = (SortKey(col(InvitationRow.created_at)), SortKey(col(InvitationRow.id)))
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.created_at, row.id), page)
