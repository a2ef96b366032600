"""Makes questions pending, and shows the one that is."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import making_questions
from db import cards, learners, questions, sessions
from db.sessions import SessionRow
from quiz.errors import Conflict
from quiz.questions import Question
from quiz.responses import Format
from quiz.session.sessions import (
    Pending,
    Session,
    check_open,
    is_over,
    pending_to_json,
)
from quiz.shuffling import derived


async def pend(
    db: AsyncSession, session: Session, *, secret_seed: int, position: int, now: datetime
) -> Pending | None:
    """The question at `position` (from 1), ready to wait for its answer; `None` past the end.

    Outside a test a card is asked as it stands now; deleting it does not end the session. A
    question that is made of the card is made now, and pinned: it stays as it is whatever becomes of
    the cards that it was made from.
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
    format, pins = await making_questions.pin(db, card, planned.format, seed=seed)
    return Pending(
        question_id=new_id(now),
        card_id=card.card_id,
        card_version=card.version,
        format=format,
        seed=seed,
        position=position,
        asked_at=now,
        pins=pins,
    )


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
