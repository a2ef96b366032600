"""Runs a workspace: its name, and what its members are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing
from db import events, members, workspaces
from db.accounts import AccountRow
from db.members import MemberRow
from db.workspaces import WorkspaceRow
from quiz.access import Caller, Role, Scope
from quiz.errors import Conflict


async def workspace_to_change(db: AsyncSession, caller: Caller, workspace_id: UUID) -> WorkspaceRow:
    """The workspace, held, if the caller owns it. Raises `NotFound` or `Forbidden`."""
    await authorizing.workspace(db, caller, workspace_id, Scope.WORKSPACE_ADMIN)
    return await workspaces.lock(db, workspace_id)


async def rename(
    db: AsyncSession, row: WorkspaceRow, name: str | None, *, now: datetime
) -> WorkspaceRow:
    """Give the workspace another name; `None` leaves it."""
    if name is None:
        return row
    row.name = name
    row.updated_at = now
    row.revision += 1
    await tell(db, "workspace.updated", workspace_id=row.id, now=now)
    return row


async def member_to_change(
    db: AsyncSession, caller: Caller, account_id: UUID, *, workspace_id: UUID, leaves: bool = False
) -> tuple[MemberRow, AccountRow]:
    """The member, with the workspace's owners held, so that nobody else changes who they are.

    Owners change everybody; every member may leave (`leaves`). Raises `NotFound` or `Forbidden`.
    """
    await members.count_owners(db, workspace_id=workspace_id)
    if not (leaves and account_id == caller.account_id):
        await authorizing.workspace(db, caller, workspace_id, Scope.WORKSPACE_ADMIN)
    return await members.get(db, account_id, workspace_id=workspace_id)


async def change_role(
    db: AsyncSession, member: MemberRow, role: Role | None, *, now: datetime
) -> MemberRow:
    """Make the member something else; `None` leaves it. Raises `Conflict` for the last owner."""
    if role is None or role is member.role:
        return member
    await _keep_an_owner(db, member)
    member.role = role
    member.updated_at = now
    member.revision += 1
    await tell(
        db,
        "member.updated",
        workspace_id=member.workspace_id,
        account_id=member.account_id,
        now=now,
    )
    return member


async def remove(db: AsyncSession, member: MemberRow, *, now: datetime) -> None:
    """End the membership. Raises `Conflict` for the last owner."""
    await _keep_an_owner(db, member)
    await db.delete(member)
    await tell(
        db,
        "member.removed",
        workspace_id=member.workspace_id,
        account_id=member.account_id,
        now=now,
    )


async def tell(
    db: AsyncSession,
    type: str,
    *,
    workspace_id: UUID,
    now: datetime,
    account_id: UUID | None = None,
) -> None:
    """Write the event that tells of a change to a workspace or to one of its members."""
    data = {"workspace_id": str(workspace_id)}
    if account_id is not None:
        data["account_id"] = str(account_id)
    events.add(
        db,
        id=new_id(now),
        type=type,
        data=data,
        now=now,
        owner_id=workspace_id,
        workspace_id=workspace_id,
    )
    await db.flush()


async def _keep_an_owner(db: AsyncSession, member: MemberRow) -> None:
    if member.role is not Role.OWNER:
        return
    if await members.count_owners(db, workspace_id=member.workspace_id) == 1:
        raise Conflict(
            "This is the workspace's last owner; make somebody else an owner first, "
            "since a workspace without one could not be run."
        )
