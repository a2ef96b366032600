"""Makes workspaces, each with its first owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from db import events
from db.members import MemberRow
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz.access import Role


async def found(
    db: AsyncSession, kind: WorkspaceKind, name: str, *, account_id: UUID, now: datetime
) -> WorkspaceRow:
    """A new workspace, owned by the account."""
    workspace = WorkspaceRow(id=new_id(now), kind=kind, name=name, created_at=now, updated_at=now)
    db.add(workspace)
    await db.flush()
    db.add(
        MemberRow(
            workspace_id=workspace.id,
            account_id=account_id,
            role=Role.OWNER,
            created_at=now,
            updated_at=now,
        )
    )
    events.add(
        db,
        id=new_id(now),
        type="workspace.created",
        data={"workspace_id": str(workspace.id), "account_id": str(account_id)},
        now=now,
        owner_id=workspace.id,
        workspace_id=workspace.id,
    )
    await db.flush()
    return workspace
