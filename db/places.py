"""Places of cards in their deck: in order, from 1, with gaps where cards were deleted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.cards import CardRow

_MOVE = (
    update(CardRow)
    .where(col(CardRow.id) == bindparam("card_id"))
    .values(
        position=bindparam("place"),
        revision=CardRow.revision + 1,
        change_number=bindparam("number"),
    )
)


async def next_free(db: AsyncSession, *, deck_id: UUID) -> int:
    """The place after the deck's last card; 1 in an empty deck."""
    query = select(func.max(col(CardRow.position))).where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None)
    )
    return ((await db.execute(query)).scalar_one() or 0) + 1


async def make_room(db: AsyncSession, position: int, *, deck_id: UUID, change_number: int) -> None:
    """Move the cards at `position` and after one place on; rows in the session do not notice."""
    await db.execute(
        update(CardRow)
        .where(
            col(CardRow.deck_id) == deck_id,
            col(CardRow.position) >= position,
            col(CardRow.deleted_at).is_(None),
        )
        .values(
            position=CardRow.position + 1,
            revision=CardRow.revision + 1,
            change_number=change_number,
        )
        .execution_options(synchronize_session=False)
    )


async def list_of(db: AsyncSession, card_ids: Sequence[UUID], *, deck_id: UUID) -> dict[UUID, int]:
    """The places of those of the cards that live in the deck."""
    query = select(col(CardRow.id), col(CardRow.position)).where(
        col(CardRow.deck_id) == deck_id,
        col(CardRow.id).in_(card_ids),
        col(CardRow.deleted_at).is_(None),
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def list_of_deck(db: AsyncSession, *, deck_id: UUID) -> dict[UUID, int]:
    """The places of the deck's live cards."""
    query = select(col(CardRow.id), col(CardRow.position)).where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None)
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def put(db: AsyncSession, positions: Mapping[UUID, int], *, change_number: int) -> None:
    """Give each of the cards its new place."""
    moves = [
        {"card_id": card_id, "place": place, "number": change_number}
        for card_id, place in positions.items()
    ]
    if moves:
        await (await db.connection()).execute(_MOVE, moves)
