"""Cards: find, make, change and delete them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.deps import Author, Conditions, Now, Once, Reader, Reading, Writing
from api.errors import problem_of
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import authoring, batching, browsing
from api.showing_content import show_card, show_version, view_of_card
from db.cards import CardFilter
from quiz.cards import CardKind
from schemas.base import Page
from schemas.card_batches import BatchResult, CardBatch, CardBatchResults
from schemas.card_versions import CardVersion
from schemas.cards import Card, CardCreate, CardUpdate
from schemas.labels import SearchWords, Tag

router = strict_router("/v1", "cards")


@router.get("/decks/{deck_id}/cards", responses=problems(404))
async def cards_list(
    deck_id: UUID,
    caller: Reader,
    db: Reading,
    pages: Pages,
    q: Annotated[
        SearchWords | None,
        Query(description="Words of the prompt or tags and, if you may read them, of answers."),
    ] = None,
    tag: Annotated[
        list[Tag], Query(max_length=20, description="Only cards that carry all of these.")
    ] = [],  # noqa: B006 FastAPI copies it
    kind: Annotated[CardKind | None, Query(description="Only cards of this kind.")] = None,
) -> Page[Card]:
    """The deck's cards in order. Without the right to read answers, the answer side is left out."""
    filter = CardFilter(words=q, tags=tag, kind=kind)
    found = await browsing.list_cards(db, caller, deck_id, pages.request, filter)
    return pages.page(found, show_card)


@router.post(
    "/decks/{deck_id}/cards",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def cards_create(
    deck_id: UUID,
    body: CardCreate,
    caller: Author,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Card:
    """Make a card. Its key points are read from the answer's bullets unless you send them."""
    card = await authoring.create_one(db, caller, deck_id, body.root, now=now)
    tag.shows("card", card.row.id, card.row.revision, view_of_card(card))
    response.headers["Location"] = f"/v1/cards/{card.row.id}"
    return show_card(card)


@router.post(
    "/decks/{deck_id}/cards/batch", dependencies=[Once], responses=problems(404, 409, 413, 415)
)
async def cards_batch(
    deck_id: UUID, body: CardBatch, caller: Author, db: Writing, now: Now, request: Request
) -> CardBatchResults:
    """Make, change, delete and reorder many cards. Items are done in order, each wholly or not at
    all; a failed one does not undo the others."""
    outcomes = await batching.apply(db, caller, deck_id, body.items, now=now)
    return CardBatchResults(
        results=[
            BatchResult(
                index=index,
                status=outcome.status,
                card=show_card(outcome.card) if outcome.card else None,
                problem=problem_of(request, outcome.error) if outcome.error else None,
            )
            for index, outcome in enumerate(outcomes)
        ]
    )


@router.get("/cards/{card_id}", responses=problems(404) | NOT_MODIFIED)
async def cards_get(card_id: UUID, caller: Reader, db: Reading, tag: Conditions) -> Card:
    """One card at its newest version."""
    card = await browsing.get_card(db, caller, card_id)
    tag.shows("card", card_id, card.row.revision, view_of_card(card))
    return show_card(card)


@router.patch("/cards/{card_id}", responses=problems(404, 409, 412, 413, 415))
async def cards_update(
    card_id: UUID, body: CardUpdate, caller: Author, db: Writing, now: Now, tag: Conditions
) -> Card:
    """Change a card (merge-patch). New content becomes a new version; tags, place, ids and
    metadata do not. Key points that were read from the answer are read again when it changes."""
    editing, card = await authoring.begin_with_card(db, caller, card_id, now=now)
    tag.expects("card", card_id, card.row.revision, view_of_card(card))
    card = await authoring.update(editing, card, body.patch())
    await authoring.finish(editing)
    tag.shows("card", card_id, card.row.revision, view_of_card(card))
    return show_card(card)


@router.delete("/cards/{card_id}", status_code=204, responses=problems(404, 412))
async def cards_delete(
    card_id: UUID, caller: Author, db: Writing, now: Now, tag: Conditions
) -> None:
    """Delete a card. Sessions that are open still ask it; answers to it stay."""
    editing, card = await authoring.begin_with_card(db, caller, card_id, now=now)
    tag.expects("card", card_id, card.row.revision, view_of_card(card))
    authoring.delete(editing, card)
    await authoring.finish(editing)


@router.get("/cards/{card_id}/versions", responses=problems(404))
async def cards_list_versions(
    card_id: UUID, caller: Reader, db: Reading, pages: Pages
) -> Page[CardVersion]:
    """What the card said at each version, the newest first. Takes the right to read answers."""
    found = await browsing.list_versions(db, caller, card_id, pages.request)
    return pages.page(found, show_version)
