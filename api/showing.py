"""How study rows are sent: the one place that decides what of an answer may be seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from api.services.answering import Answered
from db import sessions
from db.answers import AnswerRow
from db.memories import MemoryRow
from db.sessions import SessionRow
from quiz import certainty, responses
from quiz.grading import grades
from quiz.markdown import to_html
from quiz.questions import Question
from quiz.responses import Format
from quiz.session.sessions import Feedback, Session, is_over, progress, shows_grades
from schemas import answer_sides as answer_side_schemas
from schemas import answers as answer_schemas
from schemas import calibration as calibration_schemas
from schemas import grades as grade_schemas
from schemas import memories as memory_schemas
from schemas import progress as progress_schemas
from schemas import questions as question_schemas
from schemas import responses as response_schemas
from schemas import sessions as session_schemas


def show_session(row: SessionRow, now: datetime) -> session_schemas.Session:
    """The session as it is sent."""
    session = sessions.to_domain(row)
    return session_schemas.Session(
        id=row.id,
        learner_id=row.learner_id,
        mode=row.mode,
        status=status_of(session, now),
        feedback=row.feedback,
        order=row.order,
        deck_ids=[UUID(deck_id) for deck_id in row.deck_ids],
        tags=row.tags,
        formats=[Format(name) for name in row.formats],
        progress=progress_schemas.show(progress(session, now)),
        time_limit_seconds=row.time_limit_seconds,
        started_at=row.started_at,
        ends_at=row.ends_at,
        finished_at=row.finished_at or (row.ends_at if is_over(session, now) else None),
        server_now=now,
        revision=row.revision,
    )


def status_of(session: Session, now: datetime) -> Literal["open", "finished"]:
    """Whether the session still takes answers."""
    return "finished" if is_over(session, now) else "open"


def show_next(
    row: SessionRow, question: Question | None, now: datetime
) -> session_schemas.NextQuestion:
    """The pending question with where the session stands."""
    session = sessions.to_domain(row)
    shown = None
    if question is not None and session.pending is not None:
        shown = question_schemas.show(question, session.pending, session_id=row.id)
    return session_schemas.NextQuestion(
        question=shown,
        status=status_of(session, now),
        progress=progress_schemas.show(progress(session, now)),
        ends_at=row.ends_at,
        server_now=now,
    )


def show_answer(
    row: AnswerRow, question: Question, *, voided_at: datetime | None, is_shown: bool
) -> answer_schemas.Answer:
    """The answer as it is sent; grade and answer side only where `is_shown`."""
    prompt = question.asked.prompt
    grade = grade_schemas.show(grades.from_json(row.grade), row.is_right) if is_shown else None
    return answer_schemas.Answer(
        id=row.id,
        session_id=row.session_id,
        question_id=row.question_id,
        position=row.position,
        deck_id=row.deck_id,
        card_id=row.card_id,
        card_version=row.card_version,
        mode=row.mode,
        format=row.format,
        prompt=prompt,
        prompt_html=to_html(prompt),
        response=response_schemas.show(responses.from_json(row.response)),
        confidence=row.confidence,
        certainty=row.certainty,
        certainty_marks=_certainty_marks(row) if is_shown else None,
        took_ms=row.took_ms,
        answered_at=row.answered_at,
        studied_on=row.studied_on,
        voided_at=voided_at,
        is_grade_hidden=not is_shown,
        grade=grade,
        answer_side=answer_side_schemas.show(question) if is_shown else None,
    )


def _certainty_marks(row: AnswerRow) -> float | None:
    if row.certainty is None or row.fraction is None:
        return None
    return certainty.marks(row.fraction, row.certainty)


def show_result(answered: Answered) -> answer_schemas.AnswerResult:
    """What an answer led to, as it was first told: by the policy of the session while it ran."""
    applied, row = answered.applied, answered.applied.row
    is_shown = answered.session.feedback is Feedback.IMMEDIATE
    upcoming = None
    if answered.next is not None and applied.next is not None:
        upcoming = question_schemas.show(answered.next, applied.next, session_id=row.session_id)
    memory = None
    if applied.memory is not None and is_shown:
        memory = memory_schemas.show_state(applied.memory, card_id=row.card_id, deck_id=row.deck_id)
    return answer_schemas.AnswerResult(
        answer=show_answer(row, answered.question, voided_at=None, is_shown=is_shown),
        memory=memory,
        progress=progress_schemas.show(applied.progress),
        next=upcoming,
        ends_at=answered.session.ends_at,
        server_now=row.answered_at,
    )


def show_results(
    row: SessionRow, answered: list[tuple[AnswerRow, Question]], now: datetime
) -> session_schemas.SessionResults:
    """The session's results as they may be seen now."""
    session = sessions.to_domain(row)
    is_shown = shows_grades(session, now)
    fractions = [answer.fraction for answer, _ in answered if answer.fraction is not None]
    total = len(session.plan)
    totals = session_schemas.ResultTotals(
        total=total,
        answered=len(answered),
        right=session.right_count if is_shown else None,
        ungraded=len(answered) - len(fractions) if is_shown else None,
        fraction_of_answered=(sum(fractions) / len(fractions) if is_shown and fractions else None),
        fraction_of_all=sum(fractions) / total if is_shown else None,
        certainty_marks=_certainty_totals([row for row, _ in answered]) if is_shown else None,
    )
    return session_schemas.SessionResults(
        session=show_session(row, now),
        totals=totals,
        answers=[
            show_answer(answer, question, voided_at=None, is_shown=is_shown)
            for answer, question in answered
        ],
    )


def _certainty_totals(rows: Sequence[AnswerRow]) -> calibration_schemas.CertaintyMarks | None:
    marked = [
        certainty.Marked(row.fraction, row.certainty)
        for row in rows
        if row.fraction is not None and row.certainty is not None
    ]
    return calibration_schemas.show_marks(certainty.summary(marked))


def show_memory(row: MemoryRow) -> memory_schemas.Memory:
    """A memory as it stands."""
    return memory_schemas.Memory(
        card_id=row.card_id,
        deck_id=row.deck_id,
        review_count=row.review_count,
        right_count=row.right_count,
        confidence=row.confidence,
        fraction=row.fraction,
        first_answered_at=row.first_answered_at,
        last_answered_at=row.last_answered_at,
        last_studied_on=row.last_studied_on,
        updated_at=row.updated_at,
        revision=row.revision,
    )
