"""What dry runs of regrades list: one row per answer that would change, keyed by its learner.

What a regrade that applied such a list did change are those of its rows that have its mark.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    and_,
    delete,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.answers import AnswerRow
from db.base import Row
from db.learners import LearnerRow
from db.marks import MarkRow
from db.operations import OperationRow, OperationStatus
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed
from db.upserts import copy_rows, insert_many
from quiz.marking.marks import ResultSource

Key = tuple[UUID, UUID]
"""A learner's id, and the id of something of theirs."""


class RegradeChangeRow(Row, table=True):
    """An answer whose result a regrade would change, from before to after; fractions are 0..1.

    `number` orders a regrade's changes without telling whose they are.
    """

    __tablename__ = "regrade_changes"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "answer_id"], ["answers.learner_id", "answers.id"]),
        ForeignKeyConstraint(["operation_id"], ["operations.id"]),
        Index(None, "operation_id", "number"),
        Index(None, "operation_id", "learner_id", "answer_id"),
    )

    learner_id: UUID = Field(primary_key=True)
    operation_id: UUID = Field(primary_key=True)
    answer_id: UUID = Field(primary_key=True)
    number: int
    card_id: UUID
    card_version: int
    before_fraction: float | None = None
    before_is_right: bool | None = None
    before_source: ResultSource = Field(sa_type=Closed(ResultSource))
    after_fraction: float
    after_is_right: bool
    grader: str = Field(max_length=40)
    grader_version: str = Field(max_length=40)


async def add_many(db: AsyncSession, values: Sequence[dict[str, Any]]) -> None:
    """Write changes, new ones."""
    await insert_many(db, RegradeChangeRow, values)


async def list_after(
    db: AsyncSession, operation_id: UUID, after: Key | None, limit: int
) -> Sequence[RegradeChangeRow]:
    """The next changes in the order of (learner id, answer id), in which learners are locked."""
    place = tuple_(col(RegradeChangeRow.learner_id), col(RegradeChangeRow.answer_id))
    query = select(RegradeChangeRow).where(col(RegradeChangeRow.operation_id) == operation_id)
    if after is not None:
        query = query.where(place > after)
    query = query.order_by(col(RegradeChangeRow.learner_id), col(RegradeChangeRow.answer_id)).limit(
        limit
    )
    return (await db.execute(query)).scalars().all()


async def count_of_operation(db: AsyncSession, operation_id: UUID) -> int:
    """How many changes a dry run has listed."""
    query = (
        select(func.count())
        .select_from(RegradeChangeRow)
        .where(col(RegradeChangeRow.operation_id) == operation_id)
    )
    return (await db.execute(query)).scalar_one()


async def page_of_operation(
    db: AsyncSession,
    page: PageRequest,
    *,
    operation_id: UUID,
    applied_by: UUID | None,
    workspace_id: UUID,
) -> RowPage[tuple[RegradeChangeRow, AnswerRow | None]]:
    """The changes in order, with the answers of those learners whom the workspace manages.

    With `applied_by` only those for which that operation gave a mark.
    """
    query = (
        select(RegradeChangeRow, AnswerRow)
        .outerjoin(
            LearnerRow,
            and_(
                col(LearnerRow.id) == col(RegradeChangeRow.learner_id),
                col(LearnerRow.workspace_id) == workspace_id,
            ),
        )
        .outerjoin(
            AnswerRow,
            and_(
                col(AnswerRow.learner_id) == col(LearnerRow.id),
                col(AnswerRow.id) == col(RegradeChangeRow.answer_id),
            ),
        )
        .where(col(RegradeChangeRow.operation_id) == operation_id)
    )
    if applied_by is not None:
        query = query.where(_has_mark_of(applied_by))
    keys = (SortKey(col(RegradeChangeRow.number)), SortKey(col(RegradeChangeRow.answer_id)))
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[0].number, row[0].answer_id), page)


def _has_mark_of(operation_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        col(MarkRow.learner_id) == col(RegradeChangeRow.learner_id),
        col(MarkRow.answer_id) == col(RegradeChangeRow.answer_id),
        col(MarkRow.operation_id) == operation_id,
    )


async def remove_all(db: AsyncSession, *, operation_id: UUID) -> None:
    """Forget what a regrade found, before it looks again."""
    await db.execute(
        delete(RegradeChangeRow).where(col(RegradeChangeRow.operation_id) == operation_id)
    )


async def remove_of_learner(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget what regrades found of a learner's answers."""
    await db.execute(delete(RegradeChangeRow).where(col(RegradeChangeRow.learner_id) == learner_id))


async def remove_abandoned(db: AsyncSession) -> None:
    """Forget the lists of dry runs that were cancelled or failed, which nobody can see."""
    ended = select(col(OperationRow.id)).where(
        col(OperationRow.status).in_((OperationStatus.CANCELLED, OperationStatus.FAILED))
    )
    await db.execute(delete(RegradeChangeRow).where(col(RegradeChangeRow.operation_id).in_(ended)))


async def copy_all(
    db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID, answer_ids: Select[UUID]
) -> None:
    """Give the learner what regrades found of those answers that were copied to them."""
    await copy_rows(
        db,
        RegradeChangeRow,
        col(RegradeChangeRow.answer_id).in_(answer_ids),
        owner="learner_id",
        from_owner=from_learner_id,
        to=learner_id,
    )
