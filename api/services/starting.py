"""Starts sessions: finds the cards, plans them, and makes the first question pending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id, new_seed
from api.services import asking, authorizing, making_questions
from db import cards, deck_settings, events, learners, sessions
from db import decks as decks_table
from db.decks import DeckFilter
from db.engine import Database
from db.learners import LearnerRow
from db.pages import PageRequest
from db.sessions import SessionRow
from quiz.access import Caller
from quiz.errors import AlreadyExists, Fault, Invalid, NotFound, Unauthenticated
from quiz.limits import CARDS_PER_SESSION
from quiz.responses import Format
from quiz.session.planning import Candidate, plan, to_make
from quiz.session.sessions import (
    Feedback,
    Mode,
    Order,
    Planned,
    pending_to_json,
    planned_to_json,
)
from schemas.sessions import MAX_SEED, SessionCreate

DECKS_SEARCHED = 1_000
"""Decks that tags alone look in, the oldest first."""

SOME_UNKNOWN = "Some of the cards do not exist."


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the session does, after defaults: the request, then the deck, then the mode."""

    mode: Mode
    order: Order
    limit: int
    formats: tuple[Format, ...]
    feedback: Feedback


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
        row = await _prepare(reader, caller, wanted, now=now)
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
    return row


async def _prepare(
    db: AsyncSession, caller: Caller, wanted: SessionCreate, *, now: datetime
) -> SessionRow:
    """The session as it will be written, with its first question pending."""
    learner = await _learner(db, caller.studies_as)
    found, deck_ids, defaults = await _gather(db, caller, wanted)
    choices = _choose(wanted, defaults)
    seed = wanted.seed if wanted.seed is not None else new_seed() & MAX_SEED
    planned = await _plan(db, wanted, choices, found, seed=seed)
    row = _row(learner.id, wanted, choices, planned, deck_ids, seed=seed, now=now)
    session = sessions.to_domain(row)
    pending = await asking.pend(db, session, secret_seed=row.secret_seed, position=1, now=now)
    assert pending is not None
    row.pending = pending_to_json(pending)
    return row


async def _plan(
    db: AsyncSession,
    wanted: SessionCreate,
    choices: _Choices,
    found: Sequence[Candidate],
    *,
    seed: int,
) -> tuple[Planned, ...]:
    """What the session asks. Content is read only of cards that a question must be made of."""
    wanting = to_make(
        found,
        formats=choices.formats,
        order=choices.order,
        seed=seed,
        card_order=wanted.card_ids,
    )
    made = await making_questions.formats_of(
        db, wanting, choices.formats, limit=choices.limit, seed=seed
    )
    return plan(
        found,
        mode=choices.mode,
        formats=choices.formats,
        order=choices.order,
        seed=seed,
        limit=choices.limit,
        card_order=wanted.card_ids,
        made=made,
    )


def _row(
    learner_id: UUID,
    wanted: SessionCreate,
    choices: _Choices,
    planned: Sequence[Planned],
    deck_ids: Sequence[UUID],
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
        deck_ids=[str(deck_id) for deck_id in deck_ids],
        tags=list(wanted.tags),
        formats=[format.value for format in choices.formats],
        plan=[planned_to_json(item) for item in planned],
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


async def _gather(
    db: AsyncSession, caller: Caller, wanted: SessionCreate
) -> tuple[list[Candidate], list[UUID], dict[str, Any]]:
    """The cards asked for, the decks they lie in, and the deck's defaults when it is one."""
    named = list(dict.fromkeys(wanted.deck_ids))
    decks = [await authorizing.deck_to_read(db, caller, deck_id) for deck_id in named]
    reached = named or await _reached(db, caller, wanted)
    if wanted.card_ids:
        known = await cards.list_candidates(db, deck_ids=reached, card_ids=wanted.card_ids, tags=())
        if len(known) < len(set(wanted.card_ids)):
            raise NotFound(SOME_UNKNOWN)
    found = await cards.list_candidates(
        db, deck_ids=reached, card_ids=wanted.card_ids, tags=wanted.tags
    )
    order = {deck_id: place for place, deck_id in enumerate(named)}
    found.sort(key=lambda card: order.get(card.deck_id, 0))
    defaults = decks[0].deck.study_defaults if len(decks) == 1 else {}
    in_order = named or list(dict.fromkeys(card.deck_id for card in found))
    return found, in_order, defaults


async def _reached(db: AsyncSession, caller: Caller, wanted: SessionCreate) -> list[UUID]:
    """Where to look when no deck is named: the cards' decks, or all that the caller finds."""
    if wanted.card_ids:
        deck_ids = await cards.list_deck_ids(db, wanted.card_ids)
        return [await _deck_of_card(db, caller, deck_id) for deck_id in sorted(deck_ids)]
    if not wanted.tags:
        rule = "Name at least one deck, card or tag to study."
        raise Invalid(rule, [Fault("/deck_ids", rule)])
    page = await decks_table.list_visible(
        db,
        PageRequest(limit=DECKS_SEARCHED),
        account_id=caller.account_id,
        workspace_id=caller.workspace_id,
        filter=DeckFilter(),
    )
    return [deck.id for deck, _ in page.rows]


async def _deck_of_card(db: AsyncSession, caller: Caller, deck_id: UUID) -> UUID:
    try:
        return (await authorizing.deck_to_read(db, caller, deck_id)).deck.id
    except NotFound as error:
        raise NotFound(SOME_UNKNOWN) from error


def _choose(wanted: SessionCreate, defaults: dict[str, Any]) -> _Choices:
    def pick(name: str, otherwise: Any) -> Any:
        value = getattr(wanted, name)
        value = defaults.get(name) if value is None else value
        return otherwise if value is None else value

    mode = Mode(pick("mode", Mode.STUDY))
    is_test = mode is Mode.TEST
    return _Choices(
        mode=mode,
        order=Order(pick("order", Order.SHUFFLED if is_test else Order.DECK)),
        limit=min(pick("limit", CARDS_PER_SESSION), CARDS_PER_SESSION),
        formats=tuple(Format(name) for name in dict.fromkeys(pick("formats", list(Format)))),
        feedback=Feedback(pick("feedback", Feedback.DEFERRED if is_test else Feedback.IMMEDIATE)),
    )
