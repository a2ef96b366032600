"""Reviews: answers that wait for a person, and appeals; keyed by their learner.

`workspace_id` is who looks after it: of an ungraded answer the workspace that manages the learner,
of an appeal the workspace of the deck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, UtcDateTime
from db.upserts import insert_many
from quiz import limits
from quiz.errors import NotFound
from quiz.marking.reviews import UNDECIDED, ReviewKind, ReviewStatus


class ReviewRow(Row, table=True):
    """A review. `reason` and `claimed` (0..1) are an appeal's; the id of an ungraded answer's
    review is the answer's own."""

    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "answer_id"], ["answers.learner_id", "answers.id"]),
        ForeignKeyConstraint(["workspace_id"], ["workspaces.id"]),
        CheckConstraint("claimed BETWEEN 0 AND 1", name="claimed"),
        Index(None, "learner_id", "answer_id"),
        Index(None, "workspace_id", "status", "opened_at", "learner_id", "id"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    answer_id: UUID
    workspace_id: UUID
    deck_id: UUID
    kind: ReviewKind = Field(sa_type=Closed(ReviewKind))
    status: ReviewStatus = Field(sa_type=Closed(ReviewStatus))
    reason: str | None = Field(default=None, max_length=limits.COMMENT_CHARS)
    claimed: float | None = None
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: UUID | None = None
    comment: str | None = Field(default=None, max_length=limits.COMMENT_CHARS)
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What a list of reviews is narrowed to."""

    statuses: frozenset[ReviewStatus]
    kinds: frozenset[ReviewKind]
    deck_id: UUID | None = None
    learner_id: UUID | None = None


async def find(db: AsyncSession, review_id: UUID, *, learner_id: UUID) -> ReviewRow | None:
    """The review of one of the learner's answers, fresh."""
    query = (
        select(ReviewRow)
        .where(col(ReviewRow.learner_id) == learner_id, col(ReviewRow.id) == review_id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get_appeal(db: AsyncSession, review_id: UUID, *, learner_id: UUID) -> ReviewRow:
    """The learner's appeal. Raises `NotFound`."""
    row = await find(db, review_id, learner_id=learner_id)
    if row is None or row.kind is not ReviewKind.APPEAL:
        raise NotFound(f"There is no appeal {str(review_id)!r}.")
    return row


async def list_of_answer(
    db: AsyncSession, answer_id: UUID, *, learner_id: UUID
) -> Sequence[ReviewRow]:
    """Everything that waits or waited for a person about the answer, the oldest first; fresh."""
    query = (
        select(ReviewRow)
        .where(col(ReviewRow.learner_id) == learner_id, col(ReviewRow.answer_id) == answer_id)
        .order_by(col(ReviewRow.opened_at), col(ReviewRow.id))
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalars().all()


async def page_of_answer(
    db: AsyncSession, page: PageRequest, *, learner_id: UUID, answer_id: UUID
) -> RowPage[ReviewRow]:
    """The answer's appeals, the oldest first."""
    query = select(ReviewRow).where(
        col(ReviewRow.learner_id) == learner_id,
        col(ReviewRow.answer_id) == answer_id,
        col(ReviewRow.kind) == ReviewKind.APPEAL,
    )
    keys = (SortKey(col(ReviewRow.opened_at)), SortKey(col(ReviewRow.id)))
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.opened_at, row.id), page)


async def list_of_workspace(
    db: AsyncSession, page: PageRequest, filter: ReviewFilter, *, workspace_id: UUID
) -> RowPage[ReviewRow]:
    """What the workspace looks after, the oldest first."""
    query = select(ReviewRow).where(
        col(ReviewRow.workspace_id) == workspace_id,
        col(ReviewRow.status).in_(filter.statuses),
        col(ReviewRow.kind).in_(filter.kinds),
    )
    if filter.deck_id is not None:
        query = query.where(col(ReviewRow.deck_id) == filter.deck_id)
    if filter.learner_id is not None:
        query = query.where(col(ReviewRow.learner_id) == filter.learner_id)
    keys = (
        SortKey(col(ReviewRow.opened_at)),
        SortKey(col(ReviewRow.learner_id)),
        SortKey(col(ReviewRow.id)),
    )
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.opened_at, row.learner_id, row.id), page)


async def open_many(db: AsyncSession, values: Sequence[dict[str, Any]]) -> None:
    """Write reviews, whose learners the caller has locked."""
    await insert_many(db, ReviewRow, values)


async def withdraw(db: AsyncSession, answer_id: UUID, *, learner_id: UUID, now: datetime) -> None:
    """Let nobody wait for an answer that was taken back."""
    await db.execute(
        update(ReviewRow)
        .where(
            col(ReviewRow.learner_id) == learner_id,
            col(ReviewRow.answer_id) == answer_id,
            col(ReviewRow.status).in_(UNDECIDED),
        )
        .values(status=ReviewStatus.WITHDRAWN, closed_at=now, revision=col(ReviewRow.revision) + 1)
        .execution_options(synchronize_session=False)
    )
