"""Takes an answer: grade, remember, and say what comes next, in one round trip.

The question is read in a transaction of its own, which is closed before the write begins: a
reader that turns into a writer would wait for itself on SQLite. Between the two, with no connection
held, an optional grader may be asked what it thinks of a free text.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.clients.proposers import Proposer
from api.ids import new_id
from api.services import choosing, grading_responses
from api.services.choosing import Chosen
from db import (
    answers,
    folded_answers,
    graded_answers,
    idempotency_keys,
    questions,
    sessions,
)
from db.answers import AnyAnswer
from db.at_hand import AtHand
from db.engine import Database
from db.graded_answers import Applied, GradedAnswer, Rejected
from db.group_commits import AnswerWriter
from db.group_reads import SituationReader
from db.idempotency_keys import IdempotencyKeyRow
from db.learners import LearnerRow
from db.situations import Setup
from quiz.access import Caller
from quiz.errors import KeyReused, QuizError
from quiz.grading.grades import Grade
from quiz.questions import Question
from quiz.responses import Response
from quiz.scheduling.study_days import study_day
from quiz.session.sessions import Feedback, Pending, Session, check_pending
from schemas.answers import AnswerCreate
from schemas.responses import to_domain


@dataclass(frozen=True, slots=True)
class Answering:
    """What an application answers with; `proposer` is the optional grader, if it has one."""

    database: Database
    reader: SituationReader
    writer: AnswerWriter
    proposer: Proposer | None

    async def close(self) -> None:
        """Take no more answers, and return when those that wait are written."""
        try:
            await self.writer.close()
            await self.reader.close()
        finally:
            if self.proposer is not None:
                await self.proposer.close()


@dataclass(frozen=True, slots=True)
class SentKey:
    """The idempotency key of a request, and what the request asks for as a SHA-256."""

    key: str
    fingerprint: str

    def of(self, caller: Caller, now: datetime) -> IdempotencyKeyRow:
        """The caller's key, ready to be kept with an answer."""
        return IdempotencyKeyRow(
            subject=caller.subject,
            key=self.key,
            fingerprint=self.fingerprint,
            status=201,
            headers={},
            created_at=now,
        )


@dataclass(frozen=True, slots=True)
class Reception:
    """What receives an answer, the idempotency key of its request, if any, and the instant."""

    answering: Answering
    key: SentKey | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to: its outcome, with the questions it speaks of."""

    feedback: Feedback
    ends_at: datetime | None
    applied: Applied
    question: Question
    next: Question | None


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All that is read of an answer's surroundings before it is graded."""

    setup: Setup
    session: Session
    pending: Pending
    question: Question
    learner: LearnerRow
    ahead: AtHand


@dataclass(frozen=True, slots=True)
class _Upcoming:
    """What the session asks after the answer, and the question that waits then."""

    chosen: Chosen
    question: Question | None


async def answer(
    reception: Reception, caller: Caller, session_id: UUID, sent: AnswerCreate
) -> Answered:
    """Grade the answer and write it, or give the first result of one that was sent before.

    The idempotency key of the request is kept with the answer. Raises `NotFound`, `Invalid` for a
    response that does not fit, `StaleQuestion`, `SessionFinished`, `SessionOverdue`,
    `AlreadyExists` for an id that was used for another answer, `KeyReused`, and `Unavailable` where
    too many answers wait.
    """
    answerer, now = reception.answering, reception.now
    body_hash = hash_of(session_id, sent)
    own_key = None if reception.key is None else reception.key.of(caller, now)
    find_first = partial(
        _find_first_result, answerer.database, caller, key=own_key, body_hash=body_hash
    )
    if own_key is not None and (first := await find_first(None)) is not None:
        return first
    try:
        gathered = await _gather(answerer, caller.studies_as, session_id, sent, now=now)
    except QuizError:
        if (first := await find_first(sent.id)) is None:
            raise
        return first
    response = to_domain(sent.response)
    grade = await grading_responses.grade(
        answerer.proposer, gathered.question, response, sent.confidence
    )
    item = _graded(gathered, sent, response, grade, key=own_key, body_hash=body_hash, now=now)
    async with answerer.database.reading(gathered.ahead) as db:
        upcoming = await _upcoming(db, gathered, item, now=now)
    outcome = await answerer.writer.submit(_followed_by(item, gathered, upcoming.chosen))
    if isinstance(outcome, Rejected):
        # The same request may have come twice at once, and the other one have been written first.
        if (first := await find_first(sent.id)) is None:
            raise outcome.error
        return first
    if outcome.is_replay:
        async with answerer.database.reading() as db:
            return await _first_result(db, outcome.row, body_hash)
    return Answered(
        gathered.setup.feedback,
        gathered.session.ends_at,
        outcome,
        gathered.question,
        upcoming.question,
    )


async def _find_first_result(
    database: Database,
    caller: Caller,
    answer_id: UUID | None,
    *,
    key: IdempotencyKeyRow | None,
    body_hash: str,
) -> Answered | None:
    """What this request, by its idempotency key or its id, was answered with before."""
    async with database.reading() as db:
        first = None
        if key is not None:
            first = await _find_by_key(db, key, learner_id=caller.studies_as)
        if first is None and answer_id is not None:
            first = await answers.find(db, answer_id, learner_id=caller.studies_as)
        return None if first is None else await _first_result(db, first, body_hash)


async def _first_result(db: AsyncSession, first: AnyAnswer, body_hash: str) -> Answered:
    outcome = graded_answers.replay(first, body_hash)
    if isinstance(outcome, Rejected):
        raise outcome.error
    session = await sessions.get(db, first.session_id, learner_id=first.learner_id)
    return Answered(
        feedback=session.feedback,
        ends_at=session.ends_at,
        applied=outcome,
        question=await questions.get_answered(db, first),
        next=await questions.get_pending(db, outcome.next) if outcome.next else None,
    )


async def _gather(
    answerer: Answering,
    learner_id: UUID,
    session_id: UUID,
    sent: AnswerCreate,
    *,
    now: datetime,
) -> _Gathered:
    """Raises what speaks against the answer; for one that was sent before that is no matter."""
    found, ahead = await answerer.reader.read(session_id, learner_id=learner_id)
    pending = check_pending(found.session, sent.question_id, now)
    assert found.question is not None
    return _Gathered(found.setup, found.session, pending, found.question, found.learner, ahead)


async def _upcoming(
    db: AsyncSession, gathered: _Gathered, item: GradedAnswer, *, now: datetime
) -> _Upcoming:
    """What comes next, by what the answer does to the memory of its card."""
    chosen = await choosing.after(
        db,
        gathered.setup,
        gathered.session,
        gathered.pending,
        learner=gathered.learner,
        foresee=partial(folded_answers.foresee, db, item, gathered.session),
        now=now,
    )
    question = await questions.get_pending(db, chosen.pending) if chosen.pending else None
    return _Upcoming(chosen, question)


def _followed_by(item: GradedAnswer, gathered: _Gathered, chosen: Chosen) -> GradedAnswer:
    """The answer with what the session asks after it."""
    before, after = gathered.session, chosen.session
    return replace(
        item,
        next=chosen.pending,
        plan=after.plan if after.plan != before.plan else None,
        returning=after.returning if after.returning != before.returning else None,
    )


def _graded(
    gathered: _Gathered,
    sent: AnswerCreate,
    response: Response,
    grade: Grade,
    *,
    key: IdempotencyKeyRow | None,
    body_hash: str,
    now: datetime,
) -> GradedAnswer:
    """The answer with its grade, ready to be written; the key learns the answer's id."""
    learner = gathered.learner
    answer_id = sent.id or new_id(now)
    if key is not None:
        key.answer_id = answer_id
    return GradedAnswer(
        id=answer_id,
        learner_id=learner.id,
        session_id=gathered.session.id,
        question=gathered.question,
        response=response,
        grade=grade,
        confidence=sent.confidence,
        certainty=sent.certainty,
        took_ms=sent.took_ms,
        answered_at=now,
        received_at=now,
        studied_on=study_day(now, learner.timezone, learner.day_starts_at),
        next=None,
        body_hash=body_hash,
        event_id=new_id(now),
        workspace_id=learner.workspace_id,
        key=key,
    )


async def _find_by_key(
    db: AsyncSession, key: IdempotencyKeyRow, *, learner_id: UUID
) -> AnyAnswer | None:
    """The answer that this idempotency key was used for before. Raises `KeyReused`."""
    known = await idempotency_keys.find(db, key.key, subject=key.subject)
    if known is None:
        return None
    idempotency_keys.check_same(known, key.fingerprint)
    first = None
    if known.answer_id is not None:
        first = await answers.find(db, known.answer_id, learner_id=learner_id)
    if first is None:
        raise KeyReused(f"The idempotency key {key.key!r} was used for another request.")
    return first


def hash_of(session_id: UUID, sent: AnswerCreate) -> str:
    """The SHA-256 of what makes two requests the same answer, hexadecimal."""
    told = {"session_id": str(session_id), **sent.model_dump(mode="json", exclude={"id"})}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
