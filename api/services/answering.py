"""Takes an answer: grade, remember, and say what comes next, in one round trip.

The question is read in a transaction of its own, which is closed before the write begins: a
reader that turns into a writer would wait for itself on SQLite.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import asking
from db import (
    answer_writer,
    answers,
    graded_answers,
    idempotency_keys,
    learners,
    questions,
    sessions,
)
from db.answers import AnswerRow
from db.engine import Database
from db.graded_answers import Applied, GradedAnswer, Rejected
from db.idempotency_keys import IdempotencyKeyRow
from db.sessions import SessionRow
from quiz import grading
from quiz.access import Caller
from quiz.errors import KeyReused, Unauthenticated
from quiz.questions import Question
from quiz.scheduling.study_days import study_day
from quiz.session.sessions import check_pending
from schemas.answers import AnswerCreate
from schemas.responses import to_domain


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to: its outcome, with the questions it speaks of."""

    session: SessionRow
    applied: Applied
    question: Question
    next: Question | None


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A graded answer, with what its reply will show besides."""

    item: GradedAnswer
    session: SessionRow
    next: Question | None


async def answer(
    database: Database,
    caller: Caller,
    session_id: UUID,
    sent: AnswerCreate,
    *,
    key: IdempotencyKeyRow | None,
    now: datetime,
) -> Answered:
    """Grade the answer and write it, or give the first result of one that was sent before.

    `key` is the idempotency key of the request, ready to be kept with the answer. Raises
    `NotFound`, `Invalid` for a response that does not fit, `StaleQuestion`, `SessionFinished`,
    `SessionOverdue`, `AlreadyExists` for an id that was used for another answer, `KeyReused`.
    """
    assert caller.learner_id is not None
    learner_id = caller.learner_id
    body_hash = hash_of(session_id, sent)
    async with database.reading() as db:
        first = await _find_first(db, learner_id, sent.id, key)
        if first is not None:
            return await _first_result(db, first, body_hash)
        prepared = await _prepare(
            db, learner_id, session_id, sent, key=key, body_hash=body_hash, now=now
        )
    async with database.writing() as db:
        [outcome] = await answer_writer.apply(db, [prepared.item])
    if isinstance(outcome, Rejected):
        raise outcome.error
    if outcome.is_replay:
        async with database.reading() as db:
            return await _first_result(db, outcome.row, body_hash)
    return Answered(prepared.session, outcome, prepared.item.question, prepared.next)


async def _find_first(
    db: AsyncSession, learner_id: UUID, answer_id: UUID | None, key: IdempotencyKeyRow | None
) -> AnswerRow | None:
    """The answer that this request, by its idempotency key or its id, was answered with before."""
    first_id = await _first_id(db, key)
    if first_id is None:
        first_id = answer_id
    return await answers.find(db, first_id, learner_id=learner_id) if first_id else None


async def _first_result(db: AsyncSession, first: AnswerRow, body_hash: str) -> Answered:
    outcome = graded_answers.replay(first, body_hash)
    if isinstance(outcome, Rejected):
        raise outcome.error
    return Answered(
        session=await sessions.get(db, first.session_id, learner_id=first.learner_id),
        applied=outcome,
        question=await _question_answered(db, first),
        next=await questions.get_pending(db, outcome.next) if outcome.next else None,
    )


async def _prepare(
    db: AsyncSession,
    learner_id: UUID,
    session_id: UUID,
    sent: AnswerCreate,
    *,
    key: IdempotencyKeyRow | None,
    body_hash: str,
    now: datetime,
) -> _Prepared:
    row = await sessions.get(db, session_id, learner_id=learner_id)
    session = sessions.to_domain(row)
    pending = check_pending(session, sent.question_id, now)
    question = await questions.get_pending(db, pending)
    response = to_domain(sent.response)
    grade = grading.grade(question, response, confidence=sent.confidence)
    learner = await learners.find(db, learner_id)
    if learner is None:
        raise Unauthenticated("The learner of this token is gone.")
    upcoming = await asking.pend(
        db, session, secret_seed=row.secret_seed, position=pending.position + 1, now=now
    )
    answer_id = sent.id or new_id(now)
    if key is not None:
        key.answer_id = answer_id
    item = GradedAnswer(
        id=answer_id,
        learner_id=learner_id,
        session_id=session_id,
        question=question,
        response=response,
        grade=grade,
        confidence=sent.confidence,
        certainty=sent.certainty,
        took_ms=sent.took_ms,
        answered_at=now,
        studied_on=study_day(now, learner.timezone, learner.day_starts_at),
        next=upcoming,
        body_hash=body_hash,
        event_id=new_id(now),
        workspace_id=learner.workspace_id,
        key=key,
    )
    shown_next = await questions.get_pending(db, upcoming) if upcoming else None
    return _Prepared(item, row, shown_next)


async def _first_id(db: AsyncSession, key: IdempotencyKeyRow | None) -> UUID | None:
    """The answer that this idempotency key was used for before."""
    if key is None:
        return None
    known = await idempotency_keys.find(db, key.key, subject=key.subject)
    if known is None:
        return None
    idempotency_keys.check_same(known, key.fingerprint)
    if known.answer_id is None:
        raise KeyReused(f"The idempotency key {key.key!r} was used for another request.")
    return known.answer_id


async def _question_answered(db: AsyncSession, row: AnswerRow) -> Question:
    [(_, question)] = await questions.list_answered(db, [row])
    return question


def hash_of(session_id: UUID, sent: AnswerCreate) -> str:
    """The SHA-256 of what makes two requests the same answer, hexadecimal."""
    told = {"session_id": str(session_id), **sent.model_dump(mode="json", exclude={"id"})}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
