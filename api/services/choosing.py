"""Chooses what a session asks next: by its plan, by what comes back, or by confidence.

What is read here is of the moment before the answer is written; the answer's own effect on its card
is worked out first, and handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import asking, making_questions
from db import memories, queues, ranks
from db.learners import LearnerRow
from db.queues import QueueFilter
from db.situations import Setup
from quiz.responses import Format
from quiz.scheduling import choosing, confidence
from quiz.scheduling.choosing import UNPICKED, DeckCard, RoundRobin
from quiz.scheduling.confidence import GAPS
from quiz.scheduling.memories import ConfidenceSchedule, Memory
from quiz.scheduling.study_days import study_day
from quiz.session.advancing import advanced, chosen_next, without
from quiz.session.planning import Candidate, kinds_for, natural_format
from quiz.session.queues import Queued
from quiz.session.sessions import SCHEDULED, Chooser, Pending, Planned, Selection, Session

TRIED = 10
"""Cards that are tried where a question must be made of them in an allowed format."""

_NOTHING: Mapping[UUID, Memory] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The session with what it asks next, and the question that waits then, if any does."""

    session: Session
    pending: Pending | None


async def after(
    db: AsyncSession,
    setup: Setup,
    session: Session,
    answered: Pending,
    *,
    learner: LearnerRow,
    foresee: Callable[[], Awaitable[Memory | None]],
    now: datetime,
) -> Chosen:
    """What the session asks after the answered question; `foresee` gives the memory of its card
    with the answer in it, `None` where it does not count, or not yet."""
    round_robin = answered.round_robin
    memory = await foresee() if _goes_by_memory(session, answered) else None
    session = await _without_left_out(db, setup, session, answered, learner=learner, now=now)
    match session.chooser:
        case Chooser.PLAN | Chooser.DEVICE:
            pass
        case Chooser.QUEUE:
            session = advanced(session, answered, memory, now)
        case Chooser.CONFIDENCE:
            planned, round_robin = await _by_confidence(
                db, setup, session, answered, learner=learner, memory=memory, now=now
            )
            session = chosen_next(session, answered, planned)
    known = _NOTHING if memory is None else {answered.card_id: memory}
    pending = await asking.pend(
        db,
        session,
        learner=learner,
        secret_seed=setup.secret_seed,
        position=answered.position + 1,
        now=now,
        known=known,
    )
    if pending is not None:
        pending = replace(pending, round_robin=round_robin)
    return Chosen(session, pending)


def _goes_by_memory(session: Session, answered: Pending) -> bool:
    """Whether what comes next depends on what the answer does to its card's memory: unless another
    card is planned, whatever happens."""
    if session.chooser not in (Chooser.PLAN, Chooser.DEVICE):
        return True
    coming = session.plan[answered.position : answered.position + 1]
    return any(planned.card_id == answered.card_id for planned in coming)


async def _without_left_out(
    db: AsyncSession,
    setup: Setup,
    session: Session,
    answered: Pending,
    *,
    learner: LearnerRow,
    now: datetime,
) -> Session:
    """The session without cards that were suspended or buried since it was planned, where it asks
    what is due; cards that were named are asked all the same, but do not come back."""
    coming = [planned.card_id for planned in session.plan[answered.position :]]
    if session.mode not in SCHEDULED or setup.selection is not Selection.DUE:
        coming = []
    back = [card.card_id for card in session.returning]
    today = study_day(now, learner.timezone, learner.day_starts_at)
    look = partial(memories.list_left_out, db, learner_id=learner.id, today=today)
    left_out = await look([*coming[:1], *back]) if coming or back else set()
    if coming and coming[0] in left_out:
        left_out |= await look(coming)
    return without(session, answered, left_out) if left_out else session


async def _by_confidence(
    db: AsyncSession,
    setup: Setup,
    session: Session,
    answered: Pending,
    *,
    learner: LearnerRow,
    memory: Memory | None,
    now: datetime,
) -> tuple[Planned | None, RoundRobin]:
    """The card that the `confidence` scheduler chooses after the answered one."""
    if session.question_limit is not None and answered.position >= session.question_limit:
        return None, answered.round_robin
    filter = QueueFilter(deck_ids=setup.deck_ids, tags=setup.tags)
    known = _NOTHING if memory is None else {answered.card_id: memory}
    return await by_confidence(
        db,
        filter,
        session.formats,
        learner=learner,
        seed=setup.order_seed,
        now=now,
        round_robin=answered.round_robin,
        known=known,
        asked={planned.card_id for planned in session.plan[: answered.position]},
        since=setup.started_at,
    )


async def by_confidence(
    db: AsyncSession,
    filter: QueueFilter,
    formats: Sequence[Format],
    *,
    learner: LearnerRow,
    seed: int,
    now: datetime,
    round_robin: RoundRobin = UNPICKED,
    known: Mapping[UUID, Memory] = _NOTHING,
    asked: Collection[UUID] = (),
    since: datetime | None = None,
) -> tuple[Planned | None, RoundRobin]:
    """The card of one deck that the `confidence` scheduler chooses, and the state of its round
    robin after it.

    `known` are memories that are not written yet, by card. Of the cards that the session has
    `asked` `since` it began, those that nobody has graded are left out: they would be asked again
    and again.
    """
    today = study_day(now, learner.timezone, learner.day_starts_at)
    filter = replace(filter, kinds=kinds_for(formats))
    found = await _list_seen(db, filter, learner.id, today)
    found += await queues.list_new(
        db, filter, learner_id=learner.id, today=today, limit=TRIED + len(asked)
    )
    unseen = await queues.count_new(
        db, filter, learner_id=learner.id, today=today, cap=max(GAPS.values())
    )
    seen_count = sum(not card.is_new for card in found)
    top = await ranks.find_last(db, learner_id=learner.id, deck_id=filter.deck_ids[0])
    cards = {
        card.card.card_id: _deck_card(card, known.get(card.card.card_id), today) for card in found
    }
    for card_id in cards.keys() & set(asked):
        if not _is_graded(cards[card_id], since):
            del cards[card_id]
    rank = max([card.rank for card in cards.values()] + [top[0] if top else 0])
    candidates = {card.card.card_id: card.card for card in found}
    for _ in range(TRIED):
        chosen = choosing.choose(
            list(cards.values()), round_robin, now=now, rank=rank, count=seen_count + unseen
        )
        if chosen.card_id is None:
            break
        planned = await _planned(db, candidates[chosen.card_id], formats, seed=seed)
        if planned is not None:
            return planned, chosen.round_robin
        del cards[chosen.card_id]
    return None, round_robin


async def pack_by_confidence(
    db: AsyncSession,
    filter: QueueFilter,
    formats: Sequence[Format],
    *,
    learner: LearnerRow,
    seed: int,
    most: int,
    now: datetime,
) -> tuple[Planned, ...]:
    """The cards of one deck that a device takes along, at most so many, to choose among them by the
    same rules."""
    today = study_day(now, learner.timezone, learner.day_starts_at)
    filter = replace(filter, kinds=kinds_for(formats))
    found = await _list_seen(db, filter, learner.id, today)
    found += await queues.list_new(db, filter, learner_id=learner.id, today=today, limit=most)
    last = await ranks.find_last(db, learner_id=learner.id, deck_id=filter.deck_ids[0])
    cards = [_deck_card(card, None, today) for card in found]
    rank = max([card.rank for card in cards] + [last[0] if last else 0])
    chosen = await asyncio.to_thread(
        choosing.choose_many, cards, now=now, rank=rank, count=len(cards), most=most
    )
    candidates = {card.card.card_id: card.card for card in found}
    wanted = [candidates[card_id] for card_id in chosen]
    made = await making_questions.formats_of(
        db,
        [card for card in wanted if natural_format(card, formats) is None],
        formats,
        limit=most,
        seed=seed,
    )
    return tuple(
        Planned(card.card_id, format, None)
        for card in wanted
        if (format := natural_format(card, formats) or made.get(card.card_id)) is not None
    )


async def _list_seen(
    db: AsyncSession, filter: QueueFilter, learner_id: UUID, today: date
) -> list[Queued]:
    """The cards that were seen, but for those that wait for a day that somebody set."""
    found = await queues.list_seen(db, filter, learner_id=learner_id, today=today)
    days = [None if card.memory is None else confidence.day_set(card.memory) for card in found]
    return [card for card, day in zip(found, days, strict=True) if day is None or day <= today]


def _deck_card(queued: Queued, memory: Memory | None, today: date) -> DeckCard:
    memory = memory or queued.memory
    schedule = None if memory is None else memory.schedule
    if memory is None or not isinstance(schedule, ConfidenceSchedule):
        return DeckCard(queued.card.card_id, queued.position)
    return DeckCard(
        queued.card.card_id,
        queued.position,
        level=schedule.level,
        rank=schedule.rank,
        seen_at=memory.last_answered_at,
        is_set_due=(day := confidence.day_set(memory)) is not None and day <= today,
    )


def _is_graded(card: DeckCard, since: datetime | None) -> bool:
    return card.seen_at is not None and (since is None or card.seen_at >= since)


async def _planned(
    db: AsyncSession, card: Candidate, formats: Sequence[Format], *, seed: int
) -> Planned | None:
    """The card in an allowed format, `None` where it can be asked in none."""
    format = natural_format(card, formats)
    if format is None:
        made = await making_questions.formats_of(db, [card], formats, limit=1, seed=seed)
        format = made.get(card.card_id)
    return None if format is None else Planned(card.card_id, format, None)
