"""Takes decks in from other systems: read and checked at leisure, written all or nothing."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authoring_decks, authorizing
from api.services.spooling import Spool
from db import decks, new_cards, operations
from db.decks import DeckRow
from db.new_cards import NewCard, Ready
from db.operations import OperationRow
from quiz import card_rules, cards, formats, key_points
from quiz.access import Caller, Scope, Visibility
from quiz.cards import BasicContent, CardKind, Content
from quiz.errors import Fault, Invalid
from quiz.formats.document import DocumentCard, DocumentDeck, Loss, Part
from schemas.faults import invalid
from schemas.imports import ImportedDeck, ImportFormat, ImportLoss, ImportReport

CHUNK = 500
REPORTED_CHUNKS = 10
"""Progress is told after so many chunks: each telling is a transaction."""
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
    intake = Intake(
        formats.by_name(format).parts(BytesIO(operation.upload)),
        workspace_id=operations.workspace_of(operation),
        visibility=Visibility(operation.parameters["visibility"]),
        author_id=operation.created_by,
        now=now,
    )
    await intake.run(report)

    async def write_all(db: AsyncSession) -> dict[str, Any]:
        if not dry_run:
            await intake.write(db)
        told = report_of(format, intake, dry_run=dry_run)
        return told.model_dump(mode="json")

    return write_all


@dataclass(slots=True)
class DeckTaken:
    """A deck that was read, with the number of its cards of each kind."""

    row: DeckRow
    kinds: Counter[CardKind]


class Intake:
    """The decks of a source on their way into the tables, a chunk of cards in memory at a time.

    `run` reads and checks all of it and spools the rows; `write` writes them. So the transaction
    that writes is short, and a fault on the last card leaves nothing.
    """

    def __init__(
        self,
        parts: Iterator[Part],
        *,
        workspace_id: UUID,
        visibility: Visibility,
        author_id: UUID | None,
        now: datetime,
    ) -> None:
        self.parts = parts
        self.workspace_id = workspace_id
        self.visibility = visibility
        self.author_id = author_id
        self.now = now
        self.decks: list[DeckTaken] = []
        self.losses: list[Loss] = []
        self._ready: Spool[Ready] = Spool()
        self._deck_id = new_id(now)
        self._kinds: Counter[CardKind] = Counter()

    async def run(self, progress: Progress) -> None:
        """Read to the end. Raises `Invalid` with pointers."""
        done = chunks = 0
        await progress(0, None)
        while taken := await asyncio.to_thread(self._take):
            done, chunks = done + taken, chunks + 1
            if chunks % REPORTED_CHUNKS == 0:
                await progress(done, None)
        await progress(done, done)

    def _take(self) -> int:
        """Take the next cards of one deck; gives their number, 0 at the end of the source."""
        chunk: list[NewCard] = []
        for part in self.parts:
            match part:
                case DocumentCard():
                    chunk.append(self._card(part))
                case DocumentDeck():
                    self._spool(chunk)
                    self._end_deck(part)
                    if chunk:
                        return len(chunk)
                case Loss():
                    self.losses.append(part)
            if len(chunk) == CHUNK:
                break
        self._spool(chunk)
        return len(chunk)

    def _card(self, card: DocumentCard) -> NewCard:
        place = self._kinds.total()
        content = sound(card, at=f"/decks/{len(self.decks)}/cards/{place}")
        self._kinds[cards.kind_of(content)] += 1
        return NewCard(
            id=new_id(self.now),
            position=place + 1,
            content=content,
            tags=tuple(dict.fromkeys(card.tags)),
            external_id=card.external_id,
            metadata=card.metadata,
        )

    def _spool(self, chunk: list[NewCard]) -> None:
        if chunk:
            ready = new_cards.make_ready(
                chunk, deck_id=self._deck_id, author_id=self.author_id, now=self.now
            )
            self._ready.put(ready)

    def _end_deck(self, deck: DocumentDeck) -> None:
        """Keep the deck that the cards since the one before belong to."""
        for name in ("external_id", "metadata"):
            if getattr(deck, name):
                reason = f"a deck's {name} is not kept; those of cards are"
                self.losses.append(Loss(f"/decks/{len(self.decks)}/{name}", reason, is_kept=False))
        row = deck_row(
            deck,
            card_count=self._kinds.total(),
            workspace_id=self.workspace_id,
            visibility=self.visibility,
            now=self.now,
        )
        row.id = self._deck_id
        self.decks.append(DeckTaken(row, self._kinds))
        self._deck_id, self._kinds = new_id(self.now), Counter()

    async def write(self, db: AsyncSession) -> None:
        """Write the decks with their cards."""
        for deck in self.decks:
            db.add(deck.row)
            authoring_decks.tell(db, "deck.imported", deck.row, now=self.now)
        await db.flush()
        await new_cards.write_ready(db, lambda: iter(self._ready))


def deck_row(
    deck: DocumentDeck,
    *,
    card_count: int,
    workspace_id: UUID,
    visibility: Visibility,
    now: datetime,
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
        card_count=card_count,
        words=decks.words_of(deck.title, deck.subtitle, deck.description, tags),
        created_at=now,
        updated_at=now,
    )


def sound(card: DocumentCard, *, at: str) -> Content:
    """The card's content, with key points if it had none. Raises `Invalid` with pointers.

    Readers have checked what they read; what is derived here is checked here.
    """
    content = card.content
    if not isinstance(content, BasicContent) or content.key_points:
        return content
    if not content.key_points_derived:
        return content
    content = cards.with_key_points(content, key_points.derive(content.answer))
    faults = [Fault(at + fault.pointer, fault.message) for fault in card_rules.check(content)]
    if faults:
        raise Invalid(f"The card at {at} is not valid: {faults[0].message}.", faults)
    return content


def report_of(format: ImportFormat, intake: Intake, *, dry_run: bool) -> ImportReport:
    """What was made, and what was lost on the way."""
    return ImportReport(
        format=format,
        dry_run=dry_run,
        decks=[
            ImportedDeck(
                deck_id=None if dry_run else deck.row.id,
                title=deck.row.title,
                card_count=deck.row.card_count,
                kinds=deck.kinds,
            )
            for deck in intake.decks
        ],
        warnings=[
            ImportLoss(place=loss.place, reason=loss.reason, is_kept=loss.is_kept)
            for loss in intake.losses
        ],
    )
