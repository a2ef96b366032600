"""Study events: what memory is folded over, one for each answer and each of its cards, and one for
each adjustment.

An answer speaks of the card that was asked, or, where the question asked several, of each of them
by the card's own grade (`db/answer_cards.py`). Marks speak of the whole answer, hence of all of its
cards.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import adjustments, answer_cards, answers, marks, sessions
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow
from db.marks import MarkRow
from db.sessions import SessionRow
from quiz.marking.marks import Graded, Mark, for_memory, is_self_rated
from quiz.responses import Format
from quiz.scheduling.events import Answered, StudyEvent

Key = tuple[UUID, UUID]

_AT_ONCE = 1000
"""Answers that are read before others have their turn."""


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
    """What `list_of_card` gives, for every (learner id, card id) of these that has any.

    Answers are read some at a time, so that a card with very many holds up nobody else.
    """
    given = await _marks(db, learner_ids, card_ids)
    found: dict[Key, list[StudyEvent]] = {
        key: list(adjusted)
        for key, adjusted in (
            await adjustments.list_by_key(db, learner_ids=learner_ids, card_ids=card_ids)
        ).items()
    }
    for query in _answers(learner_ids, card_ids):
        result = await db.stream(query.execution_options(yield_per=_AT_ONCE))
        async for rows in result.partitions():
            for key, event in _events(rows, given):
                found.setdefault(key, []).append(event)
    return found


class _Answer(NamedTuple):
    """What is read of an answer: no more than memory goes by, as a log can be long."""

    learner_id: UUID
    id: UUID
    answered_at: datetime
    studied_on: date
    format: Format
    confidence: int | None
    card_id: UUID
    fraction: float | None
    is_right: bool | None


def _events(
    rows: Iterable[Row[Any]], given: Mapping[Key, Sequence[Mark]]
) -> Iterator[tuple[Key, Answered]]:
    """The graded answers among these rows, with (learner id, card id)."""
    for row in rows:
        answer = _Answer._make(row)
        event = _event_of(answer, given.get((answer.learner_id, answer.id), ()))
        if event.fraction is not None:
            yield (answer.learner_id, answer.card_id), event


def _event_of(answer: _Answer, given: Sequence[Mark]) -> Answered:
    """The answer as the memory of one of its cards sees it, once these marks were given."""
    result = for_memory(Graded(answer.fraction, answer.is_right, answer.confidence), given)
    return Answered(
        id=answer.id,
        card_id=answer.card_id,
        at=answer.answered_at,
        studied_on=answer.studied_on,
        confidence=result.confidence,
        fraction=result.fraction,
        is_right=result.is_right,
        is_self_rated=is_self_rated(answer.format, result),
    )


def _answers(learner_ids: Collection[UUID], card_ids: Collection[UUID]) -> list[Select[Any]]:
    """Two queries for answers that memory counts: to these cards alone, and those that gave these
    cards a grade of their own."""
    whole = (
        _remembered(learner_ids, AnswerRow)
        .outerjoin(AnswerCardRow, _card_of_answer())
        .where(col(AnswerRow.card_id).in_(card_ids), col(AnswerCardRow.card_id).is_(None))
    )
    shared = (
        _remembered(learner_ids, AnswerCardRow)
        .join(AnswerCardRow, _card_of_answer())
        .where(_is_card(learner_ids, card_ids))
    )
    return [whole, shared]


def _remembered(
    learner_ids: Collection[UUID], graded: type[AnswerRow] | type[AnswerCardRow]
) -> Select[Any]:
    """Columns as in `_Answer`, the grade from the row that has it."""
    return (
        answers.standing(*learner_ids)
        .join(SessionRow, answers.session_of_answer())
        .where(col(AnswerRow.counts_for_memory).is_(True), sessions.has_told_grades())
        .with_only_columns(
            *(col(getattr(AnswerRow, name)) for name in _Answer._fields[:6]),
            *(col(getattr(graded, name)) for name in _Answer._fields[6:]),
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
