"""Reschedules: a deck's cards scheduled anew from their beginning."""

from uuid import UUID

from fastapi import Response

from api.deps import AnyCaller, Conditions, Now, Once, Writing
from api.openapi import problems
from api.routing import router as strict_router
from api.services import rescheduling
from api.showing import show_operation
from schemas.operations import Operation
from schemas.reschedules import RescheduleCreate

router = strict_router("/v1/learners/{learner_id}/decks/{deck_id}/reschedules", "learners")


@router.post("", status_code=202, dependencies=[Once], responses=problems(404, 409, 413, 415))
async def learners_reschedule_deck(
    learner_id: UUID,
    deck_id: UUID,
    body: RescheduleCreate,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Operation:
    """Schedule your cards of a deck anew from their beginning, or those of a learner whom your
    workspace manages (`learners:write`): by another scheduler, or by the parameters in use.

    First as a dry run: the operation's `result` is a RescheduleReport, which counts what is due on
    the coming days before and after, and which cards come back on another day. Then with `dry_run`
    set to false: every memory of the deck is made anew from its history, all of them or none.
    Nothing that was answered is lost, and another reschedule leads back. Sessions that are open go
    on.
    """
    row = await rescheduling.accept(db, caller, learner_id, deck_id, body, now=now)
    tag.shows("operation", row.id, row.revision)
    response.headers["Location"] = f"/v1/operations/{row.id}"
    return show_operation(row)
