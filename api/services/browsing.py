"""Finds decks and cards for a caller, with the right to read answers that goes with each."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing
from api.services.authorizing import DeckAccess
from db import cards, decks
from db.cards import CardFilter, CardRow, CardVersionRow
from db.decks import DeckFilter, DeckSort
from db.pages import PageRequest, RowPage
from quiz import cards as domain
from quiz.access import Caller
from quiz.cards import Content
from quiz.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card, and whether the caller may see its answer side."""

    row: CardRow
    content: Content
    reads_answers: bool


async def list_decks(
    db: AsyncSession, caller: Caller, page: PageRequest, filter: DeckFilter, sort: DeckSort
) -> RowPage[DeckAccess]:
    """The decks that the caller finds by looking."""
    found = await decks.list_visible(
        db,
        page,
        account_id=caller.account_id,
        workspace_id=caller.workspace_id,
        filter=filter,
        sort=sort,
    )
    rows = [authorizing.access_to(caller, deck, role) for deck, role in found.rows]
    return RowPage(rows, found.next_key)


async def list_cards(
    db: AsyncSession, caller: Caller, deck_id: UUID, page: PageRequest, filter: CardFilter
) -> RowPage[SeenCard]:
    """The deck's cards in order. Words are looked for in answers only by those who may read them.

    Raises `NotFound`.
    """
    access = await authorizing.deck_to_read(db, caller, deck_id)
    found = await cards.list_of_deck(
        db, page, deck_id=deck_id, filter=filter, search_answers=access.reads_answers
    )
    rows = [seen(row, version, access) for row, version in found.rows]
    return RowPage(rows, found.next_key)


async def get_card(db: AsyncSession, caller: Caller, card_id: UUID) -> SeenCard:
    """A card of a deck that the caller may see. Raises `NotFound`."""
    row, version = await cards.get(db, card_id)
    return seen(row, version, await deck_of(db, caller, row.id, row.deck_id))


async def list_versions(
    db: AsyncSession, caller: Caller, card_id: UUID, page: PageRequest
) -> RowPage[CardVersionRow]:
    """The card's versions, the newest first.

    Raises `NotFound`, or `Forbidden` for callers who may not read answers.
    """
    deck_id = await cards.get_deck_id(db, card_id)
    await deck_with_answers(db, caller, card_id, deck_id)
    return await cards.list_versions(db, page, card_id=card_id)


async def deck_of(db: AsyncSession, caller: Caller, card_id: UUID, deck_id: UUID) -> DeckAccess:
    """The deck that a card lies in. Raises `NotFound`, which names the card alone."""
    try:
        return await authorizing.deck_to_read(db, caller, deck_id)
    except NotFound as error:
        raise NotFound(f"There is no card {str(card_id)!r}.") from error


async def deck_with_answers(
    db: AsyncSession, caller: Caller, card_id: UUID, deck_id: UUID
) -> DeckAccess:
    """The deck that a card lies in, for those who may read answers.

    Raises `NotFound`, which names the card alone, or `Forbidden`.
    """
    access = await deck_of(db, caller, card_id, deck_id)
    if not access.reads_answers:
        raise Forbidden("The answers of this card's deck are shown only in quiz sessions.")
    return access


def seen(row: CardRow, version: CardVersionRow, access: DeckAccess) -> SeenCard:
    """The card as the caller may see it."""
    return SeenCard(row, domain.from_json(version.content), access.reads_answers)
