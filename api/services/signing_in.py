"""Turns credentials into callers, and grants into tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.tokens import AccessTokens, hashed, is_api_key, new_secret
from db import api_keys
from db.engine import Database
from db.learners import LearnerKind, LearnerRow
from db.sign_ins import RefreshTokenRow, SignInRow
from quiz.access import Caller, CallerKind, Scope
from quiz.errors import Unauthenticated

REFRESH_PREFIX = "rr_"
ACCOUNT_SCOPES = frozenset(Scope)
GUEST_SCOPES = frozenset({Scope.STUDY, Scope.DECKS_READ})


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long tokens count."""

    access: timedelta
    refresh: timedelta


@dataclass(frozen=True, slots=True)
class Granted:
    """What a grant gives: a short access token, and a refresh token that counts once."""

    access_token: str
    refresh_token: str
    expires_in_seconds: int
    caller: Caller


async def recognise(
    database: Database, tokens: AccessTokens, credentials: str, *, now: datetime
) -> Caller:
    """The caller behind an access token (no query) or an API key (one query).

    Raises `Unauthenticated`.
    """
    if not credentials.startswith("rk_"):
        return tokens.read(credentials, now=now)
    if not is_api_key(credentials):
        raise Unauthenticated("The API key is mistyped: its checksum does not fit.")
    async with database.reading() as db:
        row = await api_keys.find_by_secret(db, hashed(credentials))
    if row is None or row.revoked_at is not None:
        raise Unauthenticated("The API key is unknown or revoked.")
    if row.expires_at is not None and now >= row.expires_at:
        raise Unauthenticated(f"The API key expired at {row.expires_at.isoformat()}.")
    return Caller(
        kind=CallerKind.API_KEY,
        scopes=frozenset(Scope(name) for name in row.scopes),
        workspace_id=row.workspace_id,
        api_key_id=row.id,
    )


async def as_guest(
    db: AsyncSession, tokens: AccessTokens, lifetimes: Lifetimes, *, now: datetime
) -> Granted:
    """A fresh guest learner, signed in."""
    learner = LearnerRow(id=new_id(now), kind=LearnerKind.GUEST, created_at=now, updated_at=now)
    db.add(learner)
    await db.flush()
    return await open_sign_in(
        db, tokens, lifetimes, account_id=None, learner_id=learner.id, now=now
    )


async def open_sign_in(
    db: AsyncSession,
    tokens: AccessTokens,
    lifetimes: Lifetimes,
    *,
    account_id: UUID | None,
    learner_id: UUID,
    now: datetime,
) -> Granted:
    """A new family of refresh tokens, and its first pair of tokens."""
    row = SignInRow(id=new_id(now), account_id=account_id, learner_id=learner_id, created_at=now)
    db.add(row)
    await db.flush()
    return await _grant(db, tokens, lifetimes, row, now=now)


async def _grant(
    db: AsyncSession, tokens: AccessTokens, lifetimes: Lifetimes, row: SignInRow, *, now: datetime
) -> Granted:
    is_account = row.account_id is not None
    caller = Caller(
        kind=CallerKind.ACCOUNT if is_account else CallerKind.GUEST,
        scopes=ACCOUNT_SCOPES if is_account else GUEST_SCOPES,
        account_id=row.account_id,
        learner_id=row.learner_id,
        sign_in_id=row.id,
    )
    refresh_token = new_secret(REFRESH_PREFIX)
    db.add(
        RefreshTokenRow(
            token_hash=hashed(refresh_token),
            sign_in_id=row.id,
            created_at=now,
            expires_at=now + lifetimes.refresh,
        )
    )
    await db.flush()
    return Granted(
        access_token=tokens.issue(caller, now=now, lifetime=lifetimes.access),
        refresh_token=refresh_token,
        expires_in_seconds=int(lifetimes.access.total_seconds()),
        caller=caller,
    )
