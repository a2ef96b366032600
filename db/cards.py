"""Cards, each with a place in its deck, and their versions, which never change."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import at_hand
from db.base import Row
from db.kept import Shelf
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.search import has_words
from db.types import Closed, Json, UtcDateTime, has_tag
from quiz import cards
from quiz.card_texts import answer_texts
from quiz.cards import CardKind, CardVersion, Content
from quiz.errors import NotFound
from quiz.markdown import to_text
from quiz.session.planning import Candidate
from quiz.words import folded

_BATCH = 500
_VERSIONS: Shelf[tuple[UUID, int], CardVersion] = Shelf(
    "card versions", 20_000_000, lambda card: 500 + len(cards.to_json_text(card.content))
)
"""By id and version; characters are counted, and what each takes besides."""
"""Most take 2 to 20 kB."""
_IS_DELETED = text("deleted_at IS NOT NULL")


class CardRow(Row, table=True):
    """A card. Places are ordered, not consecutive: deleting leaves a gap.

    `prompt_words` is what everybody's search compares, `answer_words` what search compares for
    those who may read answers. `change_number` is that of its deck when it was last changed.
    """

    __tablename__ = "cards"
    __table_args__ = (
        Index(None, "deck_id", "position", "id"),
        Index(None, "deck_id", "external_id"),
        Index(None, "deck_id", "change_number", "id"),
        Index(None, "id", "deleted_at"),
        Index(
            "ix_cards_deleted",
            "deck_id",
            "id",
            sqlite_where=_IS_DELETED,
            postgresql_where=_IS_DELETED,
        ),
        Index("ix_cards_tags", "tags", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    id: UUID = Field(primary_key=True)
    deck_id: UUID = Field(foreign_key="decks.id")
    position: int
    kind: CardKind = Field(sa_type=Closed(CardKind))
    version: int = 1
    tags: list[str] = Field(sa_type=Json)
    external_id: str | None = Field(default=None, max_length=200)
    sibling_group: UUID | None = None
    source_metadata: dict[str, Any] = Field(sa_type=Json)
    prompt_words: str
    answer_words: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revision: int = 1
    change_number: int = 1


class CardVersionRow(Row, table=True):
    """What a card says at one version; written once."""

    __tablename__ = "card_versions"

    card_id: UUID = Field(primary_key=True, foreign_key="cards.id")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What a list of cards is narrowed to."""

    words: str | None = None
    tags: Sequence[str] = ()
    kind: CardKind | None = None


def words_of(content: Content, tags: Sequence[str]) -> tuple[str, str]:
    """The folded texts that search finds a card by: what everybody may see, and the answer side."""
    return folded(to_text(content.prompt), *tags), folded(
        *(to_text(text) for text in answer_texts(content))
    )


def to_domain(row: CardRow, version: CardVersionRow) -> CardVersion:
    """The domain's card version from its rows."""
    return CardVersion(
        card_id=row.id,
        deck_id=row.deck_id,
        version=version.version,
        content=cards.from_json(version.content),
    )


async def get(db: AsyncSession, card_id: UUID) -> tuple[CardRow, CardVersionRow]:
    """A card and its current version; whether the caller may see its deck is not asked here.

    Raises `NotFound`.
    """
    query = _with_version().where(col(CardRow.id) == card_id, col(CardRow.deleted_at).is_(None))
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no card {str(card_id)!r}.")
    return found[0], found[1]


async def list_by_id(
    db: AsyncSession, card_ids: Sequence[UUID], *, deck_id: UUID
) -> dict[UUID, tuple[CardRow, CardVersionRow]]:
    """Those of the cards that live in the deck, fresh, with their current versions."""
    query = (
        _with_version()
        .where(
            col(CardRow.id).in_(card_ids),
            col(CardRow.deck_id) == deck_id,
            col(CardRow.deleted_at).is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return {row[0].id: (row[0], row[1]) for row in (await db.execute(query)).all()}


async def get_deck_id(db: AsyncSession, card_id: UUID) -> UUID:
    """The deck that a live card lies in. Raises `NotFound`."""
    query = select(col(CardRow.deck_id)).where(
        col(CardRow.id) == card_id, col(CardRow.deleted_at).is_(None)
    )
    deck_id = (await db.execute(query)).scalar_one_or_none()
    if deck_id is None:
        raise NotFound(f"There is no card {str(card_id)!r}.")
    return deck_id


async def get_version(db: AsyncSession, card_id: UUID, version: int) -> CardVersion:
    """A card as it was at a version, deleted or not: answers and open sessions hold on to it.

    Raises `NotFound`.
    """
    found = await list_versions_by_key(db, [(card_id, version)])
    if not found:
        raise NotFound(f"Card {str(card_id)!r} has no version {version}.")
    return found[(card_id, version)]


async def list_versions_by_key(
    db: AsyncSession, keys: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], CardVersion]:
    """Card versions by (card id, version), deleted cards included; those that exist."""
    wanted = set(keys)
    known = {key: card for key in wanted if (card := _VERSIONS.find(db, key)) is not None}
    missing = wanted - known.keys()
    if not missing:
        return known
    query = (
        select(
            col(CardRow.id),
            col(CardRow.deck_id),
            col(CardVersionRow.version),
            col(CardVersionRow.content),
        )
        .join(CardVersionRow, col(CardVersionRow.card_id) == col(CardRow.id))
        .where(col(CardRow.id).in_({card_id for card_id, _ in missing}))
        .where(col(CardVersionRow.version).in_({version for _, version in missing}))
    )
    for card_id, deck_id, version, content in (await db.execute(query)).all():
        if (card_id, version) in missing:
            card = CardVersion(card_id, deck_id, version, cards.from_json(content))
            _VERSIONS.keep(db, (card_id, version), card)
            known[card_id, version] = card
    return known


async def get_current(db: AsyncSession, card_id: UUID) -> CardVersion:
    """A card's newest version, deleted or not. Raises `NotFound`."""
    found = await list_current(db, [card_id])
    if card_id not in found:
        raise NotFound(f"There is no card {str(card_id)!r}.")
    return found[card_id]


async def list_current(db: AsyncSession, card_ids: Sequence[UUID]) -> dict[UUID, CardVersion]:
    """Cards at their newest versions, deleted or not, by id; those that exist."""
    versions = at_hand.all_of(at_hand.of(db).versions, card_ids)
    if versions is None:
        query = select(col(CardRow.id), col(CardRow.version)).where(col(CardRow.id).in_(card_ids))
        versions = {row[0]: row[1] for row in (await db.execute(query)).all()}
    found = await list_versions_by_key(db, list(versions.items()))
    return {card.card_id: card for card in found.values()}


async def list_versions(
    db: AsyncSession, page: PageRequest, *, card_id: UUID
) -> RowPage[CardVersionRow]:
    """The card's versions, the newest first."""
    query = select(CardVersionRow).where(col(CardVersionRow.card_id) == card_id)
    keys = (SortKey(col(CardVersionRow.version), descending=True),)
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.version,), page)


async def list_of_deck(
    db: AsyncSession,
    page: PageRequest,
    *,
    deck_id: UUID,
    filter: CardFilter,
    search_answers: bool,
) -> RowPage[tuple[CardRow, CardVersionRow]]:
    """The deck's cards in their places, with their current versions."""
    query = _with_version().where(
        col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None)
    )
    if filter.kind is not None:
        query = query.where(col(CardRow.kind) == filter.kind)
    if filter.words:
        text = col(CardRow.prompt_words)
        searched = text + " " + col(CardRow.answer_words) if search_answers else text
        query = query.where(has_words(searched, filter.words))
    for tag in filter.tags:
        query = query.where(has_tag(col(CardRow.tags), tag))
    keys = (SortKey(col(CardRow.position)), SortKey(col(CardRow.id)))
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (row[0].position, row[0].id), page)


def _with_version() -> Select[CardRow, CardVersionRow]:
    return select(CardRow, CardVersionRow).join(
        CardVersionRow,
        and_(
            col(CardVersionRow.card_id) == col(CardRow.id),
            col(CardVersionRow.version) == col(CardRow.version),
        ),
    )


async def list_candidates(
    db: AsyncSession, *, deck_ids: Sequence[UUID], card_ids: Sequence[UUID], tags: Sequence[str]
) -> list[Candidate]:
    """The live cards of these decks, narrowed to ids and tags where given, in deck order.

    Their content is not read: a session may look at many more cards than it asks.
    """
    query = select(
        col(CardRow.id), col(CardRow.deck_id), col(CardRow.version), col(CardRow.kind)
    ).where(col(CardRow.deck_id).in_(deck_ids), col(CardRow.deleted_at).is_(None))
    if card_ids:
        query = query.where(col(CardRow.id).in_(card_ids))
    for tag in tags:
        query = query.where(has_tag(col(CardRow.tags), tag))
    query = query.order_by(col(CardRow.deck_id), col(CardRow.position), col(CardRow.id))
    return [Candidate(*row) for row in (await db.execute(query)).all()]


async def each(db: AsyncSession, *, deck_id: UUID) -> AsyncIterator[tuple[CardRow, CardVersionRow]]:
    """All live cards of the deck in order, with their current versions, as of one moment.

    They come a batch at a time, so that a large deck holds up nobody else for long.
    """
    query = (
        _with_version()
        .where(col(CardRow.deck_id) == deck_id, col(CardRow.deleted_at).is_(None))
        .order_by(col(CardRow.position), col(CardRow.id))
        .execution_options(yield_per=_BATCH)
    )
    async for row in await db.stream(query):
        yield row[0], row[1]


async def list_ever(
    db: AsyncSession, *, deck_id: UUID
) -> dict[UUID, tuple[CardRow, CardVersionRow]]:
    """All cards that the deck has or had, with their current versions."""
    query = _with_version().where(col(CardRow.deck_id) == deck_id)
    return {row[0].id: (row[0], row[1]) for row in (await db.execute(query)).all()}


async def list_deck_ids(db: AsyncSession, card_ids: Sequence[UUID]) -> set[UUID]:
    """The decks that these live cards lie in."""
    query = (
        select(col(CardRow.deck_id))
        .where(col(CardRow.id).in_(card_ids), col(CardRow.deleted_at).is_(None))
        .distinct()
    )
    return set((await db.execute(query)).scalars())


async def list_taken(db: AsyncSession, card_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids that some card, live or deleted, has."""
    query = select(col(CardRow.id)).where(col(CardRow.id).in_(card_ids))
    return set((await db.execute(query)).scalars())
