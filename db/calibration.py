"""Counts of a learner's graded answers by how sure they were."""

from datetime import date
from uuid import UUID

from sqlalchemy import Integer, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import marks
from db.answers import AnswerRow, AnswerVoidRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.calibration import Count
from quiz.marking.marks import ResultSource
from quiz.responses import Format
from quiz.session.sessions import Feedback


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
    of_session = and_(
        col(SessionRow.learner_id) == col(AnswerRow.learner_id),
        col(SessionRow.id) == col(AnswerRow.session_id),
    )
    of_void = and_(
        col(AnswerVoidRow.learner_id) == col(AnswerRow.learner_id),
        col(AnswerVoidRow.answer_id) == col(AnswerRow.id),
    )
    of_mark = and_(
        col(MarkRow.learner_id) == col(AnswerRow.learner_id),
        col(MarkRow.answer_id) == col(AnswerRow.id),
        marks.is_last(),
    )
    fraction = func.coalesce(col(MarkRow.result_fraction), col(AnswerRow.fraction))
    is_right = func.coalesce(col(MarkRow.result_is_right), col(AnswerRow.is_right))
    keys = (col(AnswerRow.studied_on), col(AnswerRow.certainty), col(AnswerRow.confidence))
    query = (
        select(
            *keys,
            func.count(),
            func.sum(case((is_right.is_(True), 1), else_=0), type_=Integer),
            func.sum(fraction),
        )
        .join(SessionRow, of_session)
        .outerjoin(AnswerVoidRow, of_void)
        .outerjoin(MarkRow, of_mark)
        .where(
            col(AnswerRow.learner_id) == learner_id,
            col(AnswerVoidRow.answer_id).is_(None),
            fraction.is_not(None),
            col(AnswerRow.format) != Format.FLIP,
            or_(
                col(MarkRow.result_source).is_(None),
                col(MarkRow.result_source) != ResultSource.LEARNER_RATING,
            ),
            or_(
                col(SessionRow.feedback) == Feedback.IMMEDIATE,
                col(SessionRow.finished_at).is_not(None),
            ),
        )
        .group_by(*keys)
    )
    if deck_id is not None:
        query = query.where(col(AnswerRow.deck_id) == deck_id)
    if from_on is not None:
        query = query.where(col(AnswerRow.studied_on) >= from_on)
    if to_on is not None:
        query = query.where(col(AnswerRow.studied_on) <= to_on)
    return [Count(*row) for row in (await db.execute(query)).all()]
