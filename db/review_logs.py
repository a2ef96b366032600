"""A learner's whole log of reviews, as the fitting of parameters takes it; keyed by learner."""

from collections.abc import Hashable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import study_events
from db.answers import AnswerRow
from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered, StudyEvent, place_of
from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.ratings import rating_of

_AT_ONCE = 500
"""Cards whose events are read at once."""

Placed = tuple[datetime, UUID, Hashable, date, int]


async def read(db: AsyncSession, *, learner_id: UUID) -> list[Review]:
    """Every review of the learner's that counts for memory, in order of (effective time, id).

    A card that was reset goes on as another one. Only what fitting needs is held: some 200 bytes a
    review.
    """
    cards = await study_events.list_all_cards(db, learner_id=learner_id)
    took = await _took_ms(db, learner_id=learner_id)
    placed: list[Placed] = []
    for start in range(0, len(cards), _AT_ONCE):
        card_ids = [card_id for card_id, _ in cards[start : start + _AT_ONCE]]
        logs = await study_events.list_by_key(db, learner_ids=[learner_id], card_ids=card_ids)
        for (_, card_id), log in logs.items():
            placed += _reviews(card_id, log)
    placed.sort(key=lambda entry: entry[:2])
    return [Review(card, day, rating, took.get(id)) for _, id, card, day, rating in placed]


def _reviews(card_id: UUID, log: list[StudyEvent]) -> list[Placed]:
    found: list[Placed] = []
    life = 0
    for event in sorted(log, key=place_of):
        match event:
            case Adjusted(kind=AdjustmentKind.RESET):
                life += 1
            case Answered():
                rating = rating_of(
                    is_right=bool(event.is_right),
                    confidence=event.confidence,
                    is_self_rated=event.is_self_rated,
                )
                found.append((event.at, event.id, (card_id, life), event.studied_on, int(rating)))
    return found


async def _took_ms(db: AsyncSession, *, learner_id: UUID) -> dict[UUID, int]:
    query = select(col(AnswerRow.id), col(AnswerRow.took_ms)).where(
        col(AnswerRow.learner_id) == learner_id, col(AnswerRow.took_ms).is_not(None)
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all() if row[1] is not None}
