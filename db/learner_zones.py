"""Time zones that learners have left, so that an answer that comes late gets the day it was given
on; keyed by their learner."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from db.base import Row
from db.learners import LearnerRow
from db.types import UtcDateTime
from quiz.scheduling.study_days import Zone

_TICK = timedelta(microseconds=1)
"""The least time between two instants."""


class LearnerZoneRow(Row, table=True):
    """A zone that held until `until_at`."""

    __tablename__ = "learner_zones"
    __table_args__ = (ForeignKeyConstraint(["learner_id"], ["learners.id"]),)

    learner_id: UUID = Field(primary_key=True)
    until_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    timezone: str = Field(max_length=64)
    day_starts_at: int


async def end(db: AsyncSession, learner: LearnerRow, *, now: datetime) -> None:
    """Keep the learner's zone as it was until now; the caller holds them, and changes it next.

    Zones follow each other whatever the clock says: one that was left after another ends after it.
    """
    query = select(func.max(LearnerZoneRow.until_at)).where(
        col(LearnerZoneRow.learner_id) == learner.id
    )
    last: datetime | None = (await db.execute(query)).scalar_one()
    row = LearnerZoneRow(
        learner_id=learner.id,
        until_at=now if last is None else max(now, last + _TICK),
        timezone=learner.timezone,
        day_starts_at=learner.day_starts_at,
    )
    db.add(row)
    await db.flush()


async def list_of_learner(db: AsyncSession, learner: LearnerRow) -> list[Zone]:
    """The learner's zones in their order, the present one last."""
    query = (
        select(LearnerZoneRow)
        .where(col(LearnerZoneRow.learner_id) == learner.id)
        .order_by(col(LearnerZoneRow.until_at))
    )
    left = [
        Zone(row.timezone, row.day_starts_at, row.until_at)
        for row in (await db.execute(query)).scalars()
    ]
    return [*left, Zone(learner.timezone, learner.day_starts_at)]


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget the zones of a learner."""
    await db.execute(delete(LearnerZoneRow).where(col(LearnerZoneRow.learner_id) == learner_id))
