"""Fits and simulations: parameters of the scheduler for one learner, and what is to come."""

from uuid import UUID

from fastapi import Response

from api.deps import AnyCaller, Conditions, Now, Once, Reading, Writing
from api.listing import Pages
from api.openapi import problems
from api.routing import router as strict_router
from api.services import enrolling, fitting, simulating
from api.showing import show_operation
from db import fits
from schemas import fits as fit_schemas
from schemas.base import Page
from schemas.fits import Fit
from schemas.operations import Operation
from schemas.simulations import SimulationCreate

router = strict_router("/v1/learners", "fits")


@router.post(
    "/{learner_id}/fits", status_code=202, dependencies=[Once], responses=problems(404, 409, 503)
)
async def learners_fit(
    learner_id: UUID,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Operation:
    """Fit the parameters of FSRS to the learner's own reviews.

    The worker does it. The operation's `result` is a Fit: it is adopted only from 1,000 scored
    reviews on, and only when it foretells the newest fifth of them better than the parameters in
    use; then it schedules every FSRS deck of the learner's from the next review on.
    """
    row = await fitting.accept(db, caller, learner_id, now=now)
    tag.shows("operation", row.id, row.revision)
    response.headers["Location"] = f"/v1/operations/{row.id}"
    return show_operation(row)


@router.get("/{learner_id}/fits", responses=problems(404))
async def learners_list_fits(
    learner_id: UUID, caller: AnyCaller, db: Reading, pages: Pages
) -> Page[Fit]:
    """The learner's fits, the newest first: from what, with which gain, and which are in use."""
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    rows = await fits.list_of_learner(db, pages.request, learner_id=learner.id)
    return pages.page(rows, fit_schemas.show)


@router.post(
    "/{learner_id}/simulations",
    status_code=202,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415, 503),
)
async def learners_simulate(
    learner_id: UUID,
    body: SimulationCreate,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Operation:
    """Simulate the coming days: how much work each desired retention brings, and what is
    remembered.

    The worker does it; the operation's `result` is a SimulationReport. It goes by FSRS, whatever
    scheduler the decks have, and takes it that the learner studies every day.
    """
    row = await simulating.accept(db, caller, learner_id, body, now=now)
    tag.shows("operation", row.id, row.revision)
    response.headers["Location"] = f"/v1/operations/{row.id}"
    return show_operation(row)
