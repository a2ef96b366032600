"""Looks back at what a learner studied: days, streaks, and how much was remembered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import surveying
from api.services.surveying import Surveyed
from db import foretold_answers, studied_days
from db.studied_days import StudiedDay
from quiz.access import Caller
from quiz.statistics import streaks
from quiz.statistics.retention import Count
from quiz.statistics.streaks import Streaks


@dataclass(frozen=True, slots=True)
class Stats:
    """What was studied on the days from `from_on` to today, and of all time: how many answers each
    day has, and the streaks in them."""

    surveyed: Surveyed
    from_on: date
    days: list[StudiedDay]
    counts: dict[date, int]
    streaks: Streaks


@dataclass(frozen=True, slots=True)
class LookedBack:
    """Reviews that had a prediction, on the days from `from_on` to today, added up."""

    surveyed: Surveyed
    from_on: date
    counts: list[Count]


async def look(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    deck_id: UUID | None,
    *,
    days: int,
    now: datetime,
) -> Stats:
    """What the learner studied in so many days, today the last. Raises like `surveying.survey`."""
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    counts = await studied_days.list_counts(
        db, learner_id=surveyed.learner.id, deck_id=surveyed.deck_id
    )
    return Stats(
        surveyed=surveyed,
        from_on=first_of(surveyed, days),
        days=await days_of(db, surveyed, days=days),
        counts=counts,
        streaks=streaks.streaks(counts, today=surveyed.today),
    )


async def compare(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    deck_id: UUID | None,
    *,
    days: int,
    now: datetime,
) -> LookedBack:
    """What the learner remembered, against what was foretold, in so many days, today the last.

    Raises like `surveying.survey`.
    """
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    counts = await foretold_of(db, surveyed, days=days)
    return LookedBack(surveyed, first_of(surveyed, days), counts)


async def days_of(db: AsyncSession, surveyed: Surveyed, *, days: int) -> list[StudiedDay]:
    """The studied ones of so many days, today the last."""
    return await studied_days.list_between(
        db,
        learner_id=surveyed.learner.id,
        from_on=first_of(surveyed, days),
        to_on=surveyed.today,
        deck_id=surveyed.deck_id,
    )


async def foretold_of(db: AsyncSession, surveyed: Surveyed, *, days: int) -> list[Count]:
    """The reviews with a prediction of so many days, today the last."""
    return await foretold_answers.list_counts(
        db,
        learner_id=surveyed.learner.id,
        from_on=first_of(surveyed, days),
        to_on=surveyed.today,
        deck_id=surveyed.deck_id,
    )


def first_of(surveyed: Surveyed, days: int) -> date:
    """The first of so many days, today the last."""
    return surveyed.today - timedelta(days=days - 1)
