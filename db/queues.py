"""The queue as the tables keep it: what is due, what is new, and what was done today.

What is due in one deck is read from an index in the order of its days, as far as it is wanted, so
that it costs the same however much is remembered.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from db import memories
from db.cards import CardRow
from db.memories import MemoryRow
from db.types import has_tag
from quiz.cards import CardKind
from quiz.scheduling.memories import CardState, Memory, schedule_from_json
from quiz.session.planning import Candidate
from quiz.session.queues import Queued

Conditions = tuple[ColumnElement[bool], ...]

_DECKS_AT_ONCE = 50
"""Decks that one statement looks through."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a queue is narrowed to; what is empty or `None` narrows nothing.

    `is_overdue` takes what was due before today, `is_leech` what was forgotten again and again,
    `kinds` cards of these kinds.
    """

    deck_ids: Sequence[UUID]
    card_ids: Sequence[UUID] = ()
    tags: Sequence[str] = ()
    states: Collection[CardState] = ()
    is_overdue: bool | None = None
    is_leech: bool | None = None
    kinds: Collection[CardKind] = ()


async def list_due(
    db: AsyncSession,
    filter: QueueFilter,
    *,
    learner_id: UUID,
    today: date,
    now: datetime,
    limit: int,
) -> list[Queued]:
    """Of each deck at most `limit` cards in steps that are due on the study day, and at most
    `limit` others; those that wait longest first, each kind by itself.

    Cards in steps have an index of their own, so that no backlog of others hides them.
    """
    query = _cards().add_columns(MemoryRow).join(MemoryRow, memory_of_card(learner_id))
    queue_on, due_at = col(MemoryRow.queue_on), col(MemoryRow.due_at)

    def due(deck_id: UUID) -> Conditions:
        return *is_due(learner_id, [deck_id], today, now), *_fits(filter, today)

    def in_steps(deck_id: UUID) -> Conditions:
        return *due(deck_id), due_at.is_not(None)

    def others(deck_id: UUID) -> Conditions:
        return *due(deck_id), due_at.is_(None)

    by_time = (queue_on, due_at, col(MemoryRow.card_id))
    by_day = (queue_on, col(MemoryRow.card_id))
    found = await _first_of_decks(db, query, in_steps, filter.deck_ids, by_time, limit)
    return found + await _first_of_decks(db, query, others, filter.deck_ids, by_day, limit)


async def list_new(
    db: AsyncSession, filter: QueueFilter, *, learner_id: UUID, today: date, limit: int
) -> list[Queued]:
    """At most `limit` cards of each deck that were never answered, or were reset, in its order."""
    query = _cards().add_columns(MemoryRow).outerjoin(MemoryRow, memory_of_card(learner_id))

    def conditions(deck_id: UUID) -> Conditions:
        return _is_new(replace(filter, deck_ids=[deck_id]), today)

    order = (col(CardRow.deck_id), col(CardRow.position), col(CardRow.id))
    return await _first_of_decks(db, query, conditions, filter.deck_ids, order, limit)


async def count_new(
    db: AsyncSession, filter: QueueFilter, *, learner_id: UUID, today: date, cap: int
) -> int:
    """How many cards `list_new` would find, counted up to `cap`."""
    new = (
        select(col(CardRow.id))
        .outerjoin(MemoryRow, memory_of_card(learner_id))
        .where(col(CardRow.deleted_at).is_(None), *_is_new(filter, today))
        .limit(cap)
    )
    return (await db.execute(select(func.count()).select_from(new.subquery()))).scalar_one()


async def list_seen(
    db: AsyncSession, filter: QueueFilter, *, learner_id: UUID, today: date
) -> list[Queued]:
    """Every card that was answered and is neither suspended nor buried, due or not; and new ones
    that are due because the learner set a day for them. They come in no order, and of their
    memories only what choosing asks for is read: there can be many."""
    query = (
        _cards()
        .add_columns(*(col(getattr(MemoryRow, name)) for name in _CHOSEN_BY))
        .join(MemoryRow, memory_of_card(learner_id))
        .where(
            col(MemoryRow.deck_id).in_(filter.deck_ids),
            or_(col(MemoryRow.state) != CardState.NEW, col(MemoryRow.due_on) <= today),
            col(MemoryRow.is_suspended).is_(False),
            _is_unburied(today),
            *_fits(filter, today),
        )
    )
    return [
        Queued(Candidate(*row[:4]), row[4], row[5], _part(*row[6:]))
        for row in (await db.execute(query)).all()
    ]


_CHOSEN_BY = (
    "schedule",
    "state",
    "due_on",
    "due_at",
    "interval_days",
    "last_answered_at",
    "last_studied_on",
)


def _part(schedule: Any, *rest: Any) -> Memory:
    known = dict(zip(_CHOSEN_BY[1:], rest, strict=True))
    return Memory(schedule=schedule_from_json(schedule), **known)


async def list_all(
    db: AsyncSession, filter: QueueFilter, *, learner_id: UUID, today: date
) -> list[Queued]:
    """Every card that fits the filter, due or not, with what is remembered of it, in the order of
    the deck; suspended and buried ones too."""
    query = (
        _cards()
        .add_columns(MemoryRow)
        .outerjoin(MemoryRow, memory_of_card(learner_id))
        .where(col(CardRow.deck_id).in_(filter.deck_ids), *_fits(filter, today))
        .order_by(col(CardRow.deck_id), col(CardRow.position), col(CardRow.id))
    )
    return [_queued(row, row[-1]) for row in (await db.execute(query)).all()]


async def count_unseen(db: AsyncSession, *, learner_id: UUID, deck_ids: Sequence[UUID]) -> int:
    """How many live cards of these decks nothing is remembered of."""
    query = (
        select(func.count())
        .select_from(CardRow)
        .outerjoin(MemoryRow, memory_of_card(learner_id))
        .where(
            col(CardRow.deck_id).in_(deck_ids),
            col(CardRow.deleted_at).is_(None),
            col(MemoryRow.card_id).is_(None),
        )
    )
    return (await db.execute(query)).scalar_one()


def _cards() -> Select[UUID, UUID, int, CardKind, int, UUID | None]:
    return select(
        col(CardRow.id),
        col(CardRow.deck_id),
        col(CardRow.version),
        col(CardRow.kind),
        col(CardRow.position),
        col(CardRow.sibling_group),
    ).where(col(CardRow.deleted_at).is_(None))


async def _first_of_decks(
    db: AsyncSession,
    query: Select[Any],
    conditions: Callable[[UUID], Conditions],
    deck_ids: Sequence[UUID],
    order: Sequence[Mapped[Any]],
    limit: int,
) -> list[Queued]:
    """The first `limit` of each deck: a deck where much waits must not hide the others. Each is
    looked through by itself, so that an index in that order is left as soon as it has given
    enough."""
    found: list[Queued] = []
    for start in range(0, len(deck_ids), _DECKS_AT_ONCE):
        firsts = [
            query.with_only_columns(col(CardRow.id))
            .where(*conditions(deck_id))
            .order_by(*order)
            .limit(limit)
            .subquery()
            for deck_id in deck_ids[start : start + _DECKS_AT_ONCE]
        ]
        first = union_all(*map(select, firsts)).subquery()
        some = query.join(first, first.c.id == col(CardRow.id)).order_by(*order)
        found += [_queued(row, row[-1]) for row in (await db.execute(some)).all()]
    return found


def _queued(row: Any, memory: MemoryRow | None) -> Queued:
    return Queued(
        card=Candidate(*row[:4]),
        position=row[4],
        sibling_group=row[5],
        memory=None if memory is None else memories.to_domain(memory),
    )


def memory_of_card(learner_id: UUID) -> ColumnElement[bool]:
    """Joins a card to what the learner remembers of it."""
    return and_(col(MemoryRow.card_id) == col(CardRow.id), col(MemoryRow.learner_id) == learner_id)


def is_due(
    learner_id: UUID, deck_ids: Sequence[UUID], today: date, now: datetime | None
) -> Conditions:
    """Due on the study day: its day has come, and on that day its step, if it has one. Without
    `now` steps count that come up later in the day."""
    found = (
        col(MemoryRow.learner_id) == learner_id,
        col(MemoryRow.deck_id).in_(deck_ids),
        col(MemoryRow.queue_on) <= today,
        _is_unburied(today),
    )
    if now is None:
        return found
    has_come = or_(
        col(MemoryRow.due_at).is_(None),
        col(MemoryRow.due_at) <= now,
        col(MemoryRow.queue_on) < today,
    )
    return (*found, has_come)


def is_new(today: date) -> ColumnElement[bool]:
    """True of cards, joined to their memories, that were never answered or were reset."""
    return or_(
        col(MemoryRow.card_id).is_(None),
        and_(
            col(MemoryRow.state) == CardState.NEW,
            col(MemoryRow.due_on).is_(None),
            col(MemoryRow.is_suspended).is_(False),
            _is_unburied(today),
        ),
    )


def _is_new(filter: QueueFilter, today: date) -> Conditions:
    return (col(CardRow.deck_id).in_(filter.deck_ids), is_new(today), *_fits(filter, today))


def _is_unburied(today: date) -> ColumnElement[bool]:
    return or_(col(MemoryRow.buried_on).is_(None), col(MemoryRow.buried_on) != today)


def _fits(filter: QueueFilter, today: date) -> list[ColumnElement[bool]]:
    found = [has_tag(col(CardRow.tags), tag) for tag in filter.tags]
    if filter.card_ids:
        found.append(col(CardRow.id).in_(filter.card_ids))
    if filter.kinds:
        found.append(col(CardRow.kind).in_(filter.kinds))
    if filter.states:
        state = func.coalesce(col(MemoryRow.state), CardState.NEW.value)
        found.append(state.in_([each.value for each in filter.states]))
    if filter.is_overdue is not None:
        late = func.coalesce(col(MemoryRow.queue_on) < today, False)
        found.append(late if filter.is_overdue else ~late)
    if filter.is_leech is not None:
        found.append(func.coalesce(col(MemoryRow.is_leech), False).is_(filter.is_leech))
    return found
