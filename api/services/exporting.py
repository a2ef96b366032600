"""Writes a deck in a format that others read."""

import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing
from db import cards
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from quiz import cards as domain
from quiz import formats
from quiz.access import Caller
from quiz.formats.document import Document, DocumentCard, DocumentDeck
from quiz.words import folded

BLOCK_BYTES = 64 * 1024
_NAME_CHARS = 60


async def export(db: AsyncSession, caller: Caller, deck_id: UUID) -> tuple[DeckRow, Document]:
    """The deck, as it is now, as a document. Trees and sibling groups are not part of one.

    Raises `NotFound`, or `Forbidden` for callers who may not read answers.
    """
    deck = await authorizing.answers_to_read(db, caller, deck_id)
    return deck, await document_of(db, deck)


async def document_of(db: AsyncSession, deck: DeckRow) -> Document:
    """The deck as a document, whoever asks."""
    found = [_card(*rows) async for rows in cards.each(db, deck_id=deck.id)]
    return Document(
        decks=(
            DocumentDeck(
                title=deck.title,
                subtitle=deck.subtitle,
                description=deck.description,
                language=deck.language,
                tags=tuple(deck.tags),
                source=deck.source,
                licence=deck.licence,
                cards=tuple(found),
            ),
        )
    )


def written(document: Document, format: str) -> Iterator[bytes]:
    """The document in blocks large enough to be worth sending."""
    block = bytearray()
    for piece in formats.writable(format).write(document):
        block += piece
        if len(block) >= BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def file_name(deck: DeckRow) -> str:
    """A name for the file that every system takes: letters a to z, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", folded(deck.title)).strip("-")
    return f"{name[:_NAME_CHARS].strip('-') or 'deck'}.json"


def _card(row: CardRow, version: CardVersionRow) -> DocumentCard:
    return DocumentCard(
        content=domain.from_json(version.content),
        tags=tuple(row.tags),
        external_id=row.external_id,
        metadata=row.source_metadata,
    )
