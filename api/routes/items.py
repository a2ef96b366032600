"""How the cards of a deck do."""

from uuid import UUID

from api.deps import AnyCaller, Reading
from api.listing import Pages
from api.openapi import problems
from api.routing import router as strict_router
from api.services import analysing
from schemas.base import Page
from schemas.items import Item, show

router = strict_router("/v1/decks", "decks")


@router.get("/{deck_id}/items", responses=problems(404))
async def decks_list_items(
    deck_id: UUID, caller: AnyCaller, db: Reading, pages: Pages
) -> Page[Item]:
    """How hard the cards of a deck are, whether they tell who knows the rest, which options
    mislead, and how long answers take; for who edits the deck or marks its answers.

    Only first answers count, of all learners, who are never named. A figure from too few of them
    is `null`, with the reason.
    """
    found = await analysing.analyse(db, caller, deck_id, pages.request)
    return pages.page(found.page, lambda item: show(item, found.one_in))
