"""New cards on their way into the tables, many at a time."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Uuid,
    and_,
    cast,
    column,
    insert,
    literal,
    select,
    values,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db import bulk
from db.cards import CardRow, CardVersionRow, words_of
from quiz import cards
from quiz.cards import Content
from quiz.plain_json import to_json_text

_CARDS: Table = CardRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it
_VERSIONS: Table = CardVersionRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it


@dataclass(frozen=True, slots=True)
class Copy:
    """Which card is copied under which id; `sibling_group` is the copy's."""

    source_id: UUID
    id: UUID
    sibling_group: UUID | None


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that is about to be written at version 1."""

    id: UUID
    position: int
    content: Content
    tags: Sequence[str] = ()
    external_id: str | None = None
    sibling_group: UUID | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def row_of(card: NewCard, *, deck_id: UUID, now: datetime, change_number: int = 1) -> CardRow:
    """The card's row, with the words that search finds it by; `change_number` is its deck's, which
    begins at 1."""
    return CardRow(**_values_of(card, deck_id=deck_id, now=now, change_number=change_number))


def _values_of(
    card: NewCard, *, deck_id: UUID, now: datetime, change_number: int
) -> dict[str, Any]:
    prompt_words, answer_words = words_of(card.content, card.tags)
    return {
        "id": card.id,
        "deck_id": deck_id,
        "position": card.position,
        "kind": cards.kind_of(card.content),
        "version": 1,
        "tags": list(card.tags),
        "external_id": card.external_id,
        "sibling_group": card.sibling_group,
        "source_metadata": dict(card.metadata),
        "prompt_words": prompt_words,
        "answer_words": answer_words,
        "created_at": now,
        "updated_at": now,
        "revision": 1,
        "change_number": change_number,
    }


def version_of(
    card_id: UUID, version: int, content: Content, *, author_id: UUID | None, now: datetime
) -> CardVersionRow:
    """The row of a card's content at a version."""
    return CardVersionRow(
        card_id=card_id,
        version=version,
        content=cards.to_json(content),
        created_at=now,
        created_by=author_id,
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """Cards with their first versions as `write_ready` takes them, one row of each a card."""

    cards: list[tuple[Any, ...]]
    versions: list[tuple[Any, ...]]


_CARD_NAMES = (
    *("id", "deck_id", "position", "kind", "version", "tags", "external_id", "sibling_group"),
    *("source_metadata", "prompt_words", "answer_words", "created_at", "updated_at"),
    *("revision", "change_number"),
)
_VERSION_NAMES = ("card_id", "version", "content", "created_at", "created_by")


def make_ready(
    new: Sequence[NewCard], *, deck_id: UUID, author_id: UUID | None, now: datetime
) -> Ready:
    """New cards, put into the shape of the tables without a row object for each."""
    rows, versions = [], []
    for card in new:
        id = card.id.hex
        values = _values_of(card, deck_id=deck_id, now=now, change_number=1)
        values |= {"id": id, "deck_id": deck_id.hex, "sibling_group": _hex(card.sibling_group)}
        values["tags"] = to_json_text(values["tags"])
        values["source_metadata"] = to_json_text(values["source_metadata"])
        rows.append(tuple(map(values.__getitem__, _CARD_NAMES)))
        versions.append((id, 1, cards.to_json_text(card.content), now, _hex(author_id)))
    return Ready(rows, versions)


def _hex(id: UUID | None) -> str | None:
    return None if id is None else id.hex


async def write_ready(db: AsyncSession, chunks: Callable[[], Iterable[Ready]]) -> None:
    """Write cards that were made ready, by the bulk path: `chunks` is gone through twice."""
    await bulk.insert(db, _CARDS, _CARD_NAMES, _each(chunk.cards for chunk in chunks()))
    await bulk.insert(db, _VERSIONS, _VERSION_NAMES, _each(chunk.versions for chunk in chunks()))


async def _each(chunks: Iterable[list[tuple[Any, ...]]]) -> AsyncIterator[list[tuple[Any, ...]]]:
    for chunk in chunks:
        yield chunk


async def insert_many(
    db: AsyncSession, rows: Sequence[CardRow], versions: Sequence[CardVersionRow]
) -> None:
    """Write cards with their versions, in two statements; the session does not hold them."""
    if rows:
        await db.execute(insert(CardRow), [row.model_dump() for row in rows])
        await db.execute(insert(CardVersionRow), [version.model_dump() for version in versions])


async def list_sources(db: AsyncSession, *, deck_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """The ids and sibling groups of the deck's live cards, in order."""
    query = (
        select(_CARDS.c.id, _CARDS.c.sibling_group)
        .where(_CARDS.c.deck_id == deck_id, _CARDS.c.deleted_at.is_(None))
        .order_by(_CARDS.c.position, _CARDS.c.id)
    )
    return [(row[0], row[1]) for row in (await db.execute(query)).all()]


async def copy_many(
    db: AsyncSession,
    copies: Sequence[Copy],
    *,
    deck_id: UUID,
    author_id: UUID | None,
    now: datetime,
) -> None:
    """Copy cards into a new deck, each at its newest version, without reading them."""
    pairs = (
        values(column("source_id", Uuid()), column("id", Uuid()), column("group", Uuid()))
        .data([(copy.source_id, copy.id, copy.sibling_group) for copy in copies])
        .cte("pairs")
    )
    fresh: dict[str, Any] = {"deck_id": deck_id, "version": 1, "revision": 1, "change_number": 1}
    fresh |= {"created_at": now, "updated_at": now}
    told: dict[str, ColumnElement[Any]] = {
        name: literal(value, _CARDS.c[name].type) for name, value in fresh.items()
    }
    told |= {"id": pairs.c.id, "sibling_group": cast(pairs.c.group, Uuid())}
    cards_query = select(*(told.get(c.name, c) for c in _CARDS.c)).join_from(
        pairs, _CARDS, _CARDS.c.id == pairs.c.source_id
    )
    await db.execute(insert(_CARDS).from_select([c.name for c in _CARDS.c], cards_query))
    versions_query = (
        select(
            pairs.c.id,
            literal(1),
            _VERSIONS.c.content,
            literal(now, _VERSIONS.c.created_at.type),
            literal(author_id, _VERSIONS.c.created_by.type),
        )
        .join_from(pairs, _CARDS, _CARDS.c.id == pairs.c.source_id)
        .join(
            _VERSIONS,
            and_(_VERSIONS.c.card_id == _CARDS.c.id, _VERSIONS.c.version == _CARDS.c.version),
        )
    )
    names = ["card_id", "version", "content", "created_at", "created_by"]
    await db.execute(insert(_VERSIONS).from_select(names, versions_query))
