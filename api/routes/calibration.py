"""How sure learners are against how right they are."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import AnyCaller, Reading
from api.openapi import problems
from api.routing import router as strict_router
from api.services import enrolling
from db import calibration
from quiz.calibration import stretches
from quiz.periods import Period
from schemas.base import Day
from schemas.calibration import Calibration, show_period

router = strict_router("/v1/learners", "learners")


@router.get("/{learner_id}/calibration", responses=problems(404))
async def learners_get_calibration(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    period: Annotated[Period, Query(description="How long each stretch of time is.")] = Period.ALL,
    deck_id: Annotated[
        UUID | None, Query(description="Only answers to cards of this deck.")
    ] = None,
    from_on: Annotated[Day | None, Query(description="First study day.")] = None,
    to_on: Annotated[Day | None, Query(description="Last study day.")] = None,
) -> Calibration:
    """How sure you, or a learner that your workspace manages, were against how right, per
    certainty and per confidence.

    Answers count from the moment that their grade may be seen; self-rated ones never do.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    counts = await calibration.list_counts(
        db, learner_id=learner.id, deck_id=deck_id, from_on=from_on, to_on=to_on
    )
    return Calibration(
        learner_id=learner.id,
        period=period,
        periods=[show_period(stretch) for stretch in stretches(counts, period)],
    )
