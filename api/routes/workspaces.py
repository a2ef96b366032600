"""Workspaces: the tenants that own decks, API keys and managed learners."""


from api.deps import Conditions, Now, Once, Pages, Person, Reading, Writing
from api.openapi import problems
from api.routing import router as strict_router
from api.services import founding
from db import workspaces
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz.access import Role
from schemas import workspaces as schemas
from schemas.base import Page
from schemas.workspaces import Workspace, WorkspaceCreate

router = strict_router("/v1/workspaces", "workspaces")


@router.get("")
async def workspaces_list(caller: Person, db: Reading, pages: Pages) -> Page[Workspace]:
    """The workspaces you are a member of, the oldest first."""
    assert caller.account_id is not None
    page = await workspaces.list_of_account(db, pages.request, account_id=caller.account_id)
    return pages.page(page, lambda row: _shown(*row))


@router.post("", status_code=201, dependencies=[Once], responses=problems(409))
async def workspaces_create(
    body: WorkspaceCreate, caller: Person, db: Writing, now: Now, tag: Conditions
) -> Workspace:
    """Make a workspace to share; you are its first owner."""
    assert caller.account_id is not None
    row = await founding.found(
        db, WorkspaceKind.TEAM, body.name, account_id=caller.account_id, now=now
    )
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
