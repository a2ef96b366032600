"""Counts of a learner's graded answers by how sure they were."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, results, sessions
from db.answers import AnswerRow, AnswerVoidRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.calibration import Count
from quiz.certainty import NOTHING
from quiz.marking.marks import ResultSource
from quiz.responses import Format


async def list_counts(
    db: AsyncSession,
    *,
    learner_id: UUID,
    deck_id: UUID | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> list[Count]:
    """Answers counted by study day, certainty and confidence, both days included.

    What they count as decides. Not counted are those taken back, without a mark, self-rated, and
    in deferred sessions that are not finished, whose grades are not told yet.
    """
    query = _counted(learner_id)
    if deck_id is not None:
        query = query.where(col(AnswerRow.deck_id) == deck_id)
    if from_on is not None:
        query = query.where(col(AnswerRow.studied_on) >= from_on)
    if to_on is not None:
        query = query.where(col(AnswerRow.studied_on) <= to_on)
    return [Count(*row) for row in (await db.execute(query)).all()]


def _counted(learner_id: UUID) -> Select[date, int | None, int | None, int, Any, Any, float]:
    """The learner's counts, in the order of the fields of `Count`."""
    fraction = results.fraction()
    is_right = results.is_right()
    keys = (col(AnswerRow.studied_on), col(AnswerRow.certainty), col(AnswerRow.confidence))
    return (
        select(
            *keys,
            func.count(),
            func.sum(case((is_right.is_(True), 1), else_=0), type_=Integer),
            func.sum(case((fraction <= NOTHING, 1), else_=0), type_=Integer),
            func.sum(fraction),
        )
        .join(SessionRow, answers.session_of_answer())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .outerjoin(MarkRow, results.last_mark_of_answer())
        .where(
            col(AnswerRow.learner_id) == learner_id,
            col(AnswerVoidRow.answer_id).is_(None),
            fraction.is_not(None),
            col(AnswerRow.format) != Format.FLIP,
            or_(
                col(MarkRow.result_source).is_(None),
                col(MarkRow.result_source) != ResultSource.LEARNER_RATING,
            ),
            sessions.has_told_grades(),
        )
        .group_by(*keys)
    )
