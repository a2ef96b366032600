"""What waits for learners, what they did, and how much they remembered."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import AnyCaller, Now, Reading
from api.openapi import problems
from api.routing import router as strict_router
from api.services import counting_due, looking_back
from api.showing_statistics import show_due, show_retention_report, show_stats
from quiz.periods import Period
from quiz.statistics.forecasts import LEAST_DAYS, MOST_DAYS
from quiz.statistics.heatmaps import MOST_DAYS as MOST_STUDIED_DAYS
from schemas.statistics import Due, Forecast, RetentionReport, Stats, show_forecast

router = strict_router("/v1/learners", "learners")

DeckId = Annotated[UUID | None, Query(description="Only cards of this deck.")]
ForecastDays = Annotated[
    int, Query(ge=LEAST_DAYS, le=MOST_DAYS, description="So many study days, today the first.")
]
PastDays = Annotated[
    int, Query(ge=1, le=MOST_STUDIED_DAYS, description="So many study days, today the last.")
]
By = Annotated[Period, Query(description="How long each stretch of time is.")]


@router.get("/{learner_id}/due", responses=problems(404))
async def learners_get_due(
    learner_id: UUID, caller: AnyCaller, db: Reading, now: Now, deck_id: DeckId = None
) -> Due:
    """What waits for you, or a learner that your workspace manages: due now, due until the end of
    the study day, and new within today's limits, in all and per deck.

    A count stops at 1000 and says that there are more. With `deck_id` a deck counts that was never
    begun, too.
    """
    return show_due(await counting_due.count(db, caller, learner_id, deck_id, now=now))


@router.get("/{learner_id}/forecast", responses=problems(404))
async def learners_get_forecast(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    now: Now,
    days: ForecastDays = 30,
    deck_id: DeckId = None,
) -> Forecast:
    """How many cards fall due on each of the coming study days, for you or a learner that your
    workspace manages.

    A card counts once, on the day it is due next; what is overdue counts today.
    """
    surveyed, forecast = await counting_due.foresee(
        db, caller, learner_id, deck_id, days=days, now=now
    )
    return show_forecast(surveyed.learner.id, deck_id, forecast)


@router.get("/{learner_id}/stats", responses=problems(404))
async def learners_get_stats(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    now: Now,
    days: PastDays = 365,
    deck_id: DeckId = None,
) -> Stats:
    """What you, or a learner that your workspace manages, answered per study day, with streaks.

    Answers of deferred sessions count as `graded` when these are finished. Without `deck_id` all
    that was studied counts, decks that were deleted since included.
    """
    return show_stats(await looking_back.look(db, caller, learner_id, deck_id, days=days, now=now))


@router.get("/{learner_id}/retention", responses=problems(404))
async def learners_get_retention(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    now: Now,
    by: By = Period.WEEK,
    days: PastDays = 365,
    deck_id: DeckId = None,
) -> RetentionReport:
    """How much you, or a learner that your workspace manages, remembered, against how much the
    scheduler had foretold.

    Counted are reviews under a scheduler that foretells recall (FSRS), the first of each card and
    day, by what memory takes for right.
    """
    found = await looking_back.compare(db, caller, learner_id, deck_id, days=days, now=now)
    return show_retention_report(found, by)
