"""Previews of cards, for those who write them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import Author, Reader, Reading
from api.openapi import problems
from api.routing import router as strict_router
from api.services import previewing
from api.showing_content import show_preview
from schemas.card_previews import CardPreview
from schemas.cards import CardCreate
from schemas.decks import Language

router = strict_router("/v1", "cards")


@router.post("/card-previews", responses=problems(413, 415))
async def card_previews_create(
    body: CardCreate,
    caller: Author,  # noqa: ARG001 who may write cards
    language: Annotated[
        Language | None, Query(description="The language of the deck it is for.")
    ] = None,
) -> CardPreview:
    """See what would become of a card: how it is read, which of its points are graded, and where
    it would grade badly. Nothing is stored."""
    return show_preview(previewing.preview(body.root, language=language))


@router.get("/cards/{card_id}/preview", responses=problems(404))
async def card_previews_get(card_id: UUID, caller: Reader, db: Reading) -> CardPreview:
    """How a card is read, which of its points are graded, and where it grades badly. Takes the
    right to read answers."""
    return show_preview(await previewing.preview_card(db, caller, card_id))
