"""Sign-ins: each a family of refresh tokens, of which only the newest counts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.types import UtcDateTime


class SignInRow(Row, table=True):
    """One sign-in of an account, or of a guest (`account_id` is then `None`)."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "account_id"), Index(None, "learner_id"))

    id: UUID = Field(primary_key=True)
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    learner_id: UUID = Field(foreign_key="learners.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RefreshTokenRow(Row, table=True):
    """A refresh token, known by the SHA-256 of its text; used once."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (Index(None, "sign_in_id"), Index(None, "expires_at"))

    token_hash: str = Field(primary_key=True, max_length=64)
    sign_in_id: UUID = Field(foreign_key="sign_ins.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def find_by_token(
    db: AsyncSession, token_hash: str
) -> tuple[SignInRow, RefreshTokenRow] | None:
    """The sign-in and the refresh token with this hash, whatever their state."""
    query = (
        select(SignInRow, RefreshTokenRow)
        .join(RefreshTokenRow, col(RefreshTokenRow.sign_in_id) == col(SignInRow.id))
        .where(col(RefreshTokenRow.token_hash) == token_hash)
    )
    found = (await db.execute(query)).one_or_none()
    return None if found is None else (found[0], found[1])


async def use(db: AsyncSession, token_hash: str, *, now: datetime) -> bool:
    """Mark the token used; false when somebody else used it first."""
    result = await db.execute(
        update(RefreshTokenRow)
        .where(col(RefreshTokenRow.token_hash) == token_hash)
        .where(col(RefreshTokenRow.used_at).is_(None))
        .values(used_at=now)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


async def revoke(db: AsyncSession, sign_in_id: UUID, *, now: datetime) -> None:
    """End the sign-in; every token of its family stops counting."""
    await db.execute(
        update(SignInRow)
        .where(col(SignInRow.id) == sign_in_id)
        .where(col(SignInRow.revoked_at).is_(None))
        .values(revoked_at=now)
    )


async def revoke_all(db: AsyncSession, *, learner_id: UUID, now: datetime) -> None:
    """End every sign-in of a learner."""
    await db.execute(
        update(SignInRow)
        .where(col(SignInRow.learner_id) == learner_id, col(SignInRow.revoked_at).is_(None))
        .values(revoked_at=now)
    )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every sign-in of a learner."""
    families = select(col(SignInRow.id)).where(col(SignInRow.learner_id) == learner_id)
    await db.execute(delete(RefreshTokenRow).where(col(RefreshTokenRow.sign_in_id).in_(families)))
    await db.execute(delete(SignInRow).where(col(SignInRow.learner_id) == learner_id))


async def remove_expired(db: AsyncSession, *, before: datetime) -> int:
    """Forget refresh tokens that expired before an instant; gives how many."""
    result = await db.execute(
        delete(RefreshTokenRow).where(col(RefreshTokenRow.expires_at) < before)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount
