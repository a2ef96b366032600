"""Makes, changes and deletes decks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing
from api.services.authorizing import DeckAccess
from db import deck_trees, decks, events
from db.decks import DeckRow
from quiz.access import Caller, Scope
from quiz.errors import Conflict
from schemas.decks import DeckCreate, DeckFields
from schemas.faults import validated
from schemas.merge_patches import merged

_FIELDS: TypeAdapter[DeckFields] = TypeAdapter(DeckFields)


async def create(
    db: AsyncSession, caller: Caller, wanted: DeckCreate, *, now: datetime
) -> DeckAccess:
    """A new, empty deck.

    Raises `Forbidden` or `NotFound` for a workspace or parent that is not the caller's to use,
    `Conflict` for a parent elsewhere.
    """
    workspace_id = await authorizing.workspace_to_use(
        db, caller, wanted.workspace_id, Scope.DECKS_WRITE
    )
    if wanted.parent_id is not None:
        await _check_parent(db, caller, wanted.parent_id, workspace_id=workspace_id)
    row = DeckRow(
        id=new_id(now),
        workspace_id=workspace_id,
        created_at=now,
        updated_at=now,
        **_columns(wanted),
    )
    db.add(row)
    tell(db, "deck.created", row, now=now)
    await db.flush()
    return await authorizing.deck_to_read(db, caller, row.id)


async def update(
    db: AsyncSession, caller: Caller, access: DeckAccess, patch: dict[str, Any], *, now: datetime
) -> DeckAccess:
    """The deck, held for editing, with a merge-patch applied.

    Raises `Invalid` with pointers, or like `create` for a new parent; `Conflict` for a parent
    that lies below the deck.
    """
    row = access.deck
    fields: DeckFields = validated(_FIELDS, merged(_as_authored(row), patch))
    if fields.parent_id is not None and fields.parent_id != row.parent_id:
        await _check_parent(db, caller, fields.parent_id, workspace_id=row.workspace_id)
        if await deck_trees.is_ancestor(db, row.id, of=fields.parent_id):
            raise Conflict("A deck cannot lie in itself or in a deck below it.")
    columns = _columns(fields)
    if all(getattr(row, name) == value for name, value in columns.items()):
        return access
    for name, value in columns.items():
        setattr(row, name, value)
    _touch(row, now)
    tell(db, "deck.updated", row, now=now)
    await db.flush()
    return await authorizing.deck_to_read(db, caller, row.id)


async def delete(db: AsyncSession, deck: DeckRow, *, now: datetime) -> None:
    """Take the deck, held for editing, out of sight; open sessions go on with its cards.

    Raises `Conflict` while other decks lie in it.
    """
    await deck_trees.lock(db, workspace_id=deck.workspace_id)
    if await deck_trees.has_children(db, deck.id):
        raise Conflict("Other decks lie in this one; move or delete them first.")
    deck.deleted_at = now
    _touch(deck, now)
    tell(db, "deck.deleted", deck, now=now)
    await db.flush()


def tell(db: AsyncSession, type: str, deck: DeckRow, *, now: datetime) -> None:
    """Write an event about the deck."""
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={"deck_id": str(deck.id)},
        now=now,
        owner_id=deck.workspace_id,
        workspace_id=deck.workspace_id,
    )


def _touch(deck: DeckRow, now: datetime) -> None:
    deck.updated_at = now
    deck.revision += 1
    deck.change_number += 1


async def _check_parent(
    db: AsyncSession, caller: Caller, parent_id: UUID, *, workspace_id: UUID
) -> None:
    """Hold the workspace's tree still, and see that the parent may be used."""
    await deck_trees.lock(db, workspace_id=workspace_id)
    parent = await authorizing.deck_to_read(db, caller, parent_id)
    if parent.deck.workspace_id != workspace_id:
        raise Conflict("A deck and the deck it lies in must belong to the same workspace.")


def _columns(fields: DeckFields) -> dict[str, Any]:
    """What an author says of a deck, as column values."""
    columns = fields.model_dump(exclude={"workspace_id", "study_defaults"})
    return columns | {
        "study_defaults": fields.study_defaults.model_dump(mode="json", exclude_none=True),
        "words": decks.words_of(fields.title, fields.subtitle, fields.description, fields.tags),
    }


def _as_authored(row: DeckRow) -> dict[str, Any]:
    """The deck in the shape in which an author would send it."""
    return row.model_dump(mode="json", include=set(DeckFields.model_fields))
