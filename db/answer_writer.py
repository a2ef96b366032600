"""The one way answers are written: a list of graded answers, applied in one transaction.

For each item in order: an answer with the same id gives its first result back; the session must
still wait for this question; the memory takes one more event; answer, memory, session and event
are written with one statement per table. An item that the state forbids is rejected alone, its
neighbours are applied. The caller owns the transaction, and commits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import answers, learners, memories, sessions
from db.answers import AnswerRow
from db.events import EventRow
from db.idempotency_keys import IdempotencyKeyRow
from db.sessions import SessionRow
from db.upserts import insert_into
from quiz import responses
from quiz.errors import AlreadyExists, NotFound, QuizError
from quiz.grading.grades import Grade, is_right, to_json
from quiz.questions import Question
from quiz.responses import Response
from quiz.scheduling import memories as memory_fold
from quiz.scheduling.memories import Memory, StudyEvent
from quiz.session.sessions import (
    Feedback,
    Pending,
    Progress,
    Session,
    check_pending,
    counts_for_memory,
    pending_from_json,
    pending_to_json,
    progress,
)

Key = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """An answer that is graded and ready to be written.

    `next` is the question that waits after it; `event_id` names the event that tells of it;
    `workspace_id` is the workspace that may hear of it. `body_hash` is the SHA-256 of the
    request, hexadecimal. `key` is the idempotency key the request came with.
    """

    id: UUID
    learner_id: UUID
    session_id: UUID
    question: Question
    response: Response
    grade: Grade
    confidence: int | None
    took_ms: int | None
    answered_at: datetime
    studied_on: date
    next: Pending | None
    body_hash: str
    event_id: UUID
    workspace_id: UUID | None
    key: IdempotencyKeyRow | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """An answer that stands in the log, and what its learner was told when it was written.

    `memory` is `None` where the answer does not count for memory, or not yet.
    """

    row: AnswerRow
    memory: Memory | None
    progress: Progress
    next: Pending | None
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer that the state forbids; nothing of it was written."""

    error: QuizError


Outcome = Applied | Rejected


@dataclass(slots=True)
class _Batch:
    """What a batch has read and is about to write."""

    first: dict[Key, AnswerRow]
    sessions: dict[Key, Session]
    memories: dict[Key, Memory]
    new: list[AnswerRow]
    keys: list[IdempotencyKeyRow]
    events: list[EventRow]
    changed: dict[Key, tuple[Session, datetime]]
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
            db, {(item.learner_id, item.question.card.card_id) for item in items}
        ),
        new=[],
        keys=[],
        events=[],
        changed={},
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
    right = _is_right(item)
    memory = await _remember(db, batch, item, session, right)
    session = replace(
        session,
        pending=item.next,
        answered_count=session.answered_count + 1,
        right_count=session.right_count + (1 if right else 0),
    )
    told = progress(session, item.answered_at)
    row = _row(item, session, right, memory, told)
    batch.sessions[item.learner_id, item.session_id] = session
    batch.changed[item.learner_id, item.session_id] = (session, item.answered_at)
    batch.first[item.learner_id, item.id] = row
    batch.new.append(row)
    batch.events.append(_event(item))
    if item.key is not None:
        batch.keys.append(item.key)
    return Applied(row=row, memory=memory, progress=told, next=item.next, is_replay=False)


def _is_right(item: GradedAnswer) -> bool | None:
    if item.grade.fraction is None:
        return None
    return is_right(item.grade, item.question.card.content.pass_at)


async def _remember(
    db: AsyncSession, batch: _Batch, item: GradedAnswer, session: Session, right: bool | None
) -> Memory | None:
    """Fold the answer into its card's memory, unless it does not count, or not before the end."""
    if not counts_for_memory(session) or session.feedback is Feedback.DEFERRED:
        return None
    card = item.question.card
    key = (item.learner_id, card.card_id)
    event = StudyEvent(
        id=item.id,
        at=item.answered_at,
        studied_on=item.studied_on,
        confidence=item.confidence,
        fraction=item.grade.fraction,
        is_right=right,
    )
    before = batch.memories.get(key)
    if memory_fold.follows(before, event):
        memory = memory_fold.review(before, event)
    else:
        log = await answers.list_study_events(db, learner_id=item.learner_id, card_id=card.card_id)
        pending = [
            answers.to_study_event(row)
            for row in batch.new
            if (row.learner_id, row.card_id) == key and row.counts_for_memory
        ]
        memory = memory_fold.fold([*log, *pending, event]) or memory_fold.review(None, event)
    batch.memories[key] = memory
    batch.remembered[key] = memories.to_values(
        memory,
        learner_id=item.learner_id,
        card_id=card.card_id,
        deck_id=card.deck_id,
        now=item.answered_at,
    )
    return memory


def _row(
    item: GradedAnswer,
    session: Session,
    right: bool | None,
    memory: Memory | None,
    told: Progress,
) -> AnswerRow:
    question = item.question
    return AnswerRow(
        learner_id=item.learner_id,
        id=item.id,
        session_id=item.session_id,
        question_id=question.id,
        position=question.position,
        deck_id=question.card.deck_id,
        card_id=question.card.card_id,
        card_version=question.card.version,
        mode=session.mode,
        format=question.format,
        seed=question.seed,
        response=responses.to_json(item.response),
        confidence=item.confidence,
        took_ms=item.took_ms,
        grade=to_json(item.grade),
        fraction=item.grade.fraction,
        is_right=right,
        counts_for_memory=counts_for_memory(session),
        answered_at=item.answered_at,
        studied_on=item.studied_on,
        body_hash=item.body_hash,
        outcome={
            "memory": memory_fold.to_json(memory),
            "progress": [told.answered, told.total, told.right],
            "next": pending_to_json(item.next) if item.next else None,
        },
    )


def _event(item: GradedAnswer) -> EventRow:
    return EventRow(
        owner_id=item.learner_id,
        id=item.event_id,
        workspace_id=item.workspace_id,
        type="answer.graded",
        data={
            "answer_id": str(item.id),
            "session_id": str(item.session_id),
            "learner_id": str(item.learner_id),
            "card_id": str(item.question.card.card_id),
            "fraction": item.grade.fraction,
        },
        created_at=item.answered_at,
    )


async def _write(db: AsyncSession, batch: _Batch) -> None:
    if not batch.new:
        return
    await db.execute(insert_into(db, AnswerRow).values([row.model_dump() for row in batch.new]))
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


def replay(row: AnswerRow, body_hash: str) -> Outcome:
    """The first result of an answer that is sent again; rejected when it was another request."""
    if row.body_hash != body_hash:
        return Rejected(
            AlreadyExists(
                f"Answer {str(row.id)!r} was sent before with another body; "
                "use a new id for a new answer."
            )
        )
    answered, total, right = row.outcome["progress"]
    pending = row.outcome["next"]
    return Applied(
        row=row,
        memory=memory_fold.from_json(row.outcome["memory"]),
        progress=Progress(answered=answered, total=total, right=right),
        next=pending_from_json(pending) if pending else None,
        is_replay=True,
    )
