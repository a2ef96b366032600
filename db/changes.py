"""What changed in a learner's decks and memories, by the numbers of the changes.

Each query goes along an index from where it is told to begin, and reads no more than it gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, literal, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import decks
from db.cards import CardRow, CardVersionRow
from db.deck_settings import DeckSettingsRow
from db.decks import DeckRow
from db.forgotten_memories import ForgottenMemoryRow
from db.learners import LearnerRow
from db.members import MemberRow
from db.memories import MemoryRow
from quiz.access import Role
from quiz.following import Place, Run

M = TypeVar("M", MemoryRow, ForgottenMemoryRow)


@dataclass(frozen=True, slots=True)
class StudiedDeck:
    """A deck of a learner's, with what decides whether and how a reader sees it."""

    id: UUID
    change_number: int
    workspace_id: UUID
    answers_public: bool
    is_seen: bool
    role: Role | None


async def find_number(db: AsyncSession, *, learner_id: UUID) -> int | None:
    """The number of the last change to the learner's memories or decks, 0 before the first; `None`
    for a learner who is gone."""
    query = select(col(LearnerRow.change_number)).where(col(LearnerRow.id) == learner_id)
    return (await db.execute(query)).scalar_one_or_none()


async def list_memories(
    db: AsyncSession, after: Place | None, limit: int, *, learner_id: UUID
) -> list[MemoryRow | ForgottenMemoryRow]:
    """The next memories, and those that are gone, in the order of their changes."""
    found: list[MemoryRow | ForgottenMemoryRow] = []
    for query in (
        memories_after(MemoryRow, after, learner_id=learner_id),
        memories_after(ForgottenMemoryRow, after, learner_id=learner_id),
    ):
        found += (await db.execute(query.limit(limit))).scalars().all()
    return sorted(found, key=place_of)[:limit]


def memories_after(row: type[M], last: Place | None, *, learner_id: UUID) -> Select[M]:
    """The query for memories, or gone ones, with a later change than the one at `last`."""
    place = (col(row.change_number), col(row.card_id))
    query = select(row).where(col(row.learner_id) == learner_id).order_by(*place)
    if last is None:
        return query
    return query.where(tuple_(*place) > tuple_(literal(last[0]), literal(last[1], Uuid())))


def place_of(row: MemoryRow | ForgottenMemoryRow) -> Place:
    """Where the row stands in the order of changes."""
    return row.change_number, row.card_id


async def list_decks(
    db: AsyncSession, *, learner_id: UUID, account_id: UUID | None, workspace_id: UUID | None
) -> list[StudiedDeck]:
    """The learner's decks, in the order in which they became theirs, as the account or workspace
    may see them."""
    query = (
        select(
            col(DeckRow.id),
            col(DeckRow.change_number),
            col(DeckRow.workspace_id),
            col(DeckRow.answers_public),
            decks.is_seen(workspace_id),
            col(MemberRow.role),
        )
        .join(DeckSettingsRow, col(DeckSettingsRow.deck_id) == col(DeckRow.id))
        .outerjoin(MemberRow, decks.role_in_deck(account_id))
        .where(col(DeckSettingsRow.learner_id) == learner_id, col(DeckSettingsRow.number) == 1)
        .order_by(col(DeckSettingsRow.change_number), col(DeckSettingsRow.deck_id))
    )
    return [StudiedDeck(*row) for row in (await db.execute(query)).all()]


async def list_cards(
    db: AsyncSession, runs: Mapping[UUID, Run], limit: int
) -> dict[UUID, list[Place]]:
    """The next cards of each run, at most `limit` of each, by the ids of the decks."""
    each = [cards_of(deck_id, run, limit).subquery() for deck_id, run in runs.items()]
    found: dict[UUID, list[Place]] = {deck_id: [] for deck_id in runs}
    for deck_id, number, card_id in (await db.execute(union_all(*map(select, each)))).all():
        found[deck_id].append((number, card_id))
    return {deck_id: sorted(places) for deck_id, places in found.items()}


def cards_of(deck_id: UUID, run: Run, limit: int) -> Select[UUID, int, UUID]:
    """The query for the next cards of a run: their deck, and their places."""
    place = tuple_(col(CardRow.change_number), col(CardRow.id))
    begin = (
        col(CardRow.change_number) > run.number
        if run.after is None
        else place > tuple_(literal(run.after[0]), literal(run.after[1], Uuid()))
    )
    return (
        select(col(CardRow.deck_id), col(CardRow.change_number), col(CardRow.id))
        .where(
            col(CardRow.deck_id) == deck_id,
            begin,
            col(CardRow.change_number) <= run.until,
            or_(col(CardRow.deleted_at).is_(None), col(CardRow.change_number) > run.gone_after),
        )
        .order_by(col(CardRow.change_number), col(CardRow.id))
        .limit(limit)
    )


async def get_cards(
    db: AsyncSession, card_ids: Sequence[UUID]
) -> dict[UUID, tuple[CardRow, CardVersionRow]]:
    """Cards that `list_cards` gave, the deleted among them, with their newest versions."""
    query = (
        select(CardRow, CardVersionRow)
        .join(
            CardVersionRow,
            and_(
                col(CardVersionRow.card_id) == col(CardRow.id),
                col(CardVersionRow.version) == col(CardRow.version),
            ),
        )
        .where(col(CardRow.id).in_(card_ids))
    )
    return {row[0].id: (row[0], row[1]) for row in (await db.execute(query)).all()}
