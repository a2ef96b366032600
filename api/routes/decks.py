"""Decks: find, make, change, copy and delete them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from api.deps import Author, Conditions, Now, Once, Reader, Reading, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import authoring_decks, authorizing, browsing, copying
from api.showing_content import show_deck, view_of_deck
from db.decks import DeckCollection, DeckFilter, DeckSort
from schemas.base import Page
from schemas.decks import Deck, DeckCopy, DeckCreate, DeckUpdate
from schemas.labels import SearchWords, Tag

router = strict_router("/v1/decks", "decks")


@router.get("")
async def decks_list(
    caller: Reader,
    db: Reading,
    pages: Pages,
    collection: Annotated[
        DeckCollection, Query(description="Your workspaces' decks, public ones, or both.")
    ] = DeckCollection.ALL,
    q: Annotated[
        SearchWords | None,
        Query(description="Words of title, subtitle, description or tags; all must occur."),
    ] = None,
    tag: Annotated[
        list[Tag], Query(max_length=20, description="Only decks that carry all of these.")
    ] = [],  # noqa: B006 FastAPI copies it
    workspace_id: Annotated[UUID | None, Query(description="Only this workspace's.")] = None,
    sort: Annotated[
        DeckSort, Query(description="By age or title; descending with `-`.")
    ] = DeckSort.CREATED_AT,
) -> Page[Deck]:
    """Decks of your workspaces and public ones. Unlisted decks of others are found by id alone."""
    filter = DeckFilter(collection=collection, words=q, tags=tag, workspace_id=workspace_id)
    found = await browsing.list_decks(db, caller, pages.request, filter, sort)
    return pages.page(found, show_deck)


@router.post("", status_code=201, dependencies=[Once], responses=problems(404, 409, 413, 415))
async def decks_create(
    body: DeckCreate, caller: Author, db: Writing, now: Now, tag: Conditions, response: Response
) -> Deck:
    """Make an empty deck. It is private unless you say otherwise."""
    access = await authoring_decks.create(db, caller, body, now=now)
    tag.shows("deck", access.deck.id, access.deck.revision, view_of_deck(access))
    response.headers["Location"] = f"/v1/decks/{access.deck.id}"
    return show_deck(access)


@router.get("/{deck_id}", responses=problems(404) | NOT_MODIFIED)
async def decks_get(deck_id: UUID, caller: Reader, db: Reading, tag: Conditions) -> Deck:
    """One deck, without its cards."""
    access = await authorizing.deck_to_read(db, caller, deck_id)
    tag.shows("deck", deck_id, access.deck.revision, view_of_deck(access))
    return show_deck(access)


@router.patch("/{deck_id}", responses=problems(404, 409, 412, 413, 415))
async def decks_update(
    deck_id: UUID, body: DeckUpdate, caller: Author, db: Writing, now: Now, tag: Conditions
) -> Deck:
    """Change what is said of a deck (merge-patch). Nobody's memory changes with it."""
    access = await authorizing.deck_to_edit(db, caller, deck_id)
    tag.expects("deck", deck_id, access.deck.revision, view_of_deck(access))
    access = await authoring_decks.update(db, caller, access, body.patch(), now=now)
    tag.shows("deck", deck_id, access.deck.revision, view_of_deck(access))
    return show_deck(access)


@router.delete("/{deck_id}", status_code=204, responses=problems(404, 409, 412))
async def decks_delete(
    deck_id: UUID, caller: Author, db: Writing, now: Now, tag: Conditions
) -> None:
    """Delete a deck with its cards. Sessions that are open go on; answers stay with who gave
    them. A deck in which others lie stays until they are moved or deleted."""
    access = await authorizing.deck_to_edit(db, caller, deck_id)
    tag.expects("deck", deck_id, access.deck.revision, view_of_deck(access))
    await authoring_decks.delete(db, access.deck, now=now)


@router.post(
    "/{deck_id}/copies",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def decks_copy(
    deck_id: UUID,
    body: DeckCopy,
    caller: Author,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Deck:
    """Copy a deck with its cards into a workspace of yours, as a private deck.

    Takes the right to read answers.
    """
    access = await copying.copy(db, caller, deck_id, body, now=now)
    tag.shows("deck", access.deck.id, access.deck.revision, view_of_deck(access))
    response.headers["Location"] = f"/v1/decks/{access.deck.id}"
    return show_deck(access)
