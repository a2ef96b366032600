"""Answers with all that became of them: what merging learners take along, and erasing removes."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow, AnswerVoidRow
from db.marks import MarkRow
from db.reviews import ReviewRow
from db.upserts import copy_rows


async def copy_all(
    db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID, except_sessions: Sequence[UUID]
) -> Select[UUID]:
    """Give the learner another one's answers with grades of cards, voids, marks and reviews, but
    for ids that they have already and for answers of these sessions.

    Gives a query for the ids of the copied, which holds until the other's answers are removed.
    """
    known = await _shared_ids(db, from_learner_id, learner_id)
    copy = partial(copy_rows, owner="learner_id", from_owner=from_learner_id, to=learner_id)
    await copy(db, AnswerRow, col(AnswerRow.session_id).not_in(except_sessions))
    copied = select(col(AnswerRow.id)).where(
        col(AnswerRow.learner_id) == from_learner_id,
        col(AnswerRow.session_id).not_in(except_sessions),
        col(AnswerRow.id).not_in(known),
    )
    # What became of an answer belongs to its copy, never to the learner's own answer of that id.
    await copy(db, AnswerCardRow, col(AnswerCardRow.answer_id).in_(copied))
    await copy(db, AnswerVoidRow, col(AnswerVoidRow.answer_id).in_(copied))
    await copy(db, MarkRow, col(MarkRow.answer_id).in_(copied))
    await copy(db, ReviewRow, col(ReviewRow.answer_id).in_(copied))
    return copied


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every answer of a learner, and what became of it."""
    await db.execute(delete(ReviewRow).where(col(ReviewRow.learner_id) == learner_id))
    await db.execute(delete(MarkRow).where(col(MarkRow.learner_id) == learner_id))
    await db.execute(delete(AnswerVoidRow).where(col(AnswerVoidRow.learner_id) == learner_id))
    await db.execute(delete(AnswerCardRow).where(col(AnswerCardRow.learner_id) == learner_id))
    await db.execute(delete(AnswerRow).where(col(AnswerRow.learner_id) == learner_id))


async def _shared_ids(db: AsyncSession, learner_id: UUID, other_id: UUID) -> list[UUID]:
    """The ids of answers that both learners have."""
    theirs = select(col(AnswerRow.id)).where(col(AnswerRow.learner_id) == other_id)
    query = select(col(AnswerRow.id)).where(
        col(AnswerRow.learner_id) == learner_id, col(AnswerRow.id).in_(theirs)
    )
    return list((await db.execute(query)).scalars())
