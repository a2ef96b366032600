"""Regrades: grade a deck's stored answers again, and see what that changes."""

from uuid import UUID

from fastapi import Response

from api.deps import AnyCaller, Author, Conditions, Now, Once, Reading, Writing
from api.listing import Pages
from api.openapi import problems
from api.routing import router as strict_router
from api.services import authorizing, regrading, watching
from api.showing import show_operation
from api.showing_reviews import show_change
from db import operations, regrade_changes
from db.pages import RowPage
from quiz.access import Scope
from schemas.base import Page
from schemas.operations import Operation
from schemas.regrades import RegradeChange, RegradeCreate

router = strict_router("/v1", "regrades")


@router.post(
    "/decks/{deck_id}/regrades",
    status_code=202,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def decks_regrade(
    deck_id: UUID,
    body: RegradeCreate,
    caller: Author,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Operation:
    """Grade the stored answers to the deck's cards again, with the graders and cards of today.

    First as a dry run: the operation's `result` (a RegradeReport) counts what would change, and its
    `changes` list every answer, before and after. Then with the `dry_run_id` of that operation:
    what was listed is applied, each answer getting a mark beside its grade; answers that changed
    since, were taken back or have a teacher's mark or an appeal are skipped and counted. Cancelling
    keeps the marks already given; applying the dry run again gives the rest. Self-rated answers are
    left alone. Takes the rights to edit the deck and to mark answers.
    """
    row = await regrading.accept(db, caller, deck_id, body, now=now)
    tag.shows("operation", row.id, row.revision)
    response.headers["Location"] = f"/v1/operations/{row.id}"
    return show_operation(row)


@router.get("/operations/{operation_id}/changes", responses=problems(404))
async def operations_list_changes(
    operation_id: UUID, caller: AnyCaller, db: Reading, pages: Pages
) -> Page[RegradeChange]:
    """Every answer that a regrade changes, before and after: of a dry run all that would change,
    once it has succeeded; of one that applies those that have their mark. Other work has none.

    Whose an answer is and what they wrote is shown of learners whom the workspace manages, with
    `learners:read`.
    """
    row = await watching.operation_to_watch(db, caller, operation_id)
    listed = regrading.list_of(row)
    if listed is None:
        return pages.page(RowPage([], None), lambda change: change)
    home = operations.workspace_of(row)
    sees = await authorizing.allows(db, caller, home, Scope.LEARNERS_READ)
    found = await regrade_changes.page_of_operation(
        db,
        pages.request,
        operation_id=listed.dry_run_id,
        applied_by=listed.applied_by,
        workspace_id=home,
    )
    return pages.page(found, lambda change: show_change(change[0], change[1] if sees else None))
