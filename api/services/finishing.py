"""Ends sessions, takes answers back, and adds results up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import asking
from db import (
    answers,
    events,
    learners,
    marks,
    questions,
    refolding,
    reviews,
    sessions,
    study_events,
)
from db.answers import AnswerRow, AnswerVoidRow
from db.engine import Database
from db.sessions import SessionRow
from quiz.errors import Conflict
from quiz.marking.marks import Mark, for_marks
from quiz.questions import Question, pins_from_json
from quiz.responses import Format
from quiz.scheduling.choosing import UNPICKED
from quiz.session.sessions import (
    Feedback,
    Mode,
    Pending,
    Progress,
    Session,
    check_open,
    counts_for_memory,
    is_offline,
    is_overdue,
    pending_to_json,
    progress,
)

BEING_GRADED = timedelta(seconds=45)
"""More than the longest that an optional grader may take."""

log = structlog.get_logger("recite.finishing")


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer taken back, and the question that waits again."""

    session: SessionRow
    voided_answer_id: UUID
    pending: Pending
    question: Question
    progress: Progress


async def finish(
    db: AsyncSession, session_id: UUID, *, learner_id: UUID, now: datetime
) -> SessionRow:
    """End the session; ending it again changes nothing.

    What a deferred session taught is remembered now. Raises `NotFound`.
    """
    await learners.lock(db, [learner_id])
    row = await sessions.get(db, session_id, learner_id=learner_id)
    if row.finished_at is not None:
        return row
    session = sessions.to_domain(row)
    row.finished_at = row.ends_at if is_overdue(session, now) else now
    row.updated_at = now
    row.revision += 1
    await db.flush()
    if session.feedback is Feedback.DEFERRED and counts_for_memory(session):
        studied = await _answered_cards(db, session)
        await refolding.refold_many(db, learner_id=learner_id, cards=studied, now=now)
    await _tell(db, session, "session.finished", {}, now=now)
    await db.flush()
    return row


async def _answered_cards(db: AsyncSession, session: Session) -> list[tuple[UUID, UUID]]:
    """(card id, deck id) of what the session's answers speak of, each once."""
    rows = await answers.list_standing(db, learner_id=session.learner_id, session_id=session.id)
    found = await study_events.list_cards(db, rows)
    return list(dict.fromkeys(card for studied in found.values() for card in studied))


async def undo(
    db: AsyncSession,
    session_id: UUID,
    *,
    learner_id: UUID,
    answer_id: UUID | None,
    now: datetime,
) -> Undone:
    """Take back the last answer; its question waits again, under a new id.

    `answer_id` guards against taking back another one. In an offline session it may name any
    answer, and its question is in the pack as before. Raises `NotFound`, `SessionFinished`,
    `SessionOverdue`, or `Conflict` when there is nothing to take back, or it was seen already.
    """
    await learners.lock(db, [learner_id])
    row = await sessions.get(db, session_id, learner_id=learner_id)
    session = sessions.to_domain(row)
    check_open(session, now)
    standing = await answers.list_standing(db, learner_id=learner_id, session_id=session_id)
    last = _to_take_back(session, standing, answer_id)
    _check_unseen(session, last)
    db.add(AnswerVoidRow(learner_id=learner_id, answer_id=last.id, voided_at=now))
    await reviews.withdraw(db, last.id, learner_id=learner_id, now=now)
    pending = _pending_again(last, now)
    if is_offline(session):
        pending = replace(pending, question_id=last.question_id)
        _ask_once_less(row, last, standing)
    else:
        _choose_again(row, last)
    row.answered_count -= 1
    row.right_count -= await _was_right(db, last)
    row.updated_at = now
    row.revision += 1
    await db.flush()
    if counts_for_memory(session) and session.feedback is Feedback.IMMEDIATE:
        [studied] = (await study_events.list_cards(db, [last])).values()
        await refolding.refold_many(db, learner_id=learner_id, cards=studied, now=now)
    await _tell(db, session, "answer.voided", {"answer_id": str(last.id)}, now=now)
    await db.flush()
    pending = await _previewed_again(db, row, pending, now=now)
    question = await questions.get_pending(db, pending)
    return Undone(row, last.id, pending, question, progress(sessions.to_domain(row), now))


def _ask_once_less(row: SessionRow, last: AnswerRow, standing: Sequence[AnswerRow]) -> None:
    """Let the plan of an offline session shrink by a question that was answered more than once."""
    if sum(answer.question_id == last.question_id for answer in standing) > 1:
        row.plan = row.plan[:-1]


def _choose_again(row: SessionRow, last: AnswerRow) -> None:
    """Let the session choose as if the answer had never been: what it brought back goes."""
    if "returning" not in last.outcome:
        return
    row.returns = last.outcome["returning"]
    if last.outcome["brought_back"]:
        row.plan = [*row.plan[: last.position], *row.plan[last.position + 1 :]]


async def _previewed_again(
    db: AsyncSession, row: SessionRow, pending: Pending, *, now: datetime
) -> Pending:
    """The question that waits again, with previews of what memory has become."""
    learner = await learners.get(db, row.learner_id)
    session = sessions.to_domain(row)
    pending = await asking.preview_again(db, session, pending, learner=learner, now=now)
    if not is_offline(session):
        row.pending = pending_to_json(pending)
        await db.flush()
    return pending


async def _was_right(db: AsyncSession, last: AnswerRow) -> bool:
    """Whether the answer counted as right, by its grade and marks."""
    given = await marks.list_of_answer(db, last.id, learner_id=last.learner_id)
    return bool(for_marks(answers.graded(last), given).is_right)


def _check_unseen(session: Session, last: AnswerRow) -> None:
    is_seen = session.feedback is Feedback.IMMEDIATE or last.format is Format.FLIP
    if session.mode is Mode.TEST and is_seen:
        raise Conflict("In a test, an answer cannot be taken back once its solution was seen.")


def _pending_again(last: AnswerRow, now: datetime) -> Pending:
    """The answered question, laid out as it was, under a new id."""
    return Pending(
        question_id=new_id(now),
        card_id=last.card_id,
        card_version=last.card_version,
        format=last.format,
        seed=last.seed,
        position=last.position,
        asked_at=now,
        pins=pins_from_json(last.pins),
        round_robin=tuple(last.outcome.get("round_robin", UNPICKED)),
    )


def _to_take_back(
    session: Session, standing: Sequence[AnswerRow], answer_id: UUID | None
) -> AnswerRow:
    if not standing:
        raise Conflict("No answer of this session is left to take back.")
    last = standing[-1]
    if is_offline(session):
        last = max(standing, key=lambda answer: (answer.answered_at, answer.id))
        last = next((answer for answer in standing if answer.id == answer_id), last)
    if answer_id is not None and answer_id != last.id:
        raise Conflict(
            f"Answer {str(answer_id)!r} is not the last one of this session; only the last one "
            "can be taken back."
        )
    return last


async def _tell(
    db: AsyncSession, session: Session, type: str, data: dict[str, Any], *, now: datetime
) -> None:
    """Write an event about the session, which its learner's workspace may hear of."""
    learner = await learners.find(db, session.learner_id)
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={"session_id": str(session.id), "learner_id": str(session.learner_id)} | data,
        now=now,
        owner_id=session.learner_id,
        workspace_id=learner.workspace_id if learner else None,
    )


async def results(
    db: AsyncSession, session_id: UUID, *, learner_id: UUID
) -> tuple[SessionRow, list[tuple[AnswerRow, Question]], dict[UUID, list[Mark]]]:
    """The session, its standing answers with their questions, in order, and the marks of those.

    Raises `NotFound`.
    """
    row = await sessions.get(db, session_id, learner_id=learner_id)
    standing = await answers.list_standing(db, learner_id=learner_id, session_id=session_id)
    given = await marks.list_by_answer(
        db, [answer.id for answer in standing], learner_id=learner_id
    )
    return row, await questions.list_answered(db, standing), given


async def finish_overdue(database: Database, *, now: datetime, at_once: int = 100) -> int:
    """End sessions whose time is up, so that what they taught is remembered; gives how many.

    They are left alone for `BEING_GRADED` first: an answer that came in time still counts.
    Each in a transaction of its own. One that cannot be ended is logged and left for the next
    time, and the others go on.
    """
    ended = 0
    failed: set[tuple[UUID, UUID]] = set()
    while True:
        async with database.reading() as db:
            overdue = await sessions.list_overdue(
                db, now=now - BEING_GRADED, limit=at_once + len(failed)
            )
        left = [key for key in overdue if key not in failed]
        if not left:
            return ended
        for learner_id, session_id in left:
            try:
                async with database.writing() as db:
                    await finish(db, session_id, learner_id=learner_id, now=now)
                ended += 1
            except Exception:
                log.exception("session_not_finished", session_id=str(session_id))
                failed.add((learner_id, session_id))
