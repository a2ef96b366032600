"""Receives the answers of a device that was offline: many at once, whenever they were given.

What can be refused without the database is refused first; the rest is read with a few statements,
graded in a thread, and written in one transaction. An item that fails harms none of the others.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import answering
from api.services.answering import Answering
from db import (
    answers,
    graded_answers,
    learner_zones,
    learners,
    packed_questions,
    sessions,
)
from db.answers import AnswerRow
from db.graded_answers import Applied, GradedAnswer, Outcome, Rejected
from db.learners import LearnerRow
from quiz import grading
from quiz.access import Caller
from quiz.errors import Conflict, Fault, Invalid, NotFound, QuizError, Unauthenticated
from quiz.questions import Question
from quiz.scheduling import device_times
from quiz.scheduling.study_days import Zone, study_day, zone_at
from quiz.session.sessions import Chooser
from schemas.answer_batches import AnswerStatus, BatchedAnswer
from schemas.faults import validated
from schemas.responses import to_domain

_ITEM: TypeAdapter[BatchedAnswer] = TypeAdapter(BatchedAnswer)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one item: the answer that stands, or why none does; its id, where it had
    one."""

    id: UUID | None
    outcome: Outcome

    @property
    def status(self) -> AnswerStatus:
        """What became of it in a word."""
        match self.outcome:
            case Applied(is_replay=is_replay):
                return AnswerStatus.DUPLICATE if is_replay else AnswerStatus.APPLIED
            case Rejected(error=error):
                is_conflict = isinstance(error, Conflict)
                return AnswerStatus.CONFLICT if is_conflict else AnswerStatus.REJECTED


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the answers' surroundings: their learner, the sessions they name, questions
    of packs with their sessions, and answers that have their ids."""

    learner: LearnerRow
    zones: Sequence[Zone]
    choosers: Mapping[UUID, Chooser]
    questions: Mapping[UUID, tuple[UUID, Question]]
    first: Mapping[UUID, AnswerRow]


Step = BatchedAnswer | QuizError


async def receive(
    answerer: Answering, caller: Caller, items: Sequence[Any], *, now: datetime
) -> list[Received]:
    """What became of each item, in order."""
    steps = [_read(item, at=f"/items/{index}") for index, item in enumerate(items)]
    sent = [step for step in steps if isinstance(step, BatchedAnswer)]
    async with answerer.database.reading() as reader:
        known = await _gather(reader, caller.studies_as, sent)
    judged = await asyncio.to_thread(_judge_all, steps, known, now)
    ready = [one for one in judged if isinstance(one, GradedAnswer)]
    written = iter(await answerer.writer.submit_many(ready))
    return [
        Received(_id_of(item), next(written) if isinstance(one, GradedAnswer) else one)
        for item, one in zip(items, judged, strict=True)
    ]


def _read(item: Any, *, at: str) -> Step:
    """The item, checked as far as it can be without looking at the database."""
    try:
        found: BatchedAnswer = validated(_ITEM, item, at=at)
    except QuizError as error:
        return error
    return found


def _id_of(item: Any) -> UUID | None:
    """The id that the item says it has, whatever else is wrong with it."""
    try:
        return UUID(item["id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


async def _gather(db: AsyncSession, learner_id: UUID, sent: Sequence[BatchedAnswer]) -> _Known:
    learner = await learners.find(db, learner_id)
    if learner is None:
        raise Unauthenticated("The learner of this token is gone.")
    packed = await packed_questions.list_by_id(
        db, {answer.question_id for answer in sent}, learner_id=learner_id
    )
    first = await answers.list_by_key(db, {(learner_id, answer.id) for answer in sent})
    return _Known(
        learner=learner,
        zones=await learner_zones.list_of_learner(db, learner),
        choosers=await sessions.list_choosers(
            db, {answer.session_id for answer in sent}, learner_id=learner_id
        ),
        questions={id: (row.session_id, question) for id, (row, question) in packed.items()},
        first={answer_id: row for (_, answer_id), (row, _) in first.items()},
    )


def _judge_all(steps: Sequence[Step], known: _Known, now: datetime) -> list[GradedAnswer | Outcome]:
    return [_judge(step, known, at=f"/items/{i}", now=now) for i, step in enumerate(steps)]


def _judge(step: Step, known: _Known, *, at: str, now: datetime) -> GradedAnswer | Outcome:
    """The answer with its grade, its first result, or why it is not taken."""
    if isinstance(step, QuizError):
        return Rejected(step)
    body_hash = answering.hash_of(step.session_id, step)
    first = known.first.get(step.id)
    if first is not None:
        return graded_answers.replay(first, body_hash)
    try:
        return _graded(step, known, body_hash, now)
    except Invalid as error:
        faults = [Fault(at + fault.pointer, fault.message) for fault in error.faults]
        return Rejected(Invalid(error.detail, faults))
    except QuizError as error:
        return Rejected(error)


def _graded(sent: BatchedAnswer, known: _Known, body_hash: str, now: datetime) -> GradedAnswer:
    question = _question(sent, known)
    time = device_times.effective(sent.answered_at, received_at=now)
    zone = zone_at(known.zones, time.at)
    response = to_domain(sent.response)
    return GradedAnswer(
        id=sent.id,
        learner_id=known.learner.id,
        session_id=sent.session_id,
        question=question,
        response=response,
        grade=grading.grade(question, response, confidence=sent.confidence),
        confidence=sent.confidence,
        certainty=sent.certainty,
        took_ms=sent.took_ms,
        answered_at=time.at,
        received_at=now,
        studied_on=study_day(time.at, zone.timezone, zone.day_starts_at),
        next=None,
        body_hash=body_hash,
        event_id=new_id(now),
        workspace_id=known.learner.workspace_id,
        is_time_clamped=time.is_clamped,
    )


def _question(sent: BatchedAnswer, known: _Known) -> Question:
    """The question of the pack. Raises `NotFound`, or `Conflict` for a session without one."""
    chooser = known.choosers.get(sent.session_id)
    if chooser is None:
        raise NotFound(f"There is no session {str(sent.session_id)!r}.")
    if chooser is not Chooser.DEVICE:
        raise Conflict(
            f"Session {str(sent.session_id)!r} is not offline; send its answers, one by one, to "
            "'POST /v1/sessions/{session_id}/answers'."
        )
    session_id, question = known.questions.get(sent.question_id, (None, None))
    if question is None or session_id != sent.session_id:
        raise NotFound(
            f"Session {str(sent.session_id)!r} has no question {str(sent.question_id)!r} in its "
            "pack."
        )
    return question
