"""Study events: the answers that memory is folded over, with what their marks make of them."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, marks
from db.answers import AnswerRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.marking.marks import Mark, for_memory
from quiz.scheduling.memories import StudyEvent
from quiz.session.sessions import Feedback


def of_answer(row: AnswerRow, given: Sequence[Mark] = ()) -> StudyEvent:
    """The answer as memory sees it, once these marks were given."""
    result = for_memory(answers.graded(row), given)
    return StudyEvent(
        id=row.id,
        at=row.answered_at,
        studied_on=row.studied_on,
        confidence=result.confidence,
        fraction=result.fraction,
        is_right=result.is_right,
    )


async def list_of_card(db: AsyncSession, *, learner_id: UUID, card_id: UUID) -> list[StudyEvent]:
    """Every answer to the card that memory may know of: not voided, not crammed, graded or marked,
    and not in a deferred session that is still open."""
    found = await list_by_card(db, learner_id=learner_id, card_ids=[card_id])
    return found.get(card_id, [])


async def list_by_card(
    db: AsyncSession, *, learner_id: UUID, card_ids: Iterable[UUID]
) -> dict[UUID, list[StudyEvent]]:
    """What `list_of_card` gives, for many cards; cards without any are left out."""
    found = await list_by_key(db, learner_ids=[learner_id], card_ids=list(card_ids))
    return {card_id: events for (_, card_id), events in found.items()}


async def list_by_key(
    db: AsyncSession, *, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], list[StudyEvent]]:
    """What `list_of_card` gives, for every (learner id, card id) of these that has any."""
    known = (
        answers.standing(*learner_ids)
        .join(SessionRow, answers.session_of_answer())
        .where(
            col(AnswerRow.card_id).in_(card_ids),
            col(AnswerRow.counts_for_memory).is_(True),
            or_(
                col(SessionRow.feedback) == Feedback.IMMEDIATE,
                col(SessionRow.finished_at).is_not(None),
            ),
        )
    )
    given = await marks.group(
        db,
        select(MarkRow)
        .join(
            AnswerRow,
            and_(
                col(AnswerRow.learner_id) == col(MarkRow.learner_id),
                col(AnswerRow.id) == col(MarkRow.answer_id),
            ),
        )
        .where(col(MarkRow.learner_id).in_(learner_ids), col(AnswerRow.card_id).in_(card_ids)),
    )
    found: dict[tuple[UUID, UUID], list[StudyEvent]] = {}
    for row in (await db.execute(known)).scalars():
        event = of_answer(row, given.get((row.learner_id, row.id), ()))
        if event.fraction is not None:
            found.setdefault((row.learner_id, row.card_id), []).append(event)
    return found
