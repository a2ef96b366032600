"""Cards that stand near others in their deck, for questions that are made with what they lend."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import itemgetter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import cards
from db.cards import CardRow
from quiz.cards import CardVersion

Place = tuple[int, UUID]


async def list_near(
    db: AsyncSession, card_id: UUID, *, deck_id: UUID, most: int
) -> list[CardVersion]:
    """At most so many other live cards of the deck, those nearest to the card's place.

    Each in its current version. The card may be deleted; one that never was has none near it.
    """
    place = col(CardRow.position)
    own = select(place).where(col(CardRow.id) == card_id)
    position = (await db.execute(own)).scalar_one_or_none()
    if position is None:
        return []
    query = select(place, col(CardRow.id)).where(
        col(CardRow.deck_id) == deck_id,
        col(CardRow.deleted_at).is_(None),
        col(CardRow.id) != card_id,
    )
    behind = query.where(place >= position).order_by(place, col(CardRow.id)).limit(most)
    before = query.where(place < position).order_by(place.desc(), col(CardRow.id)).limit(most)
    found = [*(await db.execute(behind)).all(), *(await db.execute(before)).all()]
    found.sort(key=lambda row: (abs(row[0] - position), row[1]))
    near = await cards.list_current(db, [row[1] for row in found[:most]])
    return list(near.values())


async def list_places(db: AsyncSession, deck_ids: Sequence[UUID]) -> dict[UUID, list[Place]]:
    """The places (position, card id) of the decks' live cards, in order."""
    query = (
        select(col(CardRow.deck_id), col(CardRow.position), col(CardRow.id))
        .where(col(CardRow.deck_id).in_(deck_ids), col(CardRow.deleted_at).is_(None))
        .order_by(col(CardRow.deck_id), col(CardRow.position), col(CardRow.id))
    )
    found: dict[UUID, list[Place]] = {deck_id: [] for deck_id in deck_ids}
    for deck_id, position, card_id in (await db.execute(query)).all():
        found[deck_id].append((position, card_id))
    return found


def near(own: Place, places: Sequence[Place], *, most: int) -> list[UUID]:
    """The ids that `list_near` finds around a place, among the places of its deck."""
    position, card_id = own
    start = bisect_left(places, position, key=itemgetter(0))
    behind = [place for place in places[start : start + most + 1] if place[1] != card_id][:most]
    found = [*behind, *places[max(start - most, 0) : start]]
    found.sort(key=lambda place: (abs(place[0] - position), place[1]))
    return [id for _, id in found[:most]]


async def list_many(
    db: AsyncSession, ids: Mapping[UUID, Sequence[UUID]]
) -> dict[UUID, list[CardVersion]]:
    """The neighbours of each card, whose ids are given, in their newest versions."""
    found = await cards.list_current(db, list({id for some in ids.values() for id in some}))
    return {card_id: [found[id] for id in some if id in found] for card_id, some in ids.items()}
