"""Answers written as the service writes them, those that the grader left open among them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.services import asking
from db import answer_writer, learners, questions, sessions
from db.engine import Database
from db.graded_answers import GradedAnswer, Outcome
from quiz import grading
from quiz.grading.grades import Grade, TypedEvidence
from quiz.questions import Question
from quiz.responses import TypedResponse
from quiz.scheduling.settings import Settings, SettingsChange
from quiz.session.sessions import Pending

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNCHANGED = (SettingsChange(NOW, Settings()),)
"""How memories are scheduled where nobody has said anything."""

SUGGESTED = 0.4
LEFT_OPEN = Grade(
    fraction=None,
    suggested_fraction=SUGGESTED,
    grader="free_text",
    grader_version="1",
    reliability=0.3,
    needs_review=True,
    evidence=TypedEvidence(matched=None),
)


async def asked(
    seeds: Any, learner_id: UUID, session_id: UUID, position: int = 1
) -> tuple[Question, Pending | None]:
    """The session's question at `position`, and what is asked after it."""
    async with seeds.database.reading() as db:
        row = await sessions.get(db, session_id, learner_id=learner_id)
        session = sessions.to_domain(row)
        learner = await learners.get(db, learner_id)
        pending = session.pending
        if pending is None or pending.position != position:
            pending = await asking.pend(
                db, session, learner=learner, secret_seed=1, position=position, now=NOW
            )
        question = await questions.get_pending(db, pending)
        upcoming = await asking.pend(
            db, session, learner=learner, secret_seed=1, position=position + 1, now=NOW
        )
    return question, upcoming


async def graded(
    seeds: Any,
    learner_id: UUID,
    session_id: UUID,
    position: int = 1,
    text: str = "Oslo",
    **changes: Any,
) -> GradedAnswer:
    """An answer to the question at `position`, ready to be written: this text, or `response`."""
    question, upcoming = await asked(seeds, learner_id, session_id, position)
    response = changes.pop("response", TypedResponse(text))
    item = GradedAnswer(
        id=seeds.id(),
        learner_id=learner_id,
        session_id=session_id,
        question=question,
        response=response,
        grade=grading.grade(question, response, confidence=None),
        confidence=None,
        certainty=None,
        took_ms=None,
        answered_at=NOW,
        received_at=changes.get("answered_at", NOW),
        studied_on=NOW.date(),
        next=upcoming,
        body_hash="1" * 64,
        event_id=seeds.id(),
        workspace_id=None,
    )
    return replace(item, **changes)


async def apply(database: Database, *items: GradedAnswer) -> list[Outcome]:
    async with database.writing() as db:
        return await answer_writer.apply(db, list(items))


async def leave_open(
    database: Database, seeds: Any, learner: UUID, card: UUID, **changes: Any
) -> UUID:
    """The id of an answer without a grade, in a session of its own."""
    return await answer(database, seeds, learner, card, grade=LEFT_OPEN, **changes)


async def answer(database: Database, seeds: Any, learner: UUID, card: UUID, **changes: Any) -> UUID:
    """The id of an answer in a session of its own; "Oslo" is right, unless `changes` say so."""
    session = changes.pop("session", None) or await seeds.session(learner, [card])
    item = await graded(seeds, learner, session, **changes)
    [outcome] = await apply(database, item)
    return outcome.row.id
