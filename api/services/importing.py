"""Takes decks in from other systems: read and checked at leisure, written all or nothing."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authoring_decks, authorizing
from db import decks, new_cards, operations
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from db.new_cards import NewCard
from db.operations import OperationRow
from quiz import card_rules, cards, formats, key_points
from quiz.access import Caller, Scope, Visibility
from quiz.cards import BasicContent, Content
from quiz.errors import Fault, Invalid
from quiz.formats.document import Document, DocumentCard, DocumentDeck, Loss
from schemas.faults import invalid
from schemas.imports import ImportedDeck, ImportFormat, ImportLoss, ImportReport

CHUNK = 500
KIND = "import"


class Progress(Protocol):
    """Tells how far the work is: `done` of `total` cards."""

    async def __call__(self, done: int, total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class ImportWanted:
    """What to do with an upload; no format means: find out."""

    format: ImportFormat | None
    dry_run: bool
    workspace_id: UUID | None
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Ready:
    """A deck with its cards, checked and ready to be written."""

    deck: DeckRow
    cards: Sequence[CardRow]
    versions: Sequence[CardVersionRow]


async def accept(
    db: AsyncSession, caller: Caller, upload: bytes, wanted: ImportWanted, *, now: datetime
) -> OperationRow:
    """The operation that will import the upload.

    Raises `Invalid` for an upload that no format knows, `Forbidden` or `NotFound` for a workspace
    where the caller may not write.
    """
    workspace_id = await authorizing.workspace_to_use(
        db, caller, wanted.workspace_id, Scope.DECKS_WRITE
    )
    return await operations.add(
        db,
        id=new_id(now),
        workspace_id=workspace_id,
        created_by=caller.writes_as,
        kind=KIND,
        parameters={
            "format": _format_name(upload, wanted.format),
            "dry_run": wanted.dry_run,
            "visibility": wanted.visibility.value,
        },
        upload=upload,
        now=now,
    )


def _format_name(upload: bytes, named: ImportFormat | None) -> str:
    if not upload.strip():
        raise invalid([Fault("", "the body is empty; it must hold a deck")])
    if named is not None:
        return named.value
    found = formats.detect(upload)
    if found is None:
        known = ", ".join(formats.names())
        raise invalid([Fault("", f"no format knows this body; name one of {known} as 'format'")])
    return found.name


async def prepare_import(
    operation: OperationRow, report: Progress, *, now: datetime
) -> Callable[[AsyncSession], Awaitable[dict[str, Any]]]:
    """Read and check the upload; what is given back writes it. Raises `Invalid`."""
    assert operation.upload is not None
    format = ImportFormat(operation.parameters["format"])
    dry_run = operation.parameters["dry_run"]
    document = await asyncio.to_thread(formats.by_name(format).read, BytesIO(operation.upload))
    ready = await prepare(
        document,
        report,
        workspace_id=operations.workspace_of(operation),
        visibility=Visibility(operation.parameters["visibility"]),
        author_id=operation.created_by,
        now=now,
    )

    async def write_all(db: AsyncSession) -> dict[str, Any]:
        if not dry_run:
            await write(db, ready, now=now)
        told = report_of(format, document, ready, dry_run=dry_run)
        return told.model_dump(mode="json")

    return write_all


async def prepare(
    document: Document,
    progress: Progress,
    *,
    workspace_id: UUID,
    visibility: Visibility,
    author_id: UUID | None,
    now: datetime,
) -> list[Ready]:
    """The document's decks as rows, a chunk of cards at a time. Raises `Invalid` with pointers."""
    total = sum(len(deck.cards) for deck in document.decks)
    done = 0
    found: list[Ready] = []
    await progress(0, total)
    for place, deck in enumerate(document.decks):
        row = deck_row(deck, workspace_id=workspace_id, visibility=visibility, now=now)
        rows: list[CardRow] = []
        versions: list[CardVersionRow] = []
        for start in range(0, len(deck.cards), CHUNK):
            chunk = deck.cards[start : start + CHUNK]
            made = await asyncio.to_thread(
                _card_rows, chunk, row.id, author_id, now, start, f"/decks/{place}/cards"
            )
            rows += [card for card, _ in made]
            versions += [version for _, version in made]
            done += len(chunk)
            await progress(done, total)
        found.append(Ready(row, rows, versions))
    return found


async def write(db: AsyncSession, ready: Sequence[Ready], *, now: datetime) -> None:
    """Write the decks with their cards."""
    for one in ready:
        db.add(one.deck)
        authoring_decks.tell(db, "deck.imported", one.deck, now=now)
        await db.flush()
        for start in range(0, len(one.cards), CHUNK):
            chunk = slice(start, start + CHUNK)
            await new_cards.insert_many(db, one.cards[chunk], one.versions[chunk])


def deck_row(
    deck: DocumentDeck, *, workspace_id: UUID, visibility: Visibility, now: datetime
) -> DeckRow:
    """The row of a deck that is taken in."""
    tags = list(dict.fromkeys(deck.tags))
    return DeckRow(
        id=new_id(now),
        workspace_id=workspace_id,
        title=deck.title,
        subtitle=deck.subtitle,
        description=deck.description,
        language=deck.language,
        tags=tags,
        visibility=visibility,
        source=deck.source,
        licence=deck.licence,
        study_defaults={},
        card_count=len(deck.cards),
        words=decks.words_of(deck.title, deck.subtitle, deck.description, tags),
        created_at=now,
        updated_at=now,
    )


def sound(card: DocumentCard, *, at: str) -> Content:
    """The card's content, with key points if it had none. Raises `Invalid` with pointers."""
    content = card.content
    if isinstance(content, BasicContent) and content.key_points_derived and not content.key_points:
        content = cards.with_key_points(content, key_points.derive(content.answer))
    faults = [Fault(at + fault.pointer, fault.message) for fault in card_rules.check(content)]
    if faults:
        raise Invalid(f"The card at {at} is not valid: {faults[0].message}.", faults)
    return content


def _card_rows(
    chunk: Sequence[DocumentCard],
    deck_id: UUID,
    author_id: UUID | None,
    now: datetime,
    start: int,
    at: str,
) -> list[tuple[CardRow, CardVersionRow]]:
    made = []
    for place, card in enumerate(chunk, start):
        new = NewCard(
            id=new_id(now),
            position=place + 1,
            content=sound(card, at=f"{at}/{place}"),
            tags=tuple(dict.fromkeys(card.tags)),
            external_id=card.external_id,
            metadata=card.metadata,
        )
        row = new_cards.row_of(new, deck_id=deck_id, now=now)
        version = new_cards.version_of(row.id, 1, new.content, author_id=author_id, now=now)
        made.append((row, version))
    return made


def report_of(
    format: ImportFormat, document: Document, ready: Sequence[Ready], *, dry_run: bool
) -> ImportReport:
    """What was made, and what was lost on the way."""
    return ImportReport(
        format=format,
        dry_run=dry_run,
        decks=[
            ImportedDeck(
                deck_id=None if dry_run else one.deck.id,
                title=one.deck.title,
                card_count=len(one.cards),
                kinds=Counter(card.kind for card in one.cards),
            )
            for one in ready
        ],
        warnings=[
            ImportLoss(place=loss.place, reason=loss.reason, is_kept=loss.is_kept)
            for loss in (*document.losses, *_losses(document))
        ],
    )


def _losses(document: Document) -> list[Loss]:
    """What a document can say that the service keeps nowhere."""
    lost = []
    for place, deck in enumerate(document.decks):
        for name in ("external_id", "metadata"):
            if getattr(deck, name):
                reason = f"a deck's {name} is not kept; those of cards are"
                lost.append(Loss(f"/decks/{place}/{name}", reason, is_kept=False))
    return lost
