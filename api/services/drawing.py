"""Draws a learner's figures as SVG."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.charts import forecasts, heatmaps, mastery, retention
from api.charts.looks import Look
from api.services import counting_due, looking_back, measuring_mastery, surveying
from api.services.surveying import Surveyed
from db import standings
from db.learners import LearnerRow
from quiz.periods import Period
from quiz.statistics import heatmaps as heatmap_figures
from quiz.statistics.heatmaps import Studied
from quiz.statistics.retention import stretches


async def forecast(
    db: AsyncSession,
    learner: LearnerRow,
    deck_id: UUID | None,
    look: Look,
    *,
    days: int,
    now: datetime,
) -> str:
    """What falls due on the coming days. Raises like `surveying.survey_learner`, as all here do."""
    surveyed = await surveying.survey_learner(db, learner, deck_id, now=now)
    found = await counting_due.forecast_of(db, surveyed, days=days)
    return forecasts.draw(found, look, subtitle=await _title(db, surveyed))


async def heatmap(
    db: AsyncSession,
    learner: LearnerRow,
    deck_id: UUID | None,
    look: Look,
    *,
    days: int,
    now: datetime,
) -> str:
    """What was answered on each of so many days."""
    surveyed = await surveying.survey_learner(db, learner, deck_id, now=now)
    found = await looking_back.days_of(db, surveyed, days=days)
    drawn = heatmap_figures.heatmap(
        [Studied(day.on, day.answers, day.took_ms) for day in found],
        from_on=looking_back.first_of(surveyed, days),
        to_on=surveyed.today,
    )
    return heatmaps.draw(drawn, look, subtitle=await _title(db, surveyed))


async def remembered(
    db: AsyncSession,
    learner: LearnerRow,
    deck_id: UUID | None,
    look: Look,
    *,
    by: Period,
    days: int,
    now: datetime,
) -> str:
    """How much was remembered, against how much was foretold."""
    surveyed = await surveying.survey_learner(db, learner, deck_id, now=now)
    counts = await looking_back.foretold_of(db, surveyed, days=days)
    return retention.draw(stretches(counts, by), by, look, subtitle=await _title(db, surveyed))


async def mastered(
    db: AsyncSession, learner: LearnerRow, deck_id: UUID, look: Look, *, now: datetime
) -> str:
    """How well the deck was known, week by week."""
    surveyed = await surveying.survey_learner(db, learner, deck_id, now=now)
    found = await measuring_mastery.history_of(db, surveyed, deck_id)
    return mastery.draw(found.points, look, subtitle=found.now.title)


async def _title(db: AsyncSession, surveyed: Surveyed) -> str:
    """The title of the deck that was named."""
    if surveyed.deck_id is None:
        return ""
    return (await standings.list_sizes(db, [surveyed.deck_id]))[surveyed.deck_id].title
