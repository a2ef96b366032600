"""Copies a deck with its cards into a workspace."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authoring_decks, authorizing
from api.services.authorizing import DeckAccess
from db import decks, new_cards
from db.decks import DeckRow
from db.new_cards import Copy
from quiz.access import Caller, Scope, Visibility
from schemas.decks import DeckCopy

CHUNK = 1_000
_KEPT = {
    "subtitle",
    "description",
    "language",
    "tags",
    "source",
    "licence",
    "study_defaults",
    "appeal_policy",
}


async def copy(
    db: AsyncSession, caller: Caller, deck_id: UUID, wanted: DeckCopy, *, now: datetime
) -> DeckAccess:
    """A private copy; each card's newest version is its first there, under a new id.

    Raises `NotFound` or `Forbidden` for a deck whose answers the caller may not read, and for a
    workspace where they may not write.
    """
    source = await authorizing.answers_to_read(db, caller, deck_id)
    workspace_id = await authorizing.workspace_to_use(
        db, caller, wanted.workspace_id, Scope.DECKS_WRITE
    )
    await decks.hold(db, source.id)
    found = await new_cards.list_sources(db, deck_id=source.id)
    title = wanted.title or source.title
    row = DeckRow(
        **source.model_dump(include=_KEPT),
        id=new_id(now),
        workspace_id=workspace_id,
        title=title,
        visibility=Visibility.PRIVATE,
        card_count=len(found),
        words=decks.words_of(title, source.subtitle, source.description, source.tags),
        copied_from=source.id,
        created_at=now,
        updated_at=now,
    )
    db.add(row)
    authoring_decks.tell(db, "deck.created", row, now=now)
    await db.flush()
    author_id = caller.writes_as
    copies = _copies(found, now=now)
    for start in range(0, len(copies), CHUNK):
        chunk = copies[start : start + CHUNK]
        await new_cards.copy_many(db, chunk, deck_id=row.id, author_id=author_id, now=now)
    return await authorizing.deck_to_read(db, caller, row.id)


def _copies(sources: Sequence[tuple[UUID, UUID | None]], *, now: datetime) -> list[Copy]:
    """New ids for the cards, and one for each sibling group."""
    groups = {group: new_id(now) for _, group in sources if group is not None}
    return [
        Copy(card_id, new_id(now), None if group is None else groups[group])
        for card_id, group in sources
    ]
