"""Starts sessions: finds the cards, plans them, and makes the first question pending.

Where the schedulers say what is asked, the cards come from the learner's queue; otherwise all that
fit are taken, in the order that is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id, new_seed
from api.services import asking, choosing, making_questions, packing, queueing, reaching, settling
from api.services.reaching import Reached
from api.services.settling import Choices
from db import deck_settings, events, learners, packed_questions, sessions
from db.engine import Database
from db.learners import LearnerRow
from db.packed_questions import PackedQuestionRow
from db.queues import QueueFilter
from db.sessions import SessionRow
from quiz.access import Caller
from quiz.errors import AlreadyExists, NothingToAsk, Unauthenticated
from quiz.limits import CARDS_PER_SESSION
from quiz.scheduling.choosing import UNPICKED, RoundRobin
from quiz.session.planning import Candidate, kinds_for, plan, to_make
from quiz.session.sessions import (
    Chooser,
    Planned,
    Selection,
    pending_to_json,
    planned_to_json,
)
from schemas.sessions import MAX_SEED, SessionCreate

CONFIDENCE_LIMIT = 50
"""Questions of a session in which the `confidence` scheduler chooses, unless it names a limit: one
turn of its round robin."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the session asks as far as it is known, and who chooses the rest."""

    planned: tuple[Planned, ...]
    deck_ids: Sequence[UUID]
    chooser: Chooser
    round_robin: RoundRobin = UNPICKED
    question_limit: int | None = None


async def start(
    database: Database, db: AsyncSession, caller: Caller, wanted: SessionCreate, *, now: datetime
) -> SessionRow:
    """A new session of the caller's learner, with its first question pending.

    It is planned in a reading transaction of its own, as making questions can take long and must
    hold nobody up; `db`, whose transaction has not begun yet, writes it. Raises `NotFound` for
    decks and cards that the caller cannot see, `NothingToAsk`, and `AlreadyExists` for an id that
    was used before.
    """
    async with database.reading() as reader:
        row, packed = await _prepare(reader, caller, wanted, now=now)
    await learners.lock(db, [row.learner_id])
    learner = await _learner(db, row.learner_id)
    if await sessions.find(db, row.id, learner_id=row.learner_id) is not None:
        raise AlreadyExists(f"There is a session {str(row.id)!r} already; use a new id.")
    studied = [UUID(deck_id) for deck_id in row.deck_ids]
    await deck_settings.ensure_many(db, learner_id=learner.id, deck_ids=studied, now=now)
    db.add(row)
    events.add(
        db,
        id=new_id(now),
        type="session.started",
        data={"session_id": str(row.id), "learner_id": str(learner.id), "mode": row.mode.value},
        now=now,
        owner_id=learner.id,
        workspace_id=learner.workspace_id,
    )
    await db.flush()
    await packed_questions.add_many(db, packed)
    return row


async def _prepare(
    db: AsyncSession, caller: Caller, wanted: SessionCreate, *, now: datetime
) -> tuple[SessionRow, Sequence[PackedQuestionRow]]:
    """The session as it will be written: with its first question pending, or all in a pack."""
    learner = await _learner(db, caller.studies_as)
    reached = await reaching.reach(db, caller, wanted)
    choices = settling.choose(wanted, reached.defaults)
    seed = wanted.seed if wanted.seed is not None else new_seed() & MAX_SEED
    chosen = await _plan(db, learner, wanted, choices, reached, seed=seed, now=now)
    row = _row(learner.id, wanted, choices, chosen, seed=seed, now=now)
    if choices.is_offline:
        return row, await packing.pack(db, caller, learner, row, now=now)
    session = sessions.to_domain(row)
    pending = await asking.pend(
        db, session, learner=learner, secret_seed=row.secret_seed, position=1, now=now
    )
    assert pending is not None
    row.pending = pending_to_json(replace(pending, round_robin=chosen.round_robin))
    return row, ()


async def _plan(
    db: AsyncSession,
    learner: LearnerRow,
    wanted: SessionCreate,
    choices: Choices,
    reached: Reached,
    *,
    seed: int,
    now: datetime,
) -> _Plan:
    """What the session asks, by who chooses."""
    filter = QueueFilter(
        deck_ids=reached.deck_ids,
        card_ids=wanted.card_ids,
        tags=wanted.tags,
        states=wanted.states or (),
        kinds=() if choices.selection is Selection.ALL else kinds_for(choices.formats),
        is_overdue=wanted.is_overdue,
        is_leech=wanted.is_leech,
    )
    if choices.selection is Selection.ALL:
        found = await queueing.everything(db, learner, filter, now=now)
    elif choices.may_choose and await queueing.is_by_confidence(db, filter, learner_id=learner.id):
        return await _by_confidence(db, learner, filter, choices, seed=seed, now=now)
    else:
        found = await queueing.queue(
            db,
            learner,
            filter,
            mode=choices.mode,
            order=choices.order,
            limit=choices.most,
            now=now,
        )
    in_order = list(dict.fromkeys(card.deck_id for card in found))
    return _Plan(
        planned=await _planned(db, wanted, choices, found, seed=seed),
        deck_ids=reached.deck_ids if reached.are_named else in_order,
        chooser=choices.chooser,
    )


async def _by_confidence(
    db: AsyncSession,
    learner: LearnerRow,
    filter: QueueFilter,
    choices: Choices,
    *,
    seed: int,
    now: datetime,
) -> _Plan:
    """The first card that the `confidence` scheduler chooses; the others come one by one."""
    limit = min(choices.limit or CONFIDENCE_LIMIT, CARDS_PER_SESSION)
    if choices.is_offline:
        packed = await choosing.pack_by_confidence(
            db, filter, choices.formats, learner=learner, seed=seed, most=limit, now=now
        )
        return _Plan(planned=_some(packed), deck_ids=filter.deck_ids, chooser=Chooser.DEVICE)
    planned, round_robin = await choosing.by_confidence(
        db, filter, choices.formats, learner=learner, seed=seed, now=now
    )
    return _Plan(
        planned=_some(() if planned is None else (planned,)),
        deck_ids=filter.deck_ids,
        chooser=Chooser.CONFIDENCE,
        round_robin=round_robin,
        question_limit=limit,
    )


def _some(planned: tuple[Planned, ...]) -> tuple[Planned, ...]:
    if not planned:
        raise NothingToAsk(
            "No card can be asked here; allow other formats, or name other decks, cards or tags."
        )
    return planned


async def _planned(
    db: AsyncSession,
    wanted: SessionCreate,
    choices: Choices,
    found: Sequence[Candidate],
    *,
    seed: int,
) -> tuple[Planned, ...]:
    """The plan of these cards. Content is read only of those that a question must be made of."""
    card_order = () if choices.selection is Selection.DUE else wanted.card_ids
    wanting = to_make(
        found, formats=choices.formats, order=choices.order, seed=seed, card_order=card_order
    )
    made = await making_questions.formats_of(
        db, wanting, choices.formats, limit=choices.most, seed=seed
    )
    return plan(
        found,
        mode=choices.mode,
        formats=choices.formats,
        order=choices.order,
        seed=seed,
        limit=choices.most,
        card_order=card_order,
        made=made,
    )


def _row(
    learner_id: UUID,
    wanted: SessionCreate,
    choices: Choices,
    chosen: _Plan,
    *,
    seed: int,
    now: datetime,
) -> SessionRow:
    """The session with its plan; no question is pending yet."""
    limit = wanted.time_limit_seconds
    return SessionRow(
        learner_id=learner_id,
        id=wanted.id or new_id(now),
        mode=choices.mode,
        feedback=choices.feedback,
        order=choices.order,
        deck_ids=[str(deck_id) for deck_id in chosen.deck_ids],
        tags=list(wanted.tags),
        formats=[format.value for format in choices.formats],
        selection=choices.selection,
        chooser=chosen.chooser,
        question_limit=chosen.question_limit,
        plan=[planned_to_json(item) for item in chosen.planned],
        order_seed=seed,
        secret_seed=new_seed(),
        time_limit_seconds=limit,
        started_at=now,
        ends_at=now + timedelta(seconds=limit) if limit is not None else None,
        updated_at=now,
    )


async def _learner(db: AsyncSession, learner_id: UUID) -> LearnerRow:
    learner = await learners.find(db, learner_id)
    if learner is None:
        raise Unauthenticated("The learner of this token is gone.")
    return learner
