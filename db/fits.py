"""Fits of parameters to learners' own reviews: from what, with which gain; keyed by learner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, Json, UtcDateTime
from db.upserts import copy_rows
from quiz.scheduling.optimizing.fits import Refusal


class FitRow(Row, table=True):
    """What a fit found; fields as in `quiz.scheduling.optimizing.fits.Fit`.

    `refusal` is `None` for one that was adopted. Losses are mean log losses: of the parameters in
    use before and of the fitted ones, on the older four fifths and on the newest fifth.
    """

    __tablename__ = "fits"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        Index(None, "learner_id", "made_at", "id"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    operation_id: UUID
    made_by: UUID | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    algorithm: str = Field(max_length=20)
    parameters: list[float] = Field(sa_type=Json)
    scored_count: int
    train_before: float | None = None
    train_after: float | None = None
    newest_before: float | None = None
    newest_after: float | None = None
    refusal: Refusal | None = Field(default=None, sa_type=Closed(Refusal))


async def list_of_learner(
    db: AsyncSession, page: PageRequest, *, learner_id: UUID
) -> RowPage[FitRow]:
    """The learner's fits, the newest first."""
    query = select(FitRow).where(col(FitRow.learner_id) == learner_id)
    keys = (
        SortKey(col(FitRow.made_at), descending=True),
        SortKey(col(FitRow.id), descending=True),
    )
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.made_at, row.id), page)


async def find_adopted(db: AsyncSession, *, learner_id: UUID) -> FitRow | None:
    """The newest fit that was adopted."""
    query = (
        select(FitRow)
        .where(col(FitRow.learner_id) == learner_id, col(FitRow.refusal).is_(None))
        .order_by(col(FitRow.made_at).desc(), col(FitRow.id).desc())
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def copy_all(db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID) -> None:
    """Give the learner another one's fits."""
    await copy_rows(db, FitRow, owner="learner_id", from_owner=from_learner_id, to=learner_id)


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every fit of a learner's."""
    await db.execute(delete(FitRow).where(col(FitRow.learner_id) == learner_id))
