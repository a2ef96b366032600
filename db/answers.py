"""Answers, never updated, and the voids that take them back; keyed by their learner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    UniqueConstraint,
    and_,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.sessions import SessionRow
from db.types import Closed, Json, UtcDateTime
from quiz.errors import NotFound
from quiz.marking.marks import Graded
from quiz.responses import Format
from quiz.session.sessions import Mode


class AnswerRow(Row, table=True):
    """What a learner sent for a question, with its grade.

    `answered_at` is the time that memory goes by, `received_at` when the service had it: the same
    but for answers given offline. One that lay in the future was clamped to the reception.
    `attempt` is greater than 1 where a question of an offline session was answered again.
    `predicted_recall` (0..1) is what the scheduler had foretold for a card in review.

    `pins` is what was pinned besides the card version (`quiz.questions.Pins`), `outcome` the rest
    of what the learner was told; `body_hash` tells a repeated request from another of the same id.
    """

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["learner_id", "session_id"], ["sessions.learner_id", "sessions.id"]),
        ForeignKeyConstraint(
            ["card_id", "card_version"], ["card_versions.card_id", "card_versions.version"]
        ),
        UniqueConstraint("learner_id", "question_id", "attempt"),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("certainty BETWEEN 1 AND 3", name="certainty"),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),
        CheckConstraint("took_ms >= 0", name="took_ms"),
        CheckConstraint("predicted_recall BETWEEN 0 AND 1", name="predicted_recall"),
        Index(None, "learner_id", "answered_at", "id"),
        Index(None, "learner_id", "card_id", "answered_at"),
        Index(None, "learner_id", "session_id", "position"),
        Index(None, "learner_id", "studied_on"),
        Index(None, "card_id", "learner_id", "id"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    session_id: UUID
    question_id: UUID
    attempt: int = 1
    position: int
    deck_id: UUID
    card_id: UUID
    card_version: int
    mode: Mode = Field(sa_type=Closed(Mode))
    format: Format = Field(sa_type=Closed(Format))
    seed: int = Field(sa_type=BigInteger)
    response: dict[str, Any] = Field(sa_type=Json)
    confidence: int | None = None
    certainty: int | None = None
    took_ms: int | None = None
    pins: dict[str, Any] = Field(sa_type=Json)
    grade: dict[str, Any] = Field(sa_type=Json)
    fraction: float | None = None
    is_right: bool | None = None
    counts_for_memory: bool
    answered_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    is_time_clamped: bool = False
    studied_on: date
    predicted_recall: float | None = None
    body_hash: str = Field(max_length=64)
    outcome: dict[str, Any] = Field(sa_type=Json)


class AnswerValues(NamedTuple):
    """An `AnswerRow` as it is written: the same columns, without what is kept of rows that are
    read. To make one takes a hundredth of the time."""

    learner_id: UUID
    id: UUID
    session_id: UUID
    question_id: UUID
    attempt: int
    position: int
    deck_id: UUID
    card_id: UUID
    card_version: int
    mode: Mode
    format: Format
    seed: int
    response: dict[str, Any]
    confidence: int | None
    certainty: int | None
    took_ms: int | None
    pins: dict[str, Any]
    grade: dict[str, Any]
    fraction: float | None
    is_right: bool | None
    counts_for_memory: bool
    answered_at: datetime
    received_at: datetime
    is_time_clamped: bool
    studied_on: date
    predicted_recall: float | None
    body_hash: str
    outcome: dict[str, Any]


AnyAnswer = AnswerRow | AnswerValues
"""An answer as it was read, or as it is written."""


class AnswerVoidRow(Row, table=True):
    """An answer taken back."""

    __tablename__ = "answer_voids"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "answer_id"], ["answers.learner_id", "answers.id"]),
    )

    learner_id: UUID = Field(primary_key=True)
    answer_id: UUID = Field(primary_key=True)
    voided_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """What a list of answers is narrowed to."""

    session_id: UUID | None = None
    card_id: UUID | None = None
    deck_id: UUID | None = None


def graded(row: AnyAnswer) -> Graded:
    """What the grader made of the answer."""
    return Graded(row.fraction, row.is_right, row.confidence)


async def find(db: AsyncSession, answer_id: UUID, *, learner_id: UUID) -> AnswerRow | None:
    """The learner's answer, voided or not."""
    return await db.get(AnswerRow, (learner_id, answer_id))


async def get(
    db: AsyncSession, answer_id: UUID, *, learner_id: UUID
) -> tuple[AnswerRow, AnswerVoidRow | None, SessionRow]:
    """The learner's answer, its void and its session, fresh. Raises `NotFound`."""
    query = (
        _whole(learner_id)
        .where(col(AnswerRow.id) == answer_id)
        .execution_options(populate_existing=True)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no answer {str(answer_id)!r}.")
    return found[0], found[1], found[2]


async def list_by_key(
    db: AsyncSession, keys: Collection[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], tuple[AnswerRow, AnswerVoidRow | None]]:
    """Answers with their voids by (learner id, answer id), for those who look after them."""
    query = (
        select(AnswerRow, AnswerVoidRow)
        .outerjoin(AnswerVoidRow, void_of_answer())
        .where(
            col(AnswerRow.learner_id).in_({key[0] for key in keys}),
            col(AnswerRow.id).in_({key[1] for key in keys}),
        )
    )
    found = (await db.execute(query)).all()
    return {(row[0].learner_id, row[0].id): (row[0], row[1]) for row in found}


async def list_of_card(
    db: AsyncSession, card_id: UUID, after: tuple[UUID, UUID] | None, limit: int
) -> Sequence[AnswerRow]:
    """The next standing answers to the card, whoever gave them, in the order of (learner id, id),
    for a worker that looks at all of them; without those that the learner rated themselves."""
    query = (
        select(AnswerRow)
        .outerjoin(AnswerVoidRow, void_of_answer())
        .where(col(AnswerRow.card_id) == card_id, *_is_regraded())
    )
    if after is not None:
        place = tuple_(col(AnswerRow.learner_id), col(AnswerRow.id))
        query = query.where(place > after)
    query = query.order_by(col(AnswerRow.learner_id), col(AnswerRow.id)).limit(limit)
    return (await db.execute(query)).scalars().all()


async def count_of_card(db: AsyncSession, card_id: UUID) -> int:
    """How many answers `list_of_card` goes through."""
    query = (
        select(func.count())
        .select_from(AnswerRow)
        .outerjoin(AnswerVoidRow, void_of_answer())
        .where(col(AnswerRow.card_id) == card_id, *_is_regraded())
    )
    return (await db.execute(query)).scalar_one()


def _is_regraded() -> tuple[ColumnElement[bool], ...]:
    return (col(AnswerRow.format) != Format.FLIP, col(AnswerVoidRow.answer_id).is_(None))


async def list_of_learner(
    db: AsyncSession, page: PageRequest, filter: AnswerFilter, *, learner_id: UUID
) -> RowPage[tuple[AnswerRow, AnswerVoidRow | None, SessionRow]]:
    """The learner's answers with their voids and sessions, the newest first."""
    query = _whole(learner_id)
    for column, value in (
        (AnswerRow.session_id, filter.session_id),
        (AnswerRow.card_id, filter.card_id),
        (AnswerRow.deck_id, filter.deck_id),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    keys = (
        SortKey(col(AnswerRow.answered_at), descending=True),
        SortKey(col(AnswerRow.id), descending=True),
    )
    rows = [(r[0], r[1], r[2]) for r in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[0].answered_at, row[0].id), page)


async def list_standing(
    db: AsyncSession, *, learner_id: UUID, session_id: UUID
) -> Sequence[AnswerRow]:
    """The session's answers that were not taken back, in the order of their questions."""
    query = (
        standing(learner_id)
        .where(col(AnswerRow.session_id) == session_id)
        .order_by(col(AnswerRow.position), col(AnswerRow.answered_at), col(AnswerRow.id))
    )
    return (await db.execute(query)).scalars().all()


def _whole(learner_id: UUID) -> Select[AnswerRow, AnswerVoidRow, SessionRow]:
    return (
        select(AnswerRow, AnswerVoidRow, SessionRow)
        .outerjoin(AnswerVoidRow, void_of_answer())
        .join(SessionRow, session_of_answer())
        .where(col(AnswerRow.learner_id) == learner_id)
    )


def standing(*learner_ids: UUID) -> Select[AnswerRow]:
    """The learners' answers that were not taken back."""
    return (
        select(AnswerRow)
        .outerjoin(AnswerVoidRow, void_of_answer())
        .where(col(AnswerRow.learner_id).in_(learner_ids), col(AnswerVoidRow.answer_id).is_(None))
    )


def session_of_answer() -> ColumnElement[bool]:
    """Joins an answer to its session."""
    return and_(
        col(SessionRow.learner_id) == col(AnswerRow.learner_id),
        col(SessionRow.id) == col(AnswerRow.session_id),
    )


def void_of_answer() -> ColumnElement[bool]:
    """Joins an answer to its void."""
    return and_(
        col(AnswerVoidRow.learner_id) == col(AnswerRow.learner_id),
        col(AnswerVoidRow.answer_id) == col(AnswerRow.id),
    )
