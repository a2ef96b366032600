"""What a learner answered, added up by study day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, results, sessions
from db.answers import AnswerRow, AnswerVoidRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.statistics.heatmaps import TOOK_MS_AT_MOST


@dataclass(frozen=True, slots=True)
class StudiedDay:
    """The answers of a study day that were not taken back.

    `graded` of them have a result that may be told, and `right` of these are right. `took_ms` is
    the time they took together, each up to `TOOK_MS_AT_MOST`.
    """

    on: date
    answers: int
    graded: int
    right: int
    took_ms: int


async def list_between(
    db: AsyncSession, *, learner_id: UUID, from_on: date, to_on: date, deck_id: UUID | None = None
) -> list[StudiedDay]:
    """The days from the first to the last, both included, on which something was answered."""
    is_told = and_(sessions.has_told_grades(), results.fraction().is_not(None))
    took = case(
        (col(AnswerRow.took_ms) > TOOK_MS_AT_MOST, TOOK_MS_AT_MOST),
        else_=func.coalesce(col(AnswerRow.took_ms), 0),
    )
    query = (
        select(
            col(AnswerRow.studied_on),
            func.count(),
            _count(is_told),
            _count(and_(is_told, results.is_right().is_(True))),
            func.sum(took, type_=BigInteger),
        )
        .join(SessionRow, answers.session_of_answer())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .outerjoin(MarkRow, results.last_mark_of_answer())
        .where(
            *_is_standing(learner_id, deck_id),
            col(AnswerRow.studied_on) >= from_on,
            col(AnswerRow.studied_on) <= to_on,
        )
        .group_by(col(AnswerRow.studied_on))
        .order_by(col(AnswerRow.studied_on))
    )
    rows = (await db.execute(query)).all()
    return [StudiedDay(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]


async def list_counts(
    db: AsyncSession, *, learner_id: UUID, deck_id: UUID | None = None
) -> dict[date, int]:
    """How many answers each study day has, of all time."""
    query = (
        select(col(AnswerRow.studied_on), func.count())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .where(*_is_standing(learner_id, deck_id))
        .group_by(col(AnswerRow.studied_on))
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


def _is_standing(learner_id: UUID, deck_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    found = (col(AnswerRow.learner_id) == learner_id, col(AnswerVoidRow.answer_id).is_(None))
    return found if deck_id is None else (*found, col(AnswerRow.deck_id) == deck_id)


def _count(claim: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((claim, 1), else_=0), type_=BigInteger)
