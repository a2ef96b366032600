"""Suspends, buries, resets cards for a learner, and sets when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import acting, browsing, enrolling, recalling
from api.services.recalling import Recalled
from db import adjustments, cards, deck_settings, events, learners, memories, refolding
from db.learners import LearnerRow
from quiz.access import Caller, Scope
from quiz.scheduling import adjusting
from quiz.scheduling.adjusting import Wish
from quiz.scheduling.events import Adjusted
from quiz.scheduling.memories import Memory


@dataclass(frozen=True, slots=True)
class Held:
    """A card and its learner, who is locked, with what is remembered; `None` of an unseen card."""

    learner: LearnerRow
    card_id: UUID
    deck_id: UUID
    today: date
    recalled: Recalled | None


async def hold(
    db: AsyncSession, caller: Caller, learner_id: UUID, card_id: UUID, *, now: datetime
) -> Held:
    """The card with what is remembered of it, held for the rest of the transaction.

    Raises `NotFound` for a card that the learner has never seen and cannot see, and like
    `enrolling.learner_to_see`.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    await learners.lock(db, [learner.id])
    today = recalling.today_of(learner, now)
    row = await memories.find(db, card_id, learner_id=learner.id)
    if row is None:
        deck_id = await cards.get_deck_id(db, card_id)
        await browsing.deck_of(db, acting.in_place_of(caller, learner), card_id, deck_id)
        return Held(learner, card_id, deck_id, today, None)
    [recalled] = await recalling.look_at(db, [row], today=today)
    return Held(learner, card_id, row.deck_id, today, recalled)


async def adjust(db: AsyncSession, held: Held, wish: Wish, *, now: datetime) -> Recalled:
    """The held memory as it is wanted; nothing is written where it is so already.

    Raises `Invalid` for a due day that cannot be, and `NotFound` where nothing is remembered and
    the wish changes nothing.
    """
    key = (held.learner.id, held.card_id)
    known = await refolding.list_current(db, [key], now=now)
    memory, made = adjusting.adjusted(
        known.get(key),
        wish,
        card_id=held.card_id,
        ids=[new_id(now) for _ in range(adjusting.MOST)],
        at=now,
        on=held.today,
    )
    if made and memory is not None:
        await _remember(db, held, memory, made, now=now)
    row = await memories.get(db, held.card_id, learner_id=held.learner.id)
    [recalled] = await recalling.look_at(db, [row], today=held.today)
    return recalled


async def _remember(
    db: AsyncSession, held: Held, memory: Memory, made: Sequence[Adjusted], *, now: datetime
) -> None:
    learner_id, deck_id = held.learner.id, held.deck_id
    await deck_settings.ensure_many(db, learner_id=learner_id, deck_ids=[deck_id], now=now)
    adjustments.add_many(db, made, learner_id=learner_id, deck_id=deck_id)
    values = memories.to_values(
        memory, learner_id=learner_id, card_id=held.card_id, deck_id=deck_id, now=now
    )
    await memories.put_many(db, [values])
    for event in made:
        _tell(db, held, event, now=now)
    await db.flush()


def _tell(db: AsyncSession, held: Held, event: Adjusted, *, now: datetime) -> None:
    events.add(
        db,
        id=new_id(now),
        type="memory.adjusted",
        data={
            "learner_id": str(held.learner.id),
            "deck_id": str(held.deck_id),
            "card_id": str(held.card_id),
            "kind": event.kind.value,
            "due_on": None if event.due_on is None else event.due_on.isoformat(),
        },
        now=now,
        owner_id=held.learner.id,
        workspace_id=held.learner.workspace_id,
    )
