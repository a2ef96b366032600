"""Invites people into workspaces, and lets them in."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import governing
from api.tokens import hashed, new_secret
from db import accounts, invitations, members
from db.accounts import AccountRow
from db.invitations import InvitationRow
from db.members import MemberRow
from db.workspaces import WorkspaceKind
from quiz.access import Caller, Role
from quiz.errors import AlreadyExists, Conflict, NotFound

INVITATION_PREFIX = "ri_"


async def invite(
    db: AsyncSession,
    caller: Caller,
    email: str,
    role: Role,
    *,
    workspace_id: UUID,
    lifetime: timedelta,
    now: datetime,
) -> tuple[InvitationRow, str]:
    """A new invitation and its token, which is nowhere kept.

    Raises `NotFound` or `Forbidden` unless the caller owns the workspace, `Conflict` for a
    personal workspace, `AlreadyExists` for somebody who is a member.
    """
    assert caller.account_id is not None
    workspace = await governing.workspace_to_change(db, caller, workspace_id)
    if workspace.kind is WorkspaceKind.PERSONAL:
        raise Conflict(
            "A personal workspace stays one person's; make a workspace with "
            "'POST /v1/workspaces' to work with others."
        )
    account = await accounts.find_by_email(db, email)
    if account is not None:
        await _refuse_member(db, account.id, workspace_id=workspace_id)
    token = new_secret(INVITATION_PREFIX)
    row = InvitationRow(
        id=new_id(now),
        workspace_id=workspace_id,
        email=email,
        role=role,
        token_hash=hashed(token),
        invited_by=caller.account_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    db.add(row)
    await governing.tell(db, "invitation.created", workspace_id=workspace_id, now=now)
    return row, token


async def accept(
    db: AsyncSession, caller: Caller, token: str, *, now: datetime
) -> tuple[MemberRow, AccountRow]:
    """The membership that the token promises to the caller's address.

    Raises `NotFound` for a token that is unknown, used, expired or another address's, and
    `AlreadyExists` for a member.
    """
    assert caller.account_id is not None
    account = await accounts.get(db, caller.account_id)
    row = await invitations.find_by_token(db, hashed(token))
    is_open = row is not None and row.accepted_at is None and now < row.expires_at
    if row is None or not is_open or row.email != account.email:
        raise NotFound("There is no open invitation with this token for your e-mail address.")
    await _refuse_member(db, account.id, workspace_id=row.workspace_id)
    row.accepted_at = now
    member = MemberRow(
        workspace_id=row.workspace_id,
        account_id=account.id,
        role=row.role,
        created_at=now,
        updated_at=now,
    )
    db.add(member)
    await governing.tell(
        db, "member.joined", workspace_id=row.workspace_id, account_id=account.id, now=now
    )
    return member, account


async def withdraw(
    db: AsyncSession, caller: Caller, invitation_id: UUID, *, workspace_id: UUID, now: datetime
) -> None:
    """Take an open invitation back. Raises `Conflict` for one that was accepted."""
    await governing.workspace_to_change(db, caller, workspace_id)
    row = await invitations.lock(db, invitation_id, workspace_id=workspace_id)
    if row.accepted_at is not None:
        raise Conflict("This invitation was accepted; remove the member instead.")
    await db.delete(row)
    await governing.tell(db, "invitation.withdrawn", workspace_id=workspace_id, now=now)


async def _refuse_member(db: AsyncSession, account_id: UUID, *, workspace_id: UUID) -> None:
    role = await members.find_role(db, workspace_id=workspace_id, account_id=account_id)
    if role is not None:
        raise AlreadyExists(f"This account is a member of the workspace already, as {role.value}.")
