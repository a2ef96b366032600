"""Study events: what memory is folded over, one for each answer and each of its cards, and one for
each adjustment.

An answer speaks of the card that was asked, or, where the question asked several, of each of them
by the card's own grade (`db/answer_cards.py`). Marks speak of the whole answer, hence of all of its
cards.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import adjustments, answer_cards, answers, marks, sessions
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.marking.marks import Graded, Mark, for_memory, is_self_rated
from quiz.scheduling.events import Answered, StudyEvent

Key = tuple[UUID, UUID]


def of_answer(row: AnswerRow, card: AnswerCardRow | None, given: Sequence[Mark] = ()) -> Answered:
    """The answer as the memory of one of its cards sees it, once these marks were given; `card` is
    that card's own grade, where it has one."""
    graded = answers.graded(row)
    if card is not None:
        graded = Graded(card.fraction, card.is_right, row.confidence)
    result = for_memory(graded, given)
    return Answered(
        id=row.id,
        card_id=row.card_id if card is None else card.card_id,
        at=row.answered_at,
        studied_on=row.studied_on,
        confidence=result.confidence,
        fraction=result.fraction,
        is_right=result.is_right,
        is_self_rated=is_self_rated(row.format, result),
    )


async def list_cards(
    db: AsyncSession, rows: Collection[AnswerRow]
) -> dict[Key, list[tuple[UUID, UUID]]]:
    """(card id, deck id) of the cards that each of these answers speaks of, by (learner id,
    answer id)."""
    keys = [(row.learner_id, row.id) for row in rows]
    graded = await answer_cards.list_by_answer(db, keys)
    asked = {(row.learner_id, row.id): [(row.card_id, row.deck_id)] for row in rows}
    return asked | {
        key: [(card.card_id, card.deck_id) for card in found] for key, found in graded.items()
    }


async def list_all_cards(db: AsyncSession, *, learner_id: UUID) -> list[tuple[UUID, UUID]]:
    """(card id, deck id) of every card that an event of the learner's speaks of."""
    asked, graded = (
        select(col(row.card_id), col(row.deck_id)).where(col(row.learner_id) == learner_id)
        for row in (AnswerRow, AnswerCardRow)
    )
    studied = (await db.execute(union(asked, graded))).all()
    adjusted = await adjustments.list_cards(db, learner_id=learner_id)
    return sorted({(row[0], row[1]) for row in studied} | set(adjusted))


async def list_of_card(db: AsyncSession, *, learner_id: UUID, card_id: UUID) -> list[StudyEvent]:
    """All that memory may know of the card: adjustments, and answers that are not voided, not
    crammed, graded or marked, and not in a deferred session that is still open."""
    found = await list_by_key(db, learner_ids=[learner_id], card_ids=[card_id])
    return found.get((learner_id, card_id), [])


async def list_by_key(
    db: AsyncSession, *, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> dict[Key, list[StudyEvent]]:
    """What `list_of_card` gives, for every (learner id, card id) of these that has any."""
    given = await _marks(db, learner_ids, card_ids)
    found: dict[Key, list[StudyEvent]] = {
        key: list(adjusted)
        for key, adjusted in (
            await adjustments.list_by_key(db, learner_ids=learner_ids, card_ids=card_ids)
        ).items()
    }
    for row, card in [
        *[(row, None) for row in await _whole(db, learner_ids, card_ids)],
        *await _shared(db, learner_ids, card_ids),
    ]:
        event = of_answer(row, card, given.get((row.learner_id, row.id), ()))
        if event.fraction is not None:
            found.setdefault((row.learner_id, event.card_id), []).append(event)
    return found


async def _whole(
    db: AsyncSession, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> Sequence[AnswerRow]:
    """Answers to these cards that speak of no other."""
    query = (
        _remembered(learner_ids)
        .outerjoin(AnswerCardRow, _card_of_answer())
        .where(col(AnswerRow.card_id).in_(card_ids), col(AnswerCardRow.card_id).is_(None))
    )
    return (await db.execute(query)).scalars().all()


async def _shared(
    db: AsyncSession, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> list[tuple[AnswerRow, AnswerCardRow]]:
    """Answers that gave these cards a grade of their own, with that."""
    query = (
        _remembered(learner_ids)
        .join(AnswerCardRow, _card_of_answer())
        .where(_is_card(learner_ids, card_ids))
        .add_columns(AnswerCardRow)
    )
    return [(row[0], row[1]) for row in (await db.execute(query)).all()]


def _remembered(learner_ids: Collection[UUID]) -> Select[AnswerRow]:
    return (
        answers.standing(*learner_ids)
        .join(SessionRow, answers.session_of_answer())
        .where(
            col(AnswerRow.counts_for_memory).is_(True),
            sessions.has_told_grades(),
        )
    )


async def _marks(
    db: AsyncSession, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> dict[Key, list[Mark]]:
    """The marks of answers that speak of these cards."""
    of_asked = and_(
        col(AnswerRow.learner_id) == col(MarkRow.learner_id),
        col(AnswerRow.id) == col(MarkRow.answer_id),
    )
    of_graded = and_(
        col(AnswerCardRow.learner_id) == col(MarkRow.learner_id),
        col(AnswerCardRow.answer_id) == col(MarkRow.answer_id),
    )
    is_asked = (col(AnswerRow.learner_id).in_(learner_ids), col(AnswerRow.card_id).in_(card_ids))
    asked = select(MarkRow).join(AnswerRow, of_asked).where(*is_asked)
    graded = select(MarkRow).join(AnswerCardRow, of_graded).where(_is_card(learner_ids, card_ids))
    return await marks.group(db, asked) | await marks.group(db, graded.distinct())


def _is_card(learner_ids: Collection[UUID], card_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Cards with a grade of their own; by learner too, so that the index finds them."""
    return and_(
        col(AnswerCardRow.learner_id).in_(learner_ids), col(AnswerCardRow.card_id).in_(card_ids)
    )


def _card_of_answer() -> ColumnElement[bool]:
    return and_(
        col(AnswerCardRow.learner_id) == col(AnswerRow.learner_id),
        col(AnswerCardRow.answer_id) == col(AnswerRow.id),
    )
