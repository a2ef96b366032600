"""Decks: titled collections of cards that belong to a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import at_hand
from db.at_hand import DeckState
from db.base import Row
from db.members import MemberRow
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.search import has_words
from db.types import Closed, Json, UtcDateTime, has_tag
from quiz.access import Role, Visibility
from quiz.errors import NotFound
from quiz.marking.reviews import AppealPolicy
from quiz.words import folded

_FIXTURES_LOCK = 7_365_498_121
"""Number of the Postgres advisory lock for loading fixtures; any constant serves."""


class DeckRow(Row, table=True):
    """A deck. `words` is what search compares; `fixture` names the file it was loaded from.

    `change_number` counts the edits of the deck and its cards. Whoever edits holds the deck's row,
    adds one to its number, and puts the new number on each card that the edit changes.
    """

    __tablename__ = "decks"
    __table_args__ = (
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "visibility", "created_at", "id"),
        Index("ix_decks_tags", "tags", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = Field(foreign_key="workspaces.id")
    parent_id: UUID | None = Field(default=None, foreign_key="decks.id")
    title: str = Field(max_length=300)
    subtitle: str | None = Field(default=None, max_length=300)
    description: str | None = Field(default=None, max_length=10_000)
    language: str | None = Field(default=None, max_length=35)
    tags: list[str] = Field(sa_type=Json)
    visibility: Visibility = Field(sa_type=Closed(Visibility))
    source: str | None = Field(default=None, max_length=2_000)
    licence: str | None = Field(default=None, max_length=200)
    answers_public: bool = False
    appeal_policy: AppealPolicy = Field(
        default=AppealPolicy.COUNT_AT_ONCE, sa_type=Closed(AppealPolicy)
    )
    study_defaults: dict[str, Any] = Field(sa_type=Json)
    card_count: int = 0
    words: str
    copied_from: UUID | None = None
    fixture: str | None = Field(default=None, max_length=200, unique=True)
    fixture_hash: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revision: int = 1
    change_number: int = 1


class DeckSort(StrEnum):
    """Orders of a list of decks; `-` is descending."""

    CREATED_AT = "created_at"
    NEWEST = "-created_at"
    TITLE = "title"
    TITLE_DESCENDING = "-title"


class DeckCollection(StrEnum):
    """Which decks a list looks at: those of the caller's workspaces, public ones, or both."""

    ALL = "all"
    OWN = "own"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class DeckFilter:
    """What a list of decks is narrowed to."""

    collection: DeckCollection = DeckCollection.ALL
    words: str | None = None
    tags: Sequence[str] = ()
    workspace_id: UUID | None = None


def words_of(title: str, subtitle: str | None, description: str | None, tags: Sequence[str]) -> str:
    """The folded text that search finds a deck by."""
    return folded(title, subtitle, description, *tags)


async def get(
    db: AsyncSession,
    deck_id: UUID,
    *,
    account_id: UUID | None,
    workspace_id: UUID | None,
) -> tuple[DeckRow, Role | None]:
    """A deck that this account or workspace may see, and the account's role in its workspace.

    Public decks are everybody's, unlisted ones belong to whoever has the id. Raises `NotFound`.
    """
    query = _with_role(account_id).where(col(DeckRow.id) == deck_id, is_seen(workspace_id))
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no deck {str(deck_id)!r}.")
    return found[0], found[1]


async def find_language(db: AsyncSession, deck_id: UUID) -> str | None:
    """The BCP 47 tag of the deck's texts, deleted or not; `None` where nobody said."""
    return (await find_state(db, deck_id))[0]


async def find_state(db: AsyncSession, deck_id: UUID) -> DeckState:
    """The language of the deck, and the number of its last change; 0 of one that never was."""
    known = at_hand.of(db).decks.get(deck_id)
    if known is not None:
        return known
    query = select(col(DeckRow.language), col(DeckRow.change_number)).where(
        col(DeckRow.id) == deck_id
    )
    found = (await db.execute(query)).one_or_none()
    return DeckState(None, 0) if found is None else DeckState(*found)


async def list_languages(db: AsyncSession, deck_ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """What `find_language` gives of each deck."""
    query = select(col(DeckRow.id), col(DeckRow.language)).where(col(DeckRow.id).in_(deck_ids))
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def list_seen(
    db: AsyncSession,
    deck_ids: Sequence[UUID],
    *,
    account_id: UUID | None,
    workspace_id: UUID | None,
) -> dict[UUID, tuple[DeckRow, Role | None]]:
    """Those of the decks that this account or workspace may see, as `get` gives them."""
    query = _with_role(account_id).where(col(DeckRow.id).in_(deck_ids), is_seen(workspace_id))
    return {row[0].id: (row[0], row[1]) for row in (await db.execute(query)).all()}


async def get_appeal_policy(db: AsyncSession, deck_id: UUID) -> tuple[UUID, AppealPolicy]:
    """The workspace that appeals over the deck's cards go to, and what they do; deleted or not."""
    query = select(col(DeckRow.workspace_id), col(DeckRow.appeal_policy)).where(
        col(DeckRow.id) == deck_id
    )
    row = (await db.execute(query)).one()
    return row[0], row[1]


async def list_visible(
    db: AsyncSession,
    page: PageRequest,
    *,
    account_id: UUID | None,
    workspace_id: UUID | None,
    filter: DeckFilter,
    sort: DeckSort = DeckSort.CREATED_AT,
) -> RowPage[tuple[DeckRow, Role | None]]:
    """The decks that a caller finds by looking: their workspaces' and the public ones.

    Each comes with the account's role in its workspace.
    """
    is_public = col(DeckRow.visibility) == Visibility.PUBLIC
    collections: dict[DeckCollection, ColumnElement[bool]] = {
        DeckCollection.ALL: or_(is_public, _is_own(workspace_id)),
        DeckCollection.OWN: _is_own(workspace_id),
        DeckCollection.PUBLIC: is_public,
    }
    query = _with_role(account_id).where(
        col(DeckRow.deleted_at).is_(None), collections[filter.collection]
    )
    if filter.workspace_id is not None:
        query = query.where(col(DeckRow.workspace_id) == filter.workspace_id)
    if filter.words:
        query = query.where(has_words(col(DeckRow.words), filter.words))
    for tag in filter.tags:
        query = query.where(has_tag(col(DeckRow.tags), tag))
    name = sort.value.removeprefix("-")
    descending = sort.value.startswith("-")
    keys = (
        SortKey(col(getattr(DeckRow, name)), descending),
        SortKey(col(DeckRow.id), descending),
    )
    rows = [(row[0], row[1]) for row in (await db.execute(paged(query, keys, page))).all()]
    return cut(rows, lambda row: (getattr(row[0], name), row[0].id), page)


async def list_readable_ids(
    db: AsyncSession,
    deck_ids: Sequence[UUID],
    *,
    account_id: UUID | None,
    workspace_id: UUID | None,
) -> list[UUID]:
    """Those of the decks that this account or workspace may see, by age."""
    query = (
        _with_role(account_id)
        .with_only_columns(col(DeckRow.id))
        .where(col(DeckRow.id).in_(deck_ids), is_seen(workspace_id))
        .order_by(col(DeckRow.created_at), col(DeckRow.id))
    )
    return list((await db.execute(query)).scalars())


def is_seen(workspace_id: UUID | None) -> ColumnElement[bool]:
    """Whether an account or workspace may see the deck, where the account's role is joined."""
    return and_(
        col(DeckRow.deleted_at).is_(None),
        or_(
            col(DeckRow.visibility).in_([Visibility.PUBLIC, Visibility.UNLISTED]),
            _is_own(workspace_id),
        ),
    )


def role_in_deck(account_id: UUID | None) -> ColumnElement[bool]:
    """Joins to a deck the account's membership of its workspace."""
    return and_(
        col(MemberRow.workspace_id) == col(DeckRow.workspace_id),
        col(MemberRow.account_id) == account_id,
    )


def _with_role(account_id: UUID | None) -> Select[DeckRow, Role]:
    return select(DeckRow, col(MemberRow.role)).outerjoin(MemberRow, role_in_deck(account_id))


def _is_own(workspace_id: UUID | None) -> ColumnElement[bool]:
    return or_(col(MemberRow.account_id).is_not(None), col(DeckRow.workspace_id) == workspace_id)


async def get_as_operator(db: AsyncSession, deck_id: UUID) -> DeckRow:
    """Any deck that is not deleted, for whoever runs the service. Raises `NotFound`."""
    row = await db.get(DeckRow, deck_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(f"There is no deck {str(deck_id)!r}.")
    return row


async def lock(db: AsyncSession, deck_id: UUID, *, even_deleted: bool = False) -> DeckRow:
    """The deck, fresh and held for the rest of the transaction. Raises `NotFound`.

    Rows that refer to it may still be written: their foreign keys need only its id.
    """
    query = (
        select(DeckRow)
        .where(col(DeckRow.id) == deck_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None or (row.deleted_at is not None and not even_deleted):
        raise NotFound(f"There is no deck {str(deck_id)!r}.")
    return row


async def hold(db: AsyncSession, deck_id: UUID) -> None:
    """Keep others from editing the deck and its cards for the rest of the transaction."""
    query = select(col(DeckRow.id)).where(col(DeckRow.id) == deck_id).with_for_update(read=True)
    await db.execute(query)


async def lock_fixtures(db: AsyncSession) -> None:
    """Let one transaction at a time load fixtures. SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(_FIXTURES_LOCK)))


async def find_fixture(db: AsyncSession, name: str) -> DeckRow | None:
    """The deck that was loaded from this fixture."""
    query = select(DeckRow).where(col(DeckRow.fixture) == name)
    return (await db.execute(query)).scalar_one_or_none()


async def count_cards(
    db: AsyncSession, deck_id: UUID, change: int, *, change_number: int, now: datetime
) -> None:
    """Add `change` to the deck's number of cards and mark it changed, by this number."""
    await db.execute(
        update(DeckRow)
        .where(col(DeckRow.id) == deck_id)
        .values(
            card_count=DeckRow.card_count + change,
            updated_at=now,
            revision=DeckRow.revision + 1,
            change_number=change_number,
        )
        .execution_options(synchronize_session=False)
    )
