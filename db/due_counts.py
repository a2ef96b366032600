"""How much waits for a learner, counted deck by deck, and on which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import queues
from db.cards import CardRow
from db.memories import MemoryRow
from quiz.statistics.forecasts import Due

_AT_ONCE = 50
"""Decks that one statement counts."""


@dataclass(frozen=True, slots=True)
class DeckCount:
    """Cards of a deck that are due at this moment, and until the end of the study day; each `cap`
    + 1 at most."""

    now: int
    today: int


async def list_due(
    db: AsyncSession,
    *,
    learner_id: UUID,
    deck_ids: Sequence[UUID],
    today: date,
    now: datetime,
    cap: int,
) -> dict[UUID, DeckCount]:
    """What is due, by deck; each deck costs no more than the cap."""
    counts = {
        moment: await _by_deck(
            db, {id: _due(learner_id, id, today, moment).limit(cap + 1) for id in deck_ids}
        )
        for moment in (now, None)
    }
    return {id: DeckCount(counts[now][id], counts[None][id]) for id in deck_ids}


async def list_new(
    db: AsyncSession, caps: Mapping[UUID, int], *, learner_id: UUID, today: date
) -> dict[UUID, int]:
    """New cards by deck, each deck's up to its cap."""
    wanted = {
        deck_id: select(col(CardRow.id))
        .outerjoin(MemoryRow, queues.memory_of_card(learner_id))
        .where(
            col(CardRow.deck_id) == deck_id,
            col(CardRow.deleted_at).is_(None),
            queues.is_new(today),
        )
        .limit(cap)
        for deck_id, cap in caps.items()
        if cap
    }
    return dict.fromkeys(caps, 0) | await _by_deck(db, wanted)


async def list_days(
    db: AsyncSession, *, learner_id: UUID, deck_ids: Sequence[UUID], today: date
) -> list[Due]:
    """How many cards are due on each study day; what is buried today is due tomorrow."""
    tomorrow = today + timedelta(days=1)
    is_put_off = (col(MemoryRow.buried_on) == today) & (col(MemoryRow.queue_on) <= today)
    due_on = case((is_put_off, tomorrow), else_=col(MemoryRow.queue_on))
    query = (
        select(due_on, func.count())
        .join(CardRow, col(CardRow.id) == col(MemoryRow.card_id))
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.deck_id).in_(deck_ids),
            col(MemoryRow.queue_on).is_not(None),
            col(CardRow.deleted_at).is_(None),
        )
        .group_by(due_on)
    )
    return [Due(row[0], row[1]) for row in (await db.execute(query)).all()]


async def find_next_due_on(
    db: AsyncSession,
    *,
    learner_id: UUID,
    deck_ids: Sequence[UUID],
    after: date = date.min,
) -> date | None:
    """The study day after the given one on which the next card of these decks is due; `None` where
    none ever is."""
    query = (
        select(col(MemoryRow.queue_on))
        .join(CardRow, col(CardRow.id) == col(MemoryRow.card_id))
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.deck_id).in_(deck_ids),
            col(MemoryRow.queue_on) > after,
            col(CardRow.deleted_at).is_(None),
        )
        .order_by(col(MemoryRow.queue_on))
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def list_loads(
    db: AsyncSession, *, learner_id: UUID, deck_id: UUID, today: date, days: int
) -> list[int]:
    """How many cards of the deck are due on each of the coming study days, from tomorrow; without
    those that were studied today, so that the day's work does not move the numbers."""
    is_studied_today = func.coalesce(col(MemoryRow.last_studied_on) == today, False)
    query = (
        select(col(MemoryRow.queue_on), func.count())
        .where(
            col(MemoryRow.learner_id) == learner_id,
            col(MemoryRow.deck_id) == deck_id,
            col(MemoryRow.queue_on) > today,
            col(MemoryRow.queue_on) <= today + timedelta(days=days),
            ~is_studied_today,
        )
        .group_by(col(MemoryRow.queue_on))
    )
    found = {row[0]: row[1] for row in (await db.execute(query)).all()}
    return [found.get(today + timedelta(days=day), 0) for day in range(1, days + 1)]


def _due(learner_id: UUID, deck_id: UUID, today: date, now: datetime | None) -> Select[UUID]:
    """Cards of the deck that are due. Indexes alone tell: no memory and no card is read, but those
    few that are deleted."""
    deleted = select(col(CardRow.id)).where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_not(None)
    )
    return select(col(MemoryRow.card_id)).where(
        *queues.is_due(learner_id, [deck_id], today, now),
        col(MemoryRow.card_id).not_in(deleted),
    )


async def _by_deck(db: AsyncSession, queries: Mapping[UUID, Select[Any]]) -> dict[UUID, int]:
    """How many rows each deck's query has."""
    found: dict[UUID, int] = {}
    decks = list(queries)
    for start in range(0, len(decks), _AT_ONCE):
        counted = [
            select(
                literal(deck_id, Uuid()),
                select(func.count()).select_from(queries[deck_id].subquery()).scalar_subquery(),
            )
            for deck_id in decks[start : start + _AT_ONCE]
        ]
        rows = (await db.execute(union_all(*counted))).all()
        found |= {row[0]: row[1] for row in rows}
    return found
