"""Accounts: people who sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from db.base import Row
from db.types import UtcDateTime
from quiz.errors import NotFound


class AccountRow(Row, table=True):
    """A person; `email` is stored in lower case and unique."""

    __tablename__ = "accounts"

    id: UUID = Field(primary_key=True)
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=200)
    password_hash: str = Field(max_length=200)
    learner_id: UUID = Field(foreign_key="learners.id", unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


async def get(db: AsyncSession, account_id: UUID) -> AccountRow:
    """The account. Raises `NotFound`."""
    row = await db.get(AccountRow, account_id)
    if row is None:
        raise NotFound(f"There is no account {str(account_id)!r}.")
    return row


async def lock(db: AsyncSession, account_id: UUID) -> AccountRow:
    """The account, fresh and held for the rest of the transaction. Raises `NotFound`."""
    query = (
        select(AccountRow)
        .where(col(AccountRow.id) == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no account {str(account_id)!r}.")
    return row


async def find_by_email(db: AsyncSession, email: str) -> AccountRow | None:
    """The account with this address, in any case of letters."""
    query = select(AccountRow).where(col(AccountRow.email) == email.lower())
    return (await db.execute(query)).scalar_one_or_none()


async def find_id_of_learner(db: AsyncSession, learner_id: UUID) -> UUID | None:
    """The account whose own learner this is; guests and managed learners have none."""
    query = select(col(AccountRow.id)).where(col(AccountRow.learner_id) == learner_id)
    return (await db.execute(query)).scalar_one_or_none()


async def change(
    db: AsyncSession, row: AccountRow, changes: dict[str, Any], *, now: datetime
) -> AccountRow:
    """Apply the changes to an account that the caller holds."""
    if changes:
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = now
        row.revision += 1
        await db.flush()
    return row
