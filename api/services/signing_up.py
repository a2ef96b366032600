"""Makes accounts, each with a learner and a workspace of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.passwords import Passwords
from api.services import founding
from api.tokens import AccessTokens
from db import accounts, events, learners, sign_ins
from db.accounts import AccountRow
from db.learners import LearnerKind, LearnerRow
from db.workspaces import WorkspaceKind
from quiz.access import CallerKind
from quiz.errors import AlreadyExists, Conflict, Fault, Invalid, Unauthenticated
from quiz.scheduling.study_days import check_timezone


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody signs up with; `email` is in lower case."""

    email: str
    password: str
    name: str
    timezone: str
    guest_token: str | None


async def sign_up(
    db: AsyncSession,
    tokens: AccessTokens,
    passwords: Passwords,
    wanted: SignUp,
    *,
    now: datetime,
) -> AccountRow:
    """A new account with a learner (the guest's, if one is named) and a personal workspace.

    Raises `Invalid` for an unknown time zone or a token that is no guest's, `AlreadyExists` for
    an address that is taken, `Conflict` for a guest who has signed up before.
    """
    check_timezone(wanted.timezone)
    guest_id = _guest_of(tokens, wanted.guest_token, now=now)
    # Hashing takes long: it comes before the first statement, which takes SQLite's write lock.
    password_hash = await passwords.hashed(wanted.password)
    if await accounts.find_by_email(db, wanted.email) is not None:
        raise AlreadyExists(f"There is an account for {wanted.email!r}; sign in instead.")
    learner = await _learner(db, guest_id, wanted.timezone, now=now)
    account = AccountRow(
        id=new_id(now),
        email=wanted.email,
        name=wanted.name,
        password_hash=password_hash,
        learner_id=learner.id,
        created_at=now,
        updated_at=now,
    )
    db.add(account)
    await db.flush()
    if guest_id is not None:
        await sign_ins.revoke_all(db, learner_id=learner.id, now=now)
    workspace = await founding.found(
        db, WorkspaceKind.PERSONAL, wanted.name, account_id=account.id, now=now
    )
    await _tell(db, account, workspace.id, now=now)
    return account


async def _tell(
    db: AsyncSession, account: AccountRow, workspace_id: UUID, *, now: datetime
) -> None:
    events.add(
        db,
        id=new_id(now),
        type="account.created",
        data={"account_id": str(account.id), "learner_id": str(account.learner_id)},
        now=now,
        owner_id=workspace_id,
        workspace_id=workspace_id,
    )
    await db.flush()


def _guest_of(tokens: AccessTokens, guest_token: str | None, *, now: datetime) -> UUID | None:
    if guest_token is None:
        return None
    try:
        guest = tokens.read(guest_token, now=now)
    except Unauthenticated as error:
        raise _not_a_guest() from error
    if guest.kind is not CallerKind.GUEST:
        raise _not_a_guest()
    return guest.learner_id


def _not_a_guest() -> Invalid:
    rule = "This is not a valid access token of a guest; refresh it first if it has expired."
    return Invalid(rule, [Fault("/guest_token", rule)])


async def _learner(
    db: AsyncSession, guest_id: UUID | None, timezone: str, *, now: datetime
) -> LearnerRow:
    """The guest's learner, now somebody's own, or a new one."""
    if guest_id is None:
        row = LearnerRow(
            id=new_id(now),
            kind=LearnerKind.OWN,
            timezone=timezone,
            created_at=now,
            updated_at=now,
        )
        db.add(row)
        await db.flush()
        return row
    await learners.lock(db, [guest_id])
    found = await learners.find(db, guest_id)
    if found is None or found.kind is not LearnerKind.GUEST:
        raise Conflict(
            "The guest of 'guest_token' has signed up or in before and is no guest any more; "
            "sign in to that account, or sign up without 'guest_token'."
        )
    found.kind = LearnerKind.OWN
    found.timezone = timezone
    found.updated_at = now
    found.revision += 1
    await db.flush()
    return found
