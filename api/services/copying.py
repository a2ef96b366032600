"""Copies a deck with its cards into a workspace."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authoring_decks, authorizing
from api.services.authorizing import DeckAccess
from db import cards, decks, new_cards
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from quiz.access import Caller, Scope, Visibility
from schemas.decks import DeckCopy

CHUNK = 1_000
_KEPT = {"subtitle", "description", "language", "tags", "source", "licence", "study_defaults"}


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
    found = await cards.list_all(db, deck_id=source.id)
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
    author_id = caller.account_id or caller.api_key_id
    groups: dict[UUID, UUID] = {}
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        copies = [_copy_of(card, row.id, groups, now=now) for card, _ in chunk]
        await new_cards.insert_many(db, copies, _first_versions(copies, chunk, author_id, now=now))
    return await authorizing.deck_to_read(db, caller, row.id)


def _copy_of(card: CardRow, deck_id: UUID, groups: dict[UUID, UUID], *, now: datetime) -> CardRow:
    """The card's row in the copy; `groups` remembers the copy of each sibling group."""
    changed = {
        "id": new_id(now),
        "deck_id": deck_id,
        "version": 1,
        "sibling_group": None
        if card.sibling_group is None
        else groups.setdefault(card.sibling_group, new_id(now)),
        "created_at": now,
        "updated_at": now,
        "revision": 1,
    }
    return CardRow(**card.model_dump() | changed)


def _first_versions(
    copies: Sequence[CardRow],
    sources: Sequence[tuple[CardRow, CardVersionRow]],
    author_id: UUID | None,
    *,
    now: datetime,
) -> list[CardVersionRow]:
    return [
        CardVersionRow(
            card_id=copy.id,
            version=1,
            content=version.content,
            created_at=now,
            created_by=author_id,
        )
        for copy, (_, version) in zip(copies, sources, strict=True)
    ]
