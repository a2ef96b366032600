"""A learner's reviews against what their scheduler had foretold, added up by day and by bin."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Float, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, results, sessions
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow, AnswerVoidRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.statistics.retention import BINS, Count


async def list_counts(
    db: AsyncSession,
    *,
    learner_id: UUID,
    from_on: date,
    to_on: date,
    deck_id: UUID | None = None,
) -> list[Count]:
    """Answers that had a prediction, from the first day to the last, both included.

    Right is what memory takes for right, marks included. How long the interval before was is not
    kept with answers, so that none is told as mature.
    """
    query = _counted(learner_id).where(
        col(AnswerRow.studied_on) >= from_on, col(AnswerRow.studied_on) <= to_on
    )
    if deck_id is not None:
        query = query.where(col(AnswerRow.deck_id) == deck_id)
    return [
        Count(row[0], row[1], False, row[2], row[3], row[4])
        for row in (await db.execute(query)).all()
    ]


def _counted(learner_id: UUID) -> Select[Any]:
    foretold = col(AnswerRow.predicted_recall)
    # Casts to integers cut on one database and round on the other.
    bin = case(
        *[(foretold < (place + 1) / BINS, place) for place in range(BINS - 1)], else_=BINS - 1
    )
    is_right = results.is_right_for_memory()
    return (
        select(
            col(AnswerRow.studied_on),
            bin,
            func.count(),
            func.sum(case((is_right.is_(True), 1), else_=0), type_=BigInteger),
            func.sum(foretold, type_=Float),
        )
        .join(SessionRow, answers.session_of_answer())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .outerjoin(MarkRow, results.last_mark_of_answer())
        .outerjoin(results.OWN_MARK, results.own_mark_of_answer())
        .outerjoin(AnswerCardRow, results.own_grade_of_card())
        .where(
            col(AnswerRow.learner_id) == learner_id,
            col(AnswerVoidRow.answer_id).is_(None),
            foretold.is_not(None),
            is_right.is_not(None),
            sessions.has_told_grades(),
        )
        .group_by(col(AnswerRow.studied_on), bin)
    )
