"""Workspaces: the tenants that own decks, API keys and managed learners."""

from uuid import UUID

from fastapi import Response

from api.deps import Conditions, Now, Once, Person, Reading, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import founding, governing
from db import workspaces
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz.access import Role
from schemas import workspaces as schemas
from schemas.base import Page
from schemas.workspaces import Workspace, WorkspaceCreate, WorkspaceUpdate

router = strict_router("/v1/workspaces", "workspaces")


@router.get("")
async def workspaces_list(caller: Person, db: Reading, pages: Pages) -> Page[Workspace]:
    """The workspaces you are a member of, the oldest first."""
    assert caller.account_id is not None
    page = await workspaces.list_of_account(db, pages.request, account_id=caller.account_id)
    return pages.page(page, lambda row: _shown(*row))


@router.post("", status_code=201, dependencies=[Once], responses=problems(409, 413, 415))
async def workspaces_create(
    body: WorkspaceCreate,
    caller: Person,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Workspace:
    """Make a workspace to share; you are its first owner."""
    assert caller.account_id is not None
    row = await founding.found(
        db, WorkspaceKind.TEAM, body.name, account_id=caller.account_id, now=now
    )
    tag.shows("workspace", row.id, row.revision, Role.OWNER)
    response.headers["Location"] = f"/v1/workspaces/{row.id}"
    return _shown(row, Role.OWNER)


@router.get("/{workspace_id}", responses={**NOT_MODIFIED, **problems(404)})
async def workspaces_get(
    workspace_id: UUID, caller: Person, db: Reading, tag: Conditions
) -> Workspace:
    """A workspace you are a member of."""
    assert caller.account_id is not None
    row, role = await workspaces.get(db, workspace_id, account_id=caller.account_id)
    tag.shows("workspace", row.id, row.revision, role)
    return _shown(row, role)


@router.patch("/{workspace_id}", responses=problems(404, 409, 412, 413, 415))
async def workspaces_update(
    workspace_id: UUID,
    body: WorkspaceUpdate,
    caller: Person,
    db: Writing,
    now: Now,
    tag: Conditions,
) -> Workspace:
    """Rename a workspace that you own."""
    row = await governing.workspace_to_change(db, caller, workspace_id)
    tag.expects("workspace", row.id, row.revision, Role.OWNER)
    row = await governing.rename(db, row, body.name, now=now)
    tag.shows("workspace", row.id, row.revision, Role.OWNER)
    return _shown(row, Role.OWNER)


def _shown(row: WorkspaceRow, role: Role) -> Workspace:
    return Workspace(
        id=row.id,
        kind=schemas.WorkspaceKind(row.kind),
        name=row.name,
        role=role,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
    )
