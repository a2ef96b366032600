"""Issues API keys, changes them and takes them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing
from api.tokens import hashed, new_api_key
from db import api_keys, events
from db.api_keys import ApiKeyRow
from quiz.access import KEY_SCOPES, Caller, Scope
from quiz.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from quiz.instants import told


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """A key to be issued; `workspace_id` is the caller's own workspace when it is `None`."""

    workspace_id: UUID | None
    name: str
    scopes: Sequence[Scope]
    expires_at: datetime | None


async def issue(
    db: AsyncSession, caller: Caller, wanted: KeyWanted, *, now: datetime
) -> tuple[ApiKeyRow, str]:
    """A new key and its secret, which is nowhere kept.

    Raises `NotFound` and `Forbidden` like `authorizing.workspace`, `Forbidden` when a key asks
    for more than it has itself, `Invalid` for an expiry that is over.
    """
    _check_scopes(wanted.scopes)
    _check_expiry(wanted.expires_at, now)
    workspace_id = await authorizing.workspace_to_use(
        db, caller, wanted.workspace_id, Scope.WORKSPACE_ADMIN
    )
    await _check_reach(db, caller, wanted.scopes, wanted.expires_at)
    secret = new_api_key()
    row = ApiKeyRow(
        id=new_id(now),
        workspace_id=workspace_id,
        name=wanted.name,
        secret_hash=hashed(secret),
        hint=secret[-4:],
        scopes=sorted(wanted.scopes),
        created_by=caller.account_id,
        created_at=now,
        updated_at=now,
        expires_at=wanted.expires_at,
    )
    db.add(row)
    await _tell(db, row, "api_key.created", now=now)
    return row, secret


async def key_to_see(db: AsyncSession, caller: Caller, key_id: UUID) -> ApiKeyRow:
    """The key, if the caller administers its workspace. Raises `NotFound` or `Forbidden`."""
    row = await api_keys.find(db, key_id)
    unknown = NotFound(f"There is no API key {str(key_id)!r}.")
    if row is None:
        raise unknown
    await authorizing.workspace(
        db, caller, row.workspace_id, Scope.WORKSPACE_ADMIN, unknown=unknown
    )
    return row


async def key_to_change(db: AsyncSession, caller: Caller, key_id: UUID) -> ApiKeyRow:
    """The key, held for the rest of the transaction. Raises like `key_to_see`."""
    row = await key_to_see(db, caller, key_id)
    return await api_keys.lock(db, row.id)


async def change(
    db: AsyncSession, caller: Caller, row: ApiKeyRow, changes: dict[str, Any], *, now: datetime
) -> ApiKeyRow:
    """Apply a new name or expiry. Raises `Conflict` for a revoked key, and like `issue`."""
    if row.revoked_at is not None:
        raise Conflict(f"The API key {str(row.id)!r} is revoked for good; make a new one.")
    if "expires_at" in changes:
        _check_expiry(changes["expires_at"], now)
        scopes = [Scope(name) for name in row.scopes]
        await _check_reach(db, caller, scopes, changes["expires_at"])
    if not changes:
        return row
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = now
    row.revision += 1
    await _tell(db, row, "api_key.updated", now=now)
    return row


async def revoke(db: AsyncSession, row: ApiKeyRow, *, now: datetime) -> None:
    """Take the key back for good; its row stays, to be told apart later."""
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    row.updated_at = now
    row.revision += 1
    await _tell(db, row, "api_key.revoked", now=now)


async def _check_reach(
    db: AsyncSession, caller: Caller, scopes: Sequence[Scope], expires_at: datetime | None
) -> None:
    """A key hands on neither scopes that it lacks nor time that it has not got."""
    if caller.api_key_id is None:
        return
    lacking = sorted(scope.value for scope in scopes if not caller.has(scope))
    if lacking:
        raise Forbidden(f"This API key lacks the scope {lacking[0]!r} and cannot give it.")
    own = await api_keys.find(db, caller.api_key_id)
    end = own.expires_at if own else None
    if end is not None and (expires_at is None or expires_at > end):
        raise Forbidden(
            f"This API key expires at {told(end)} and cannot give a key that lasts longer; "
            "sign in as an owner to do so."
        )


def _check_scopes(scopes: Sequence[Scope]) -> None:
    for place, scope in enumerate(scopes):
        if scope not in KEY_SCOPES:
            rule = f"{scope.value!r} is for people; an API key cannot have it."
            raise Invalid(rule, [Fault(f"/scopes/{place}", rule)])


def _check_expiry(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        rule = "The expiry must lie in the future."
        raise Invalid(rule, [Fault("/expires_at", rule)])


async def _tell(db: AsyncSession, row: ApiKeyRow, type: str, *, now: datetime) -> None:
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={"api_key_id": str(row.id), "workspace_id": str(row.workspace_id)},
        now=now,
        owner_id=row.workspace_id,
        workspace_id=row.workspace_id,
    )
    await db.flush()
