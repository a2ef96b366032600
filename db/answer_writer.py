"""The one way answers are written: a list of graded answers, applied in one transaction.

For each item in order: an answer with the same id gives its first result back; the session must
still wait for this question; the memory of each card that earns a grade takes one more event;
answer, grades of cards, memories, session and event are written with one statement per table. An
item that the state forbids is rejected alone, its neighbours are applied. The caller owns the
transaction, and commits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answer_cards, folded_answers, learners, reviews, sessions
from db.answers import AnswerRow
from db.events import EventRow
from db.folded_answers import Folded, FoldedAnswers, is_folded_now
from db.graded_answers import (
    Applied,
    GradedAnswer,
    Outcome,
    Rejected,
    replay,
    to_cards,
    to_event,
    to_reviews,
    to_row,
    was_right,
)
from db.idempotency_keys import IdempotencyKeyRow
from db.sessions import SessionRow
from db.upserts import insert_into
from quiz.errors import NotFound, QuizError
from quiz.grading.shares import shares
from quiz.session.sessions import (
    Session,
    check_pending,
    pending_to_json,
    planned_to_json,
    progress,
    returning_to_json,
)

Key = tuple[UUID, UUID]


@dataclass(slots=True)
class _Batch:
    """What a batch has read and is about to write."""

    first: dict[Key, AnswerRow]
    sessions: dict[Key, Session]
    folded: FoldedAnswers
    new: list[AnswerRow]
    keys: list[IdempotencyKeyRow]
    events: list[EventRow]
    reviews: list[dict[str, Any]]
    changed: dict[Key, tuple[Session, datetime]]
    cards: list[dict[str, Any]]
    replanned: dict[Key, Session]


async def apply(db: AsyncSession, items: Sequence[GradedAnswer]) -> list[Outcome]:
    """Write the answers; one outcome per item, in order.

    Safe with other writers: the learners' locks are taken in id order first, and everything
    that is decided on is read after that.
    """
    if not items:
        return []
    await learners.lock(db, (item.learner_id for item in items))
    batch = await _gather(db, items)
    outcomes = [_take(batch, item) for item in items]
    await _write(db, batch)
    return outcomes


async def _gather(db: AsyncSession, items: Sequence[GradedAnswer]) -> _Batch:
    known = select(AnswerRow).where(
        tuple_(col(AnswerRow.learner_id), col(AnswerRow.id)).in_(
            [(item.learner_id, item.id) for item in items]
        )
    )
    wanted = select(SessionRow).where(
        tuple_(col(SessionRow.learner_id), col(SessionRow.id)).in_(
            [(item.learner_id, item.session_id) for item in items]
        )
    )
    fresh = {"populate_existing": True}
    answer_rows = (await db.execute(known, execution_options=fresh)).scalars()
    session_rows = (await db.execute(wanted, execution_options=fresh)).scalars()
    return _Batch(
        first={(row.learner_id, row.id): row for row in answer_rows},
        sessions={(row.learner_id, row.id): sessions.to_domain(row) for row in session_rows},
        folded=await folded_answers.gather(db, items),
        new=[],
        keys=[],
        events=[],
        reviews=[],
        changed={},
        cards=[],
        replanned={},
    )


def _take(batch: _Batch, item: GradedAnswer) -> Outcome:
    first = batch.first.get((item.learner_id, item.id))
    if first is not None:
        return replay(first, item.body_hash)
    session = batch.sessions.get((item.learner_id, item.session_id))
    if session is None:
        return Rejected(NotFound(f"There is no session {str(item.session_id)!r}."))
    try:
        check_pending(session, item.question.id, item.received_at)
    except QuizError as error:
        return Rejected(error)
    right = was_right(item)
    folded = _remember(batch, item, session)
    memory = folded.memory if folded else None
    predicted = folded.predicted_recall if folded else None
    after = _answered(session, item, is_right=bool(right))
    told = progress(after, item.received_at)
    row = to_row(item, session, right, memory, told, predicted)
    batch.sessions[item.learner_id, item.session_id] = after
    batch.changed[item.learner_id, item.session_id] = (after, item.received_at)
    if item.plan is not None or item.returning is not None:
        batch.replanned[item.learner_id, item.session_id] = after
    batch.first[item.learner_id, item.id] = row
    batch.new.append(row)
    batch.cards += to_cards(item)
    batch.events.append(to_event(item))
    batch.reviews += to_reviews(item)
    if item.key is not None:
        batch.keys.append(item.key)
    return Applied(row=row, memory=memory, progress=told, next=item.next, is_replay=False)


def _answered(session: Session, item: GradedAnswer, *, is_right: bool) -> Session:
    """The session once the answer is counted, and the next question waits."""
    return replace(
        session,
        pending=item.next,
        answered_count=session.answered_count + 1,
        right_count=session.right_count + is_right,
        plan=session.plan if item.plan is None else item.plan,
        returning=session.returning if item.returning is None else item.returning,
    )


def _remember(batch: _Batch, item: GradedAnswer, session: Session) -> Folded | None:
    """The memory of the card that is asked, once the answer is folded into it and into those of
    the other cards that earn a grade. `None` where it does not count, or not yet: before the end
    of a deferred session, or while nobody has graded it."""
    if not is_folded_now(item, session):
        return None
    earned = shares(item.question, item.grade)
    folded = {share.card_id: batch.folded.fold(item, share) for share in earned}
    return folded[item.question.card.card_id]


async def _write(db: AsyncSession, batch: _Batch) -> None:
    if not batch.new:
        return
    await db.execute(insert_into(db, AnswerRow).values([row.model_dump() for row in batch.new]))
    await answer_cards.add_many(db, batch.cards)
    await reviews.open_many(db, batch.reviews)
    await batch.folded.write(db, now=max(row.received_at for row in batch.new))
    await db.execute(
        _UPDATE_SESSION,
        [
            {
                "of_learner": learner_id,
                "of_session": session_id,
                "new_pending": pending_to_json(session.pending) if session.pending else None,
                "new_answered_count": session.answered_count,
                "new_right_count": session.right_count,
                "new_updated_at": at,
            }
            for (learner_id, session_id), (session, at) in batch.changed.items()
        ],
    )
    await _replan(db, batch)
    told = [*batch.events, *batch.folded.events]
    await db.execute(insert_into(db, EventRow).values([row.model_dump() for row in told]))
    for key in batch.keys:
        db.add(key)
    await db.flush()


async def _replan(db: AsyncSession, batch: _Batch) -> None:
    """Write the plans that have changed; most answers change none, and plans can be long."""
    if not batch.replanned:
        return
    await db.execute(
        _UPDATE_PLAN,
        [
            {
                "of_learner": learner_id,
                "of_session": session_id,
                "new_plan": [planned_to_json(planned) for planned in session.plan],
                "new_returning": [returning_to_json(card) for card in session.returning],
            }
            for (learner_id, session_id), session in batch.replanned.items()
        ],
    )


_SESSIONS = SessionRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_UPDATE_SESSION = (
    update(_SESSIONS)
    .where(
        _SESSIONS.c.learner_id == bindparam("of_learner"),
        _SESSIONS.c.id == bindparam("of_session"),
    )
    .values(
        pending=bindparam("new_pending"),
        answered_count=bindparam("new_answered_count"),
        right_count=bindparam("new_right_count"),
        updated_at=bindparam("new_updated_at"),
        revision=_SESSIONS.c.revision + 1,
    )
)
_UPDATE_PLAN = (
    update(_SESSIONS)
    .where(
        _SESSIONS.c.learner_id == bindparam("of_learner"),
        _SESSIONS.c.id == bindparam("of_session"),
    )
    .values(plan=bindparam("new_plan"), returns=bindparam("new_returning"))
)
