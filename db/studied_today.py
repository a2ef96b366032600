"""What a learner has studied on a day already, which its limits and siblings count on."""

from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.cards import CardRow
from db.memories import MemoryRow
from quiz.session.queues import Done


async def list_done(db: AsyncSession, *, learner_id: UUID, today: date) -> dict[UUID, Done]:
    """How many cards of each deck were asked on the study day for the first time, and again."""
    is_first = col(MemoryRow.first_studied_on) == today
    query = (
        select(
            col(MemoryRow.deck_id),
            func.sum(case((is_first, 1), else_=0)),
            func.sum(case((is_first, 0), else_=1)),
        )
        .where(col(MemoryRow.learner_id) == learner_id, col(MemoryRow.last_studied_on) == today)
        .group_by(col(MemoryRow.deck_id))
    )
    return {row[0]: Done(new=row[1], due=row[2]) for row in (await db.execute(query)).all()}


async def list_studied_groups(db: AsyncSession, *, learner_id: UUID, today: date) -> set[UUID]:
    """The groups of siblings of which one was studied on the study day."""
    query = (
        select(col(CardRow.sibling_group))
        .join(MemoryRow, col(MemoryRow.card_id) == col(CardRow.id))
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.last_studied_on) == today,
            col(CardRow.sibling_group).is_not(None),
        )
        .distinct()
    )
    return {group for group in (await db.execute(query)).scalars() if group is not None}
