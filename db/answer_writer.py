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

from db import answer_cards, learners, memories, reviews, sessions, study_events
from db.answers import AnswerRow
from db.events import EventRow
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
    to_study_event,
    was_right,
)
from db.idempotency_keys import IdempotencyKeyRow
from db.sessions import SessionRow
from db.upserts import insert_into
from quiz.errors import NotFound, QuizError
from quiz.grading.shares import Share, shares
from quiz.scheduling import memories as memory_fold
from quiz.scheduling.memories import Memory, StudyEvent
from quiz.session.sessions import (
    Feedback,
    Session,
    check_pending,
    counts_for_memory,
    pending_to_json,
    progress,
)

Key = tuple[UUID, UUID]


@dataclass(slots=True)
class _Batch:
    """What a batch has read and is about to write."""

    first: dict[Key, AnswerRow]
    sessions: dict[Key, Session]
    memories: dict[Key, Memory]
    new: list[AnswerRow]
    keys: list[IdempotencyKeyRow]
    events: list[EventRow]
    reviews: list[dict[str, Any]]
    changed: dict[Key, tuple[Session, datetime]]
    cards: list[dict[str, Any]]
    folded: dict[Key, list[StudyEvent]]
    remembered: dict[Key, dict[str, Any]]


async def apply(db: AsyncSession, items: Sequence[GradedAnswer]) -> list[Outcome]:
    """Write the answers; one outcome per item, in order.

    Safe with other writers: the learners' locks are taken in id order first, and everything
    that is decided on is read after that.
    """
    if not items:
        return []
    await learners.lock(db, (item.learner_id for item in items))
    batch = await _gather(db, items)
    outcomes = [await _take(db, batch, item) for item in items]
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
        memories=await memories.list_by_key(
            db,
            {
                (item.learner_id, share.card_id)
                for item in items
                for share in shares(item.question, item.grade)
            },
        ),
        new=[],
        keys=[],
        events=[],
        reviews=[],
        changed={},
        cards=[],
        folded={},
        remembered={},
    )


async def _take(db: AsyncSession, batch: _Batch, item: GradedAnswer) -> Outcome:
    first = batch.first.get((item.learner_id, item.id))
    if first is not None:
        return replay(first, item.body_hash)
    session = batch.sessions.get((item.learner_id, item.session_id))
    if session is None:
        return Rejected(NotFound(f"There is no session {str(item.session_id)!r}."))
    try:
        check_pending(session, item.question.id, item.answered_at)
    except QuizError as error:
        return Rejected(error)
    right = was_right(item)
    memory = await _remember(db, batch, item, session)
    session = replace(
        session,
        pending=item.next,
        answered_count=session.answered_count + 1,
        right_count=session.right_count + (1 if right else 0),
    )
    told = progress(session, item.answered_at)
    row = to_row(item, session, right, memory, told)
    batch.sessions[item.learner_id, item.session_id] = session
    batch.changed[item.learner_id, item.session_id] = (session, item.answered_at)
    batch.first[item.learner_id, item.id] = row
    batch.new.append(row)
    batch.cards += to_cards(item)
    batch.events.append(to_event(item))
    batch.reviews += to_reviews(item)
    if item.key is not None:
        batch.keys.append(item.key)
    return Applied(row=row, memory=memory, progress=told, next=item.next, is_replay=False)


async def _remember(
    db: AsyncSession, batch: _Batch, item: GradedAnswer, session: Session
) -> Memory | None:
    """The memory of the card that is asked, once the answer is folded into it and into those of
    the other cards that earn a grade. `None` where it does not count, or not yet: before the end
    of a deferred session, or while nobody has graded it."""
    if not counts_for_memory(session) or session.feedback is Feedback.DEFERRED:
        return None
    if item.grade.fraction is None:
        return None
    for share in shares(item.question, item.grade):
        await _fold(db, batch, item, share)
    return batch.memories[item.learner_id, item.question.card.card_id]


async def _fold(db: AsyncSession, batch: _Batch, item: GradedAnswer, share: Share) -> None:
    """Fold what one card earned into its memory: as the last event, or where it belongs."""
    key = (item.learner_id, share.card_id)
    event = to_study_event(item, share)
    before = batch.memories.get(key)
    folded = batch.folded.setdefault(key, [])
    if memory_fold.follows(before, event):
        memory = memory_fold.review(before, event)
    else:
        log = await study_events.list_of_card(db, learner_id=key[0], card_id=key[1])
        memory = memory_fold.fold([*log, *folded, event]) or memory_fold.review(None, event)
    folded.append(event)
    batch.memories[key] = memory
    batch.remembered[key] = memories.to_values(
        memory,
        learner_id=item.learner_id,
        card_id=share.card_id,
        deck_id=share.deck_id,
        now=item.answered_at,
    )


async def _write(db: AsyncSession, batch: _Batch) -> None:
    if not batch.new:
        return
    await db.execute(insert_into(db, AnswerRow).values([row.model_dump() for row in batch.new]))
    await answer_cards.add_many(db, batch.cards)
    await reviews.open_many(db, batch.reviews)
    await memories.put_many(db, list(batch.remembered.values()))
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
    await db.execute(insert_into(db, EventRow).values([row.model_dump() for row in batch.events]))
    for key in batch.keys:
        db.add(key)
    await db.flush()


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
