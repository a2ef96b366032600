"""Long work: how far it is, and how to stop it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import AnyCaller, Conditions, Now, Reading, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import authorizing, enrolling, watching, working
from api.showing import show_operation
from db import operations
from quiz.access import Scope
from schemas.base import Page
from schemas.operations import Operation

router = strict_router("/v1/operations", "operations")


@router.get("", responses=problems(404))
async def operations_list(
    caller: AnyCaller,
    db: Reading,
    pages: Pages,
    workspace_id: Annotated[
        UUID | None, Query(description="Default: the caller's own workspace.")
    ] = None,
    learner_id: Annotated[
        UUID | None, Query(description="The work of this learner instead: fits, simulations, …")
    ] = None,
) -> Page[Operation]:
    """The long work of a workspace, or of a learner, the newest first."""
    if learner_id is not None:
        learner = await enrolling.learner_to_see(db, caller, learner_id)
        rows = await operations.list_of_learner(db, pages.request, learner_id=learner.id)
        return pages.page(rows, show_operation)
    workspace = await authorizing.workspace_to_use(db, caller, workspace_id, Scope.DECKS_WRITE)
    rows = await operations.list_of_workspace(db, pages.request, workspace_id=workspace)
    return pages.page(rows, show_operation)


@router.get("/{operation_id}", responses=NOT_MODIFIED | problems(404))
async def operations_get(
    operation_id: UUID, caller: AnyCaller, db: Reading, tag: Conditions
) -> Operation:
    """One piece of long work: its progress, then its result or its problem."""
    row = await watching.operation_to_watch(db, caller, operation_id)
    tag.shows("operation", row.id, row.revision)
    return show_operation(row)


@router.delete("/{operation_id}", responses=problems(404, 409, 412))
async def operations_cancel(
    operation_id: UUID, caller: AnyCaller, db: Writing, now: Now, tag: Conditions
) -> Operation:
    """Ask for the work to stop. What it had not finished leaves nothing behind; only marks that a
    regrade has given stay."""
    row = await watching.operation_to_watch(db, caller, operation_id, locked=True)
    tag.expects("operation", row.id, row.revision)
    working.cancel(db, row, now=now)
    tag.shows("operation", row.id, row.revision)
    return show_operation(row)
