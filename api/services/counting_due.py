"""Counts what waits for a learner: now, until the end of the study day, and on the days to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import surveying
from api.services.surveying import Surveyed
from db import deck_settings, due_counts, studied_today
from quiz.access import Caller
from quiz.statistics import forecasts
from quiz.statistics.forecasts import Forecast

CAP = 1_000
"""Counts above this are not told exactly: counting would cost as much as there is."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cards of one deck, or of all: due at this moment, due until the end of the study day, and new
    ones within the day's limits; each `CAP` + 1 at most, which stands for more."""

    now: int
    today: int
    new: int


@dataclass(frozen=True, slots=True)
class DueCounts:
    """What waits, deck by deck and in all; `next_on` is the first day after today on which
    something is due."""

    surveyed: Surveyed
    decks: dict[UUID, Waiting]
    total: Waiting
    next_on: date | None


async def count(
    db: AsyncSession, caller: Caller, learner_id: UUID, deck_id: UUID | None, *, now: datetime
) -> DueCounts:
    """What waits for the learner today. Raises like `surveying.survey`."""
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    learner, today, deck_ids = surveyed.learner, surveyed.today, surveyed.deck_ids
    due = await due_counts.list_due(
        db, learner_id=learner.id, deck_ids=deck_ids, today=today, now=now, cap=CAP
    )
    done = await studied_today.list_done(db, learner_id=learner.id, today=today)
    new = await _new(db, surveyed, {id: each.new for id, each in done.items()})
    room = CAP + 1
    if learner.new_per_day is not None:
        room = max(0, learner.new_per_day - sum(each.new for each in done.values()))
    decks = {id: Waiting(due[id].now, due[id].today, min(room, new[id])) for id in deck_ids}
    return DueCounts(
        surveyed=surveyed,
        decks=decks,
        total=Waiting(
            now=_capped(each.now for each in decks.values()),
            today=_capped(each.today for each in decks.values()),
            new=min(room, _capped(new.values())),
        ),
        next_on=await due_counts.find_next_due_on(
            db, learner_id=learner.id, deck_ids=deck_ids, after=today
        ),
    )


async def foresee(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    deck_id: UUID | None,
    *,
    days: int,
    now: datetime,
) -> tuple[Surveyed, Forecast]:
    """What falls due on the learner's next `days` study days. Raises like `surveying.survey`."""
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    return surveyed, await forecast_of(db, surveyed, days=days)


async def forecast_of(db: AsyncSession, surveyed: Surveyed, *, days: int) -> Forecast:
    """What falls due on the next `days` study days, today the first of them."""
    dues = await due_counts.list_days(
        db,
        learner_id=surveyed.learner.id,
        deck_ids=surveyed.deck_ids,
        today=surveyed.today,
    )
    return forecasts.forecast(dues, today=surveyed.today, days=days)


async def _new(db: AsyncSession, surveyed: Surveyed, done: dict[UUID, int]) -> dict[UUID, int]:
    """New cards by deck, as far as the deck's own limit goes today."""
    learner_id = surveyed.learner.id
    limits = await deck_settings.list_limits(db, [(learner_id, id) for id in surveyed.deck_ids])
    caps = {
        id: min(CAP + 1, max(0, limits[learner_id, id].new_per_day - done.get(id, 0)))
        for id in surveyed.deck_ids
    }
    return await due_counts.list_new(db, caps, learner_id=learner_id, today=surveyed.today)


def _capped(counts: Iterable[int]) -> int:
    return min(CAP + 1, sum(counts))
