"""Marks: what persons and regrades decided about answers; written once, keyed by their learner."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    UniqueConstraint,
    exists,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from db.base import Row
from db.types import Closed, UtcDateTime
from db.upserts import insert_many
from quiz import limits
from quiz.marking.marks import Mark, MarkSource, Result, ResultSource

_FIELDS = tuple(field.name for field in fields(Mark))


class MarkRow(Row, table=True):
    """One decision about an answer; fields as in `quiz.marking.marks.Mark`.

    `result_…` is what the answer counts as since this mark, so that the last mark of an answer
    tells what it counts as now.
    """

    __tablename__ = "marks"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "answer_id"], ["answers.learner_id", "answers.id"]),
        UniqueConstraint("learner_id", "answer_id", "number"),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),
        CheckConstraint("number >= 1", name="number"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    answer_id: UUID
    number: int
    source: MarkSource = Field(sa_type=Closed(MarkSource))
    fraction: float
    is_right: bool
    confidence: int | None = None
    counts: bool
    comment: str | None = Field(default=None, max_length=limits.COMMENT_CHARS)
    made_by: UUID | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    review_id: UUID | None = None
    operation_id: UUID | None = None
    grader: str | None = Field(default=None, max_length=40)
    grader_version: str | None = Field(default=None, max_length=40)
    card_version: int | None = None
    result_fraction: float
    result_is_right: bool
    result_source: ResultSource = Field(sa_type=Closed(ResultSource))


def to_domain(row: MarkRow) -> Mark:
    """The domain's mark from its row."""
    return Mark(**{name: getattr(row, name) for name in _FIELDS})


def to_values(mark: Mark, result: Result, *, learner_id: UUID) -> dict[str, Any]:
    """The column values of a mark, after which the answer counts as `result`."""
    return {
        "learner_id": learner_id,
        **{name: getattr(mark, name) for name in _FIELDS},
        "result_fraction": result.fraction,
        "result_is_right": result.is_right,
        "result_source": result.source,
    }


def is_last() -> ColumnElement[bool]:
    """True of the mark that tells what its answer counts as."""
    later = aliased(MarkRow)
    return ~exists().where(
        col(later.learner_id) == col(MarkRow.learner_id),
        col(later.answer_id) == col(MarkRow.answer_id),
        col(later.number) > col(MarkRow.number),
    )


async def find(db: AsyncSession, mark_id: UUID, *, learner_id: UUID) -> Mark | None:
    """The mark of this id about one of the learner's answers."""
    query = select(MarkRow).where(col(MarkRow.learner_id) == learner_id, col(MarkRow.id) == mark_id)
    row = (await db.execute(query)).scalar_one_or_none()
    return None if row is None else to_domain(row)


async def list_of_answer(db: AsyncSession, answer_id: UUID, *, learner_id: UUID) -> list[Mark]:
    """The answer's marks, in order."""
    found = await list_by_answer(db, [answer_id], learner_id=learner_id)
    return found.get(answer_id, [])


async def list_by_answer(
    db: AsyncSession, answer_ids: Collection[UUID], *, learner_id: UUID
) -> dict[UUID, list[Mark]]:
    """The marks of these answers of the learner's, in order; answers without any are left out."""
    if not answer_ids:
        return {}
    query = _of([learner_id]).where(col(MarkRow.answer_id).in_(answer_ids))
    return {key[1]: found for key, found in (await group(db, query)).items()}


async def list_by_key(
    db: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], list[Mark]]:
    """The marks of these (learner id, answer id), in order; answers without any are left out."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = _of({key[0] for key in wanted}).where(
        col(MarkRow.answer_id).in_({key[1] for key in wanted})
    )
    return {key: found for key, found in (await group(db, query)).items() if key in wanted}


async def add_many(db: AsyncSession, values: Sequence[dict[str, Any]]) -> None:
    """Write marks, whose learners the caller has locked."""
    await insert_many(db, MarkRow, values)


def _of(learner_ids: Collection[UUID]) -> Select[MarkRow]:
    return select(MarkRow).where(col(MarkRow.learner_id).in_(learner_ids))


async def group(db: AsyncSession, query: Select[MarkRow]) -> dict[tuple[UUID, UUID], list[Mark]]:
    """The marks that a query finds, in order, by (learner id, answer id)."""
    found: dict[tuple[UUID, UUID], list[Mark]] = {}
    for row in (await db.execute(query.order_by(col(MarkRow.number)))).scalars():
        found.setdefault((row.learner_id, row.answer_id), []).append(to_domain(row))
    return found
