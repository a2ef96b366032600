"""Builds what a session asks of the learner's queue: what is due and what is new today."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import cards, deck_settings, due_counts, queues, settings_changes, studied_today
from db.learners import LearnerRow
from db.queues import QueueFilter
from quiz.errors import NothingToAsk
from quiz.limits import CARDS_PER_SESSION
from quiz.scheduling.balancing import DueCard, spare_days, waits
from quiz.scheduling.settings import Limits, SchedulerName, current
from quiz.scheduling.study_days import study_day
from quiz.session import queues as queue_rules
from quiz.session.planning import Candidate
from quiz.session.queues import DayLimits, Done, Queued
from quiz.session.sessions import Mode, Order

BALANCED_DAYS = 30
"""Coming days among which load balancing looks for an emptier one."""

SPARE = 100
"""Cards read beyond what is asked, for siblings that wait for another day."""


async def queue(
    db: AsyncSession,
    learner: LearnerRow,
    filter: QueueFilter,
    *,
    mode: Mode,
    order: Order,
    limit: int,
    now: datetime,
) -> list[Candidate]:
    """The cards that the learner should study now, in order; a review takes no new ones.

    Raises `NothingToAsk`, which says when there will be something.
    """
    today = study_day(now, learner.timezone, learner.day_starts_at)
    wanted = min(limit, CARDS_PER_SESSION) + SPARE
    due = await queues.list_due(
        db, filter, learner_id=learner.id, today=today, now=now, limit=wanted
    )
    new: list[Queued] = []
    if mode is not Mode.REVIEW:
        new = await queues.list_new(db, filter, learner_id=learner.id, today=today, limit=wanted)
    limits = await _limits(db, learner, filter.deck_ids, today)
    due = await _balanced(db, learner, due, limits, today)
    groups = await studied_today.list_studied_groups(db, learner_id=learner.id, today=today)
    found = queue_rules.queue(due, new, limits, studied_groups=groups)
    if not found:
        raise NothingToAsk(await _why_not(db, learner, filter, has_cards=bool(due or new)))
    if order is Order.DECK:
        return _in_deck_order(found, [*due, *new], filter.deck_ids)
    return found


async def everything(
    db: AsyncSession, learner: LearnerRow, filter: QueueFilter, *, now: datetime
) -> list[Candidate]:
    """Every card that fits, due or not, in the order of the decks."""
    if filter.states or filter.is_overdue is not None or filter.is_leech is not None:
        today = study_day(now, learner.timezone, learner.day_starts_at)
        listed = await queues.list_all(db, filter, learner_id=learner.id, today=today)
        found = [queued.card for queued in listed]
    else:
        found = await cards.list_candidates(
            db, deck_ids=filter.deck_ids, card_ids=filter.card_ids, tags=filter.tags
        )
    places = {deck_id: place for place, deck_id in enumerate(filter.deck_ids)}
    return sorted(found, key=lambda card: places[card.deck_id])


async def is_by_confidence(db: AsyncSession, filter: QueueFilter, *, learner_id: UUID) -> bool:
    """Whether the session is over one deck, whose scheduler chooses question by question; what is
    narrowed to states or cards is asked as a queue."""
    narrows = filter.states or filter.card_ids or {filter.is_overdue, filter.is_leech} != {None}
    if narrows or len(filter.deck_ids) != 1:
        return False
    key = (learner_id, filter.deck_ids[0])
    changes = await settings_changes.list_by_key(db, [key])
    return current(changes[key]).scheduler is SchedulerName.CONFIDENCE


async def _balanced(
    db: AsyncSession,
    learner: LearnerRow,
    due: Sequence[Queued],
    limits: DayLimits,
    today: date,
) -> list[Queued]:
    """What is due without the cards that may as well wait for an emptier day, in decks that ask
    for it."""
    waiting: set[UUID] = set()
    for deck_id in [deck for deck, held in limits.decks.items() if held.balances_load]:
        key = (learner.id, deck_id)
        settings = current((await settings_changes.list_by_key(db, [key]))[key])
        cards = [
            DueCard(
                queued.card.card_id,
                queued.memory.interval_days,
                spare_days(queued.memory, today, settings),
            )
            for queued in due
            if queued.memory is not None and queued.card.deck_id == deck_id
        ]
        loads = await due_counts.list_loads(
            db, learner_id=learner.id, deck_id=deck_id, today=today, days=BALANCED_DAYS
        )
        done = limits.done.get(deck_id, Done()).due
        waiting |= set(waits(cards, on=today, done=done, loads=loads))
    return [queued for queued in due if queued.card.card_id not in waiting]


async def _limits(
    db: AsyncSession, learner: LearnerRow, deck_ids: Sequence[UUID], today: date
) -> DayLimits:
    return DayLimits(
        decks=await _limits_of_decks(db, learner.id, deck_ids),
        done=await studied_today.list_done(db, learner_id=learner.id, today=today),
        new_per_day=learner.new_per_day,
        due_per_day=learner.due_per_day,
    )


async def _limits_of_decks(
    db: AsyncSession, learner_id: UUID, deck_ids: Sequence[UUID]
) -> Mapping[UUID, Limits]:
    found = await deck_settings.list_limits(db, [(learner_id, deck_id) for deck_id in deck_ids])
    return {deck_id: limits for (_, deck_id), limits in found.items()}


async def _why_not(
    db: AsyncSession, learner: LearnerRow, filter: QueueFilter, *, has_cards: bool
) -> str:
    go_on = "name 'card_ids', take 'selection': 'all', or start a 'cram' session to go on anyway."
    if has_cards:
        return f"What is due and new today was studied as far as your limits go; {go_on}"
    due_on = await due_counts.find_next_due_on(db, learner_id=learner.id, deck_ids=filter.deck_ids)
    when = f"; the next card is due on {due_on}" if due_on else ""
    return f"Nothing that fits is due or new now{when}. To study on, {go_on}"


def _in_deck_order(
    found: Sequence[Candidate], queued: Sequence[Queued], deck_ids: Sequence[UUID]
) -> list[Candidate]:
    decks = {deck_id: place for place, deck_id in enumerate(deck_ids)}
    places = {card.card.card_id: card.position for card in queued}
    return sorted(found, key=lambda card: (decks[card.deck_id], places[card.card_id]))
