"""The one neutral document that every reader gives and every writer takes, version 1.

It holds content and where it came from. Who may see it and who studies it how is not content:
the importer decides that. Media, review history and trees of decks get fields of their own
here once a format brings them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from quiz.cards import Content

VERSION = 1


@dataclass(frozen=True, slots=True)
class Loss:
    """What a reader could not take over as it stands, or doubts.

    `place` says where in the source ("line 109", or a JSON pointer). `is_kept` tells that the
    document has the thing all the same; else it is left out.
    """

    place: str
    reason: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A card's content and what came with it.

    `external_id` is the source's own, stable name of the card, if it has one. `metadata` is
    whatever else the source says of it, such as a printed number; it means nothing here.
    """

    content: Content
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentDeck:
    """A deck with its cards in the source's order; `language` is a BCP 47 tag."""

    title: str
    subtitle: str | None = None
    description: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None
    licence: str | None = None
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    cards: tuple[DocumentCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a source holds; `losses` tell of its reading and are no part of what is written."""

    decks: tuple[DocumentDeck, ...]
    losses: tuple[Loss, ...] = ()
    version: int = VERSION


Part = DocumentCard | DocumentDeck | Loss
"""What readers give one after another: the cards of a deck, then that deck without them, and
losses anywhere."""


def whole(parts: Iterable[Part]) -> Document:
    """The document that was read in parts."""
    decks: list[DocumentDeck] = []
    cards: list[DocumentCard] = []
    losses: list[Loss] = []
    for part in parts:
        match part:
            case DocumentCard():
                cards.append(part)
            case DocumentDeck():
                decks.append(replace(part, cards=tuple(cards)))
                cards.clear()
            case Loss():
                losses.append(part)
    return Document(decks=tuple(decks), losses=tuple(losses))
