"""Makes questions pending, and shows the one that is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import making_questions
from db import cards, learners, questions, refolding, sessions, settings_changes
from db.learners import LearnerRow
from db.sessions import SessionRow
from quiz.cards import CardVersion, kind_of
from quiz.errors import Conflict
from quiz.questions import Question
from quiz.responses import Format
from quiz.scheduling import folding
from quiz.scheduling.memories import Memory
from quiz.scheduling.previews import Preview, previews
from quiz.scheduling.settings import Settings, current
from quiz.scheduling.study_days import study_day
from quiz.session.ladders import formats_to_try
from quiz.session.sessions import (
    SCHEDULED,
    Mode,
    Pending,
    Planned,
    Session,
    check_online,
    check_open,
    is_over,
    pending_to_json,
    shows_previews,
)
from quiz.shuffling import derived

_NOTHING: Mapping[UUID, Memory] = MappingProxyType({})


async def pend(
    db: AsyncSession,
    session: Session,
    *,
    learner: LearnerRow,
    secret_seed: int,
    position: int,
    now: datetime,
    known: Mapping[UUID, Memory] = _NOTHING,
) -> Pending | None:
    """The question at `position` (from 1), ready to wait for its answer; `None` past the end.

    `known` are memories that are not written yet, by card. Outside a test a card is asked as it
    stands now; deleting it does not end the session. A question that is made of the card is made
    now, and pinned: it stays as it is whatever becomes of the cards that it was made from.
    """
    if position > len(session.plan):
        return None
    planned = session.plan[position - 1]
    card = await (
        cards.get_current(db, planned.card_id)
        if planned.version is None
        else cards.get_version(db, planned.card_id, planned.version)
    )
    seed = derived(secret_seed, str(position))
    memory = await _memory(db, session, card.card_id, known)
    for wanted in to_try(session, planned, card, memory):
        format, pins = await making_questions.pin(db, card, wanted, seed=seed)
        if format is wanted:
            break
    pending = Pending(
        question_id=new_id(now),
        card_id=card.card_id,
        card_version=card.version,
        format=format,
        seed=seed,
        position=position,
        asked_at=now,
        pins=pins,
    )
    if not shows_previews(session, format):
        return pending
    return replace(pending, previews=await _previews(db, learner, card, memory, now))


async def preview_again(
    db: AsyncSession, session: Session, pending: Pending, *, learner: LearnerRow, now: datetime
) -> Pending:
    """The pending question with previews of the memory as it is now."""
    if not shows_previews(session, pending.format):
        return pending
    card = await cards.get_version(db, pending.card_id, pending.card_version)
    memory = await _memory(db, session, card.card_id, _NOTHING)
    return replace(pending, previews=await _previews(db, learner, card, memory, now))


def to_try(
    session: Session, planned: Planned, card: CardVersion, memory: Memory | None
) -> Sequence[Format]:
    """The formats to ask the card in, the first that a question can be made in."""
    if session.mode is not Mode.LEARN:
        return (planned.format,)
    kind = kind_of(card.content)
    return formats_to_try(kind, memory, session.formats) or (planned.format,)


async def _memory(
    db: AsyncSession, session: Session, card_id: UUID, known: Mapping[UUID, Memory]
) -> Memory | None:
    """What is remembered of the card, where the session asks for it."""
    if session.mode not in SCHEDULED:
        return None
    if card_id in known:
        return known[card_id]
    key = (session.learner_id, card_id)
    return (await refolding.foresee_current(db, [key])).get(key)


async def _previews(
    db: AsyncSession, learner: LearnerRow, card: CardVersion, memory: Memory | None, now: datetime
) -> tuple[Preview, ...]:
    key = (learner.id, card.deck_id)
    changes = (await settings_changes.list_by_key(db, [key]))[key]
    return previews_of(learner, card.card_id, memory, current(changes), now)


def previews_of(
    learner: LearnerRow, card_id: UUID, memory: Memory | None, settings: Settings, now: datetime
) -> tuple[Preview, ...]:
    """What each rating of the card would lead to now."""
    today = study_day(now, learner.timezone, learner.day_starts_at)
    outcomes = folding.preview(memory, card_id=card_id, at=now, studied_on=today, settings=settings)
    return previews(outcomes, now)


async def next_question(
    db: AsyncSession, session_id: UUID, *, learner_id: UUID, now: datetime
) -> tuple[SessionRow, Question | None]:
    """The session and its pending question; it writes nothing, so it gives the same one until
    that is answered. Raises `NotFound`."""
    row = await sessions.get(db, session_id, learner_id=learner_id)
    session = sessions.to_domain(row)
    if session.pending is None or is_over(session, now):
        return row, None
    return row, await questions.get_pending(db, session.pending)


async def reveal(
    db: AsyncSession, session_id: UUID, *, learner_id: UUID, now: datetime
) -> tuple[SessionRow, Question]:
    """Let the answer side of the pending flip card be seen; once revealed it stays so.

    Raises `NotFound`, `SessionFinished`, `SessionOverdue`, or `Conflict` when no flip card is
    pending.
    """
    await learners.lock(db, [learner_id])
    row = await sessions.get(db, session_id, learner_id=learner_id)
    session = sessions.to_domain(row)
    check_online(session)
    check_open(session, now)
    pending = session.pending
    if pending is None:
        raise Conflict("Every question of this session is answered; there is nothing to reveal.")
    if pending.format is not Format.FLIP:
        raise Conflict(
            f"Only flip cards are revealed; answer this {pending.format.value} question instead."
        )
    if pending.revealed_at is None:
        pending = replace(pending, revealed_at=now)
        row.pending = pending_to_json(pending)
        row.updated_at = now
        row.revision += 1
    return row, await questions.get_pending(db, pending)
