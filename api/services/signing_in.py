"""Turns credentials into callers, and grants into tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.passwords import Passwords
from api.services import merging
from api.tokens import AccessTokens, hashed, is_api_key, new_secret
from db import accounts, api_keys, sign_ins
from db.engine import Database
from db.learners import LearnerKind, LearnerRow
from db.sign_ins import RefreshTokenRow, SignInRow
from quiz.access import Caller, CallerKind, Scope
from quiz.errors import InvalidGrant, Unauthenticated
from quiz.instants import told

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
        raise Unauthenticated(f"The API key expired at {told(row.expires_at)}.")
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


async def with_password(
    database: Database,
    tokens: AccessTokens,
    lifetimes: Lifetimes,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    guest_token: str | None,
    now: datetime,
) -> Granted:
    """A new sign-in of the account; what a guest studied is merged into its learner.

    The password is checked between two transactions: that takes long, and as long for an address
    without an account. Raises `InvalidGrant`.
    """
    guest_id = None if guest_token is None else _guest_of(tokens, guest_token, now=now)
    async with database.reading() as db:
        account = await accounts.find_by_email(db, email)
    fits = await passwords.fits(password, account.password_hash if account else None)
    if account is None or not fits:
        raise InvalidGrant("The e-mail address or the password is wrong.")
    async with database.writing() as db:
        if guest_id is not None and guest_id != account.learner_id:
            await merging.merge(db, guest_id=guest_id, learner_id=account.learner_id, now=now)
        return await open_sign_in(
            db, tokens, lifetimes, account_id=account.id, learner_id=account.learner_id, now=now
        )


async def with_refresh_token(
    database: Database,
    tokens: AccessTokens,
    lifetimes: Lifetimes,
    refresh_token: str,
    *,
    now: datetime,
) -> Granted:
    """The next pair of tokens; the refresh token counts no more.

    One that comes a second time was stolen, from its owner or by its owner's double: the whole
    family is revoked. That is committed before the request fails. Raises `InvalidGrant`.
    """
    async with database.writing() as db:
        granted = await _rotate(db, tokens, lifetimes, hashed(refresh_token), now=now)
    if granted is None:
        raise InvalidGrant("The refresh token is unknown, expired, revoked or used; sign in again.")
    return granted


async def _rotate(
    db: AsyncSession, tokens: AccessTokens, lifetimes: Lifetimes, token_hash: str, *, now: datetime
) -> Granted | None:
    """The next pair, or `None` with what that means for the family already written."""
    found = await sign_ins.find_by_token(db, token_hash)
    if found is None:
        return None
    sign_in, token = found
    if sign_in.revoked_at is not None:
        return None
    if token.used_at is None and now >= token.expires_at:
        return None
    if not await sign_ins.use(db, token_hash, now=now):
        await sign_ins.revoke(db, sign_in.id, now=now)
        return None
    return await _grant(db, tokens, lifetimes, sign_in, now=now)


async def sign_out(db: AsyncSession, tokens: AccessTokens, token: str, *, now: datetime) -> None:
    """End the sign-in behind a refresh token or an access token; unknown tokens change nothing."""
    if token.startswith(REFRESH_PREFIX):
        found = await sign_ins.find_by_token(db, hashed(token))
        sign_in_id = found[0].id if found else None
    else:
        try:
            sign_in_id = tokens.read(token, now=now).sign_in_id
        except Unauthenticated:
            return
    if sign_in_id is not None:
        await sign_ins.revoke(db, sign_in_id, now=now)


def _guest_of(tokens: AccessTokens, guest_token: str, *, now: datetime) -> UUID:
    try:
        guest = tokens.read(guest_token, now=now)
    except Unauthenticated as error:
        raise _not_a_guest() from error
    if guest.kind is not CallerKind.GUEST or guest.learner_id is None:
        raise _not_a_guest()
    return guest.learner_id


def _not_a_guest() -> InvalidGrant:
    return InvalidGrant(
        "'guest_token' is not a valid access token of a guest; refresh it first if it has "
        "expired, or sign in without it.",
        "invalid_request",
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
