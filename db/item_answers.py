"""Answers to the cards of a deck, whoever gave them: what items are analysed from.

Counted are answers with a result that is told, in any mode; not those taken back, those that
learners rated themselves, and those in deferred sessions that are not finished.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, results, sessions
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow, AnswerVoidRow
from db.cards import CardRow
from db.marks import MarkRow
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.sessions import SessionRow
from quiz.marking.marks import ResultSource
from quiz.responses import Format

_CARDS_AT_ONCE = 100
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An answer with its result (0..1), and what tells which options it was shown."""

    card_id: UUID
    learner_id: UUID
    at: datetime
    id: UUID
    fraction: float
    took_ms: int | None
    format: Format
    card_version: int
    seed: int
    response: dict[str, Any]
    pins: dict[str, Any]


async def list_cards(
    db: AsyncSession, page: PageRequest, *, deck_id: UUID
) -> RowPage[tuple[UUID, int]]:
    """(id, position) of the deck's cards, in its order."""
    query = select(col(CardRow.id), col(CardRow.position)).where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None)
    )
    keys = (SortKey(col(CardRow.position)), SortKey(col(CardRow.id)))
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[1], row[0]), page)


async def count(db: AsyncSession, *, deck_id: UUID, cap: int) -> int:
    """How many answers the deck's cards have, counted or not; at most `cap`."""
    rows = select(col(AnswerRow.id)).where(col(AnswerRow.card_id).in_(_ids(deck_id))).limit(cap)
    return (await db.execute(select(func.count()).select_from(rows.subquery()))).scalar_one()


async def each(db: AsyncSession, *, deck_id: UUID, ending: str) -> AsyncIterator[ItemAnswer]:
    """The counted answers of learners whose id ends in these digits, those of a learner to a card
    one after the other."""
    card_ids = list((await db.execute(_ids(deck_id))).scalars())
    for start in range(0, len(card_ids), _CARDS_AT_ONCE):
        query = _counted(card_ids[start : start + _CARDS_AT_ONCE])
        if ending:
            query = query.where(cast(col(AnswerRow.learner_id), String).endswith(ending))
        rows = await db.stream(query.execution_options(yield_per=_ROWS_AT_ONCE))
        async for row in rows:
            yield ItemAnswer(*row)


def _ids(deck_id: UUID) -> Select[UUID]:
    return select(col(CardRow.id)).where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None)
    )


def _counted(card_ids: Sequence[UUID]) -> Select[Any]:
    fraction = func.coalesce(
        col(MarkRow.result_fraction), col(AnswerCardRow.fraction), col(AnswerRow.fraction)
    )
    return (
        select(
            col(AnswerRow.card_id),
            col(AnswerRow.learner_id),
            col(AnswerRow.answered_at),
            col(AnswerRow.id),
            fraction,
            col(AnswerRow.took_ms),
            col(AnswerRow.format),
            col(AnswerRow.card_version),
            col(AnswerRow.seed),
            col(AnswerRow.response),
            col(AnswerRow.pins),
        )
        .join(SessionRow, answers.session_of_answer())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .outerjoin(MarkRow, results.last_mark_of_answer())
        .outerjoin(AnswerCardRow, results.own_grade_of_card())
        .where(
            col(AnswerRow.card_id).in_(card_ids),
            col(AnswerVoidRow.answer_id).is_(None),
            col(AnswerRow.format) != Format.FLIP,
            fraction.is_not(None),
            _is_not_self_rated(),
            sessions.has_told_grades(),
        )
        .order_by(col(AnswerRow.card_id), col(AnswerRow.learner_id), col(AnswerRow.id))
    )


def _is_not_self_rated() -> ColumnElement[bool]:
    return or_(
        col(MarkRow.result_source).is_(None),
        col(MarkRow.result_source) != ResultSource.LEARNER_RATING,
    )
