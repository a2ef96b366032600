"""Loads decks from files as public decks of the service's own workspace.

Every id follows from the file's name and a card's place or external id, so that fresh services
agree on them and loading again finds what is there.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

import fixtures
from api.services import authoring_decks, importing
from api.services.importing import CHUNK, Progress
from db import cards, decks, new_cards, workspaces
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from db.new_cards import NewCard
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz import cards as domain
from quiz import formats
from quiz.access import Visibility
from quiz.errors import Invalid
from quiz.formats.document import DocumentDeck

FOLDER = Path(fixtures.__file__).parent / "decks"
NAMESPACE = UUID("8d0c2f5e-6a35-5b1c-9f57-1f6f3b0d7c11")
"""Under which the ids of loaded decks and cards are made; it never changes."""
STUDY_DEFAULTS = FOLDER.parent / "study_defaults.json"
"""How the decks of the service start, by name: no part of the documents, which hold content."""
_LOADER = b"2"
"""Goes into the hash of a file: raise it to have unchanged files loaded again."""
_SAID = (
    "title",
    "subtitle",
    "description",
    "language",
    "tags",
    "source",
    "licence",
    "words",
    "study_defaults",
)


class LoadStatus(StrEnum):
    """What loading a file did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A deck that was loaded from a file."""

    name: str
    deck_id: UUID
    title: str
    card_count: int
    status: LoadStatus


async def load_fixtures(
    db: AsyncSession, *, now: datetime, progress: Progress | None = None
) -> list[Loaded]:
    """The decks that a fresh service offers, up to date. Writes nothing when they are already."""
    defaults = json.loads(STUDY_DEFAULTS.read_bytes())
    return [
        await load_file(
            db, path, now=now, progress=progress, study_defaults=defaults.get(path.stem)
        )
        for path in sorted(FOLDER.glob("*.json"))
    ]


async def load_file(
    db: AsyncSession,
    path: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    study_defaults: dict[str, Any] | None = None,
) -> Loaded:
    """The deck in a file, named after the file, up to date.

    Safe when several processes load at once. Raises `Invalid` for a file that is not a document
    of one deck, and `OSError`.
    """
    content = await asyncio.to_thread(path.read_bytes)
    hashed = sha256(_LOADER + b"\0" + content).hexdigest()
    await decks.lock_fixtures(db)
    row = await decks.find_fixture(db, path.stem)
    if row is not None and row.fixture_hash == hashed and row.deleted_at is None:
        return _loaded(row, LoadStatus.UNCHANGED)
    deck = await asyncio.to_thread(_read, content, path.name)
    status = LoadStatus.UPDATED
    fresh = await _deck_row(db, deck, path.stem, now=now)
    fresh.study_defaults = study_defaults or {}
    if row is None:
        row, status = fresh, LoadStatus.CREATED
        db.add(row)
    else:
        row = await decks.lock(db, row.id, even_deleted=True)
        _take_over(row, fresh, now=now)
    row.fixture_hash = hashed
    authoring_decks.tell(db, f"deck.{status.value}", row, now=now)
    await db.flush()
    await _put_cards(db, row, deck, now=now, progress=progress)
    return _loaded(row, status)


def _read(content: bytes, name: str) -> DocumentDeck:
    found = formats.detect(content)
    if found is None:
        raise Invalid(f"No format knows the file {name!r}.")
    document = found.read(BytesIO(content))
    if len(document.decks) != 1:
        raise Invalid(f"The file {name!r} holds {len(document.decks)} decks; it must hold one.")
    return document.decks[0]


def _loaded(row: DeckRow, status: LoadStatus) -> Loaded:
    assert row.fixture is not None
    return Loaded(row.fixture, row.id, row.title, row.card_count, status)


async def _deck_row(db: AsyncSession, deck: DocumentDeck, name: str, *, now: datetime) -> DeckRow:
    workspace = await _system_workspace(db, now=now)
    row = importing.deck_row(
        deck,
        card_count=len(deck.cards),
        workspace_id=workspace.id,
        visibility=Visibility.PUBLIC,
        now=now,
    )
    row.id = uuid5(NAMESPACE, f"deck:{name}")
    row.answers_public = True
    row.fixture = name
    return row


async def _system_workspace(db: AsyncSession, *, now: datetime) -> WorkspaceRow:
    row = await workspaces.find_system(db)
    if row is None:
        row = WorkspaceRow(
            id=uuid5(NAMESPACE, "workspace"),
            kind=WorkspaceKind.SYSTEM,
            name="Recite",
            created_at=now,
            updated_at=now,
        )
        db.add(row)
        await db.flush()
    return row


def _take_over(row: DeckRow, fresh: DeckRow, *, now: datetime) -> None:
    """Say of the deck what its file says now."""
    for name in (*_SAID, "card_count"):
        setattr(row, name, getattr(fresh, name))
    row.deleted_at = None
    row.updated_at = now
    row.revision += 1
    row.change_number += 1


async def _put_cards(
    db: AsyncSession, row: DeckRow, deck: DocumentDeck, *, now: datetime, progress: Progress | None
) -> None:
    """Bring the deck's cards to what the file says: new, changed, or gone."""
    wanted = _wanted(row.id, deck)
    number = row.change_number
    held = await cards.list_ever(db, deck_id=row.id)
    rows: list[CardRow] = []
    versions: list[CardVersionRow] = []
    for card in wanted:
        if card.id in held:
            _change(db, *held.pop(card.id), card, number=number, now=now)
        else:
            fresh = new_cards.row_of(card, deck_id=row.id, now=now, change_number=number)
            rows.append(fresh)
            versions.append(_version(card, 1, now=now))
    for gone, _ in held.values():
        if gone.deleted_at is None:
            _touch(gone, {"deleted_at": now}, number=number, now=now)
    await db.flush()
    for start in range(0, len(rows), CHUNK):
        chunk = slice(start, start + CHUNK)
        await new_cards.insert_many(db, rows[chunk], versions[chunk])
        if progress is not None:
            await progress(min(start + CHUNK, len(rows)), len(rows))


def _wanted(deck_id: UUID, deck: DocumentDeck) -> list[NewCard]:
    """The file's cards; one goes by its external id or, if it has none of its own, by its place."""
    counts = Counter(card.external_id for card in deck.cards)
    return [
        NewCard(
            id=uuid5(deck_id, f"card:{card.external_id}")
            if card.external_id is not None and counts[card.external_id] == 1
            else uuid5(deck_id, f"place:{place}"),
            position=place,
            content=importing.sound(card, at=f"/decks/0/cards/{place - 1}"),
            tags=tuple(dict.fromkeys(card.tags)),
            external_id=card.external_id,
            metadata=card.metadata,
        )
        for place, card in enumerate(deck.cards, 1)
    ]


def _change(
    db: AsyncSession,
    row: CardRow,
    version: CardVersionRow,
    card: NewCard,
    *,
    number: int,
    now: datetime,
) -> None:
    fresh = new_cards.row_of(card, deck_id=row.deck_id, now=now)
    same = {"position", "kind", "tags", "external_id", "source_metadata"}
    changes: dict[str, Any] = fresh.model_dump(include=same | {"prompt_words", "answer_words"})
    changes["deleted_at"] = None
    if version.content != domain.to_json(card.content):
        changes["version"] = row.version + 1
        db.add(_version(card, row.version + 1, now=now))
    _touch(row, changes, number=number, now=now)


def _version(card: NewCard, version: int, *, now: datetime) -> CardVersionRow:
    return new_cards.version_of(card.id, version, card.content, author_id=None, now=now)


def _touch(row: CardRow, changes: dict[str, Any], *, number: int, now: datetime) -> None:
    """Change the row where it differs, by the deck's number."""
    if all(getattr(row, name) == value for name, value in changes.items()):
        return
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = now
    row.revision += 1
    row.change_number = number
