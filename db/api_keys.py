"""API keys: secrets of a workspace's own servers, known by their SHA-256."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Json, UtcDateTime
from quiz.errors import NotFound


class ApiKeyRow(Row, table=True):
    """A key; `hint` is its last four characters, to tell keys apart."""

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = Field(foreign_key="workspaces.id")
    name: str = Field(max_length=200)
    secret_hash: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=4)
    scopes: list[str] = Field(sa_type=Json)
    created_by: UUID | None = Field(default=None, foreign_key="accounts.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revision: int = 1


async def find(db: AsyncSession, key_id: UUID) -> ApiKeyRow | None:
    """The key, for whoever may administer its workspace."""
    return await db.get(ApiKeyRow, key_id)


async def lock(db: AsyncSession, key_id: UUID) -> ApiKeyRow:
    """The key, fresh and held for the rest of the transaction. Raises `NotFound`."""
    query = (
        select(ApiKeyRow)
        .where(col(ApiKeyRow.id) == key_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no API key {str(key_id)!r}.")
    return row


async def find_by_secret(db: AsyncSession, secret_hash: str) -> ApiKeyRow | None:
    """The key whose secret has this SHA-256, whatever its state."""
    query = select(ApiKeyRow).where(col(ApiKeyRow.secret_hash) == secret_hash)
    return (await db.execute(query)).scalar_one_or_none()


async def list_of_workspace(
    db: AsyncSession, page: PageRequest, *, workspace_id: UUID
) -> RowPage[ApiKeyRow]:
    """The workspace's keys, revoked ones included, the oldest first."""
    query = select(ApiKeyRow).where(col(ApiKeyRow.workspace_id) == workspace_id)
    keys = (SortKey(col(ApiKeyRow.created_at)), SortKey(col(ApiKeyRow.id)))
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.created_at, row.id), page)
