"""How answers are sent: the one place that decides what of their grades and marks may be seen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from api.services.answering import Answered
from api.services.marking import Marked
from api.services.receiving import Received
from api.showing import show_memory_state, show_session
from db import answers, sessions
from db.answers import AnswerRow, AnswerVoidRow, AnyAnswer
from db.graded_answers import Rejected
from db.sessions import SessionRow
from quiz import certainty, responses
from quiz.errors import QuizError
from quiz.grading import grades
from quiz.grading.grades import Grade
from quiz.grading.shares import shares
from quiz.markdown import to_html
from quiz.marking.marks import Mark, MarkSource, Result, for_marks
from quiz.questions import Question
from quiz.session.sessions import Feedback, progress, shows_grades
from schemas import answer_sides as answer_side_schemas
from schemas import answers as answer_schemas
from schemas import calibration as calibration_schemas
from schemas import grades as grade_schemas
from schemas import marks as mark_schemas
from schemas import memories as memory_schemas
from schemas import progress as progress_schemas
from schemas import questions as question_schemas
from schemas import responses as response_schemas
from schemas import sessions as session_schemas
from schemas.answer_batches import BatchedAnswerResult, TakenAnswer
from schemas.problems import Problem

Marks = Mapping[UUID, Sequence[Mark]]
"""The marks of answers by answer id; answers without any are left out."""


def show_answer(
    row: AnyAnswer,
    question: Question,
    *,
    voided_at: datetime | None,
    is_shown: bool,
    marks: Sequence[Mark] = (),
    is_for_staff: bool = False,
) -> answer_schemas.Answer:
    """The answer as it is sent; grade, marks and answer side only where `is_shown`.

    Staff see what a grader that left the answer open leans to; others do once somebody has spoken.
    """
    prompt = question.asked.prompt
    result = result_of(row, marks)
    grade = grades.from_json(row.grade)
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
        certainty_marks=_certainty_marks(row, result) if is_shown else None,
        took_ms=row.took_ms,
        answered_at=row.answered_at,
        studied_on=row.studied_on,
        voided_at=voided_at,
        is_grade_hidden=not is_shown,
        grade=grade_schemas.show(
            grade,
            row.is_right,
            is_suggestion_told=is_for_staff or bool(marks),
        )
        if is_shown
        else None,
        marks=[mark_schemas.show(mark, is_for_staff=is_for_staff) for mark in marks if is_shown],
        result=mark_schemas.show_result(result) if is_shown else None,
        answer_side=answer_side_schemas.show(question) if is_shown else None,
        made_from=_made_from(question, grade) if is_shown else None,
    )


def _made_from(question: Question, grade: Grade) -> list[answer_schemas.MadeFrom]:
    made = question.pins.made
    earned = {share.card_id: share.fraction for share in shares(question, grade)}
    return [
        answer_schemas.MadeFrom(
            card_id=source.card_id,
            version=source.version,
            fraction=earned.get(source.card_id),
        )
        for source in (made.sources if made is not None else ())
    ]


def view_of_answer(
    row: AnswerRow, void: AnswerVoidRow | None, marks: Sequence[Mark], *, is_shown: bool
) -> str:
    """What tells two looks at an answer apart: ids are unique per learner, and marks come by."""
    told = len(marks) if is_shown else None
    return f"{row.learner_id}:{is_shown}:{void is not None}:{told}"


def result_of(row: AnyAnswer, marks: Sequence[Mark]) -> Result:
    """What the answer counts as."""
    return for_marks(answers.graded(row), marks)


def show_marked(marked: Marked, now: datetime) -> answer_schemas.MarkedAnswer:
    """The learner's answer after a mark, with what followed."""
    held = marked.held
    session = sessions.to_domain(held.session)
    return answer_schemas.MarkedAnswer(
        answer=show_answer(
            held.answer,
            held.question,
            voided_at=held.voided_at,
            is_shown=shows_grades(session, now),
            marks=held.marks,
        ),
        memory=show_memory_state(marked.memory) if marked.memory else None,
        progress=progress_schemas.show(progress(session, now)),
    )


def _certainty_marks(row: AnyAnswer, result: Result) -> float | None:
    if row.certainty is None or result.fraction is None:
        return None
    return certainty.marks(result.fraction, row.certainty)


def show_result(answered: Answered) -> answer_schemas.AnswerResult:
    """What an answer led to, as it was first told: by the policy of the session while it ran."""
    applied, row = answered.applied, answered.applied.row
    is_shown = answered.feedback is Feedback.IMMEDIATE
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
        ends_at=answered.ends_at,
        server_now=row.answered_at,
    )


def show_received(
    index: int, received: Received, problem_of: Callable[[QuizError], Problem]
) -> BatchedAnswerResult:
    """What became of an answer of a batch; offline sessions hide nothing."""
    outcome = received.outcome
    if isinstance(outcome, Rejected):
        return BatchedAnswerResult(
            index=index,
            id=received.id,
            status=received.status,
            answer=None,
            memory=None,
            problem=problem_of(outcome.error),
        )
    row, memory = outcome.row, outcome.memory
    fields = {name: getattr(row, name) for name in TakenAnswer.model_fields.keys() - {"grade"}}
    grade = grade_schemas.show(grades.from_json(row.grade), row.is_right, is_suggestion_told=False)
    return BatchedAnswerResult(
        index=index,
        id=row.id,
        status=received.status,
        answer=TakenAnswer(**fields, grade=grade),
        memory=None
        if memory is None
        else memory_schemas.show_state(memory, card_id=row.card_id, deck_id=row.deck_id),
        problem=None,
    )


def show_results(
    row: SessionRow, answered: list[tuple[AnswerRow, Question]], marks: Marks, now: datetime
) -> session_schemas.SessionResults:
    """The session's results as they may be seen now: the marks count, not the grades."""
    session = sessions.to_domain(row)
    is_shown = shows_grades(session, now)
    results = [(answer, result_of(answer, marks.get(answer.id, ()))) for answer, _ in answered]
    fractions = [result.fraction for _, result in results if result.fraction is not None]
    left_open = [answer for answer, _ in answered if _waits_for_a_person(answer, marks)]
    total = len(session.plan)
    totals = session_schemas.ResultTotals(
        total=total,
        answered=len(answered),
        right=session.right_count if is_shown else None,
        ungraded=len(answered) - len(fractions) if is_shown else None,
        needs_review=len(left_open) if is_shown else None,
        fraction_of_answered=(sum(fractions) / len(fractions) if is_shown and fractions else None),
        fraction_of_all=sum(fractions) / total if is_shown else None,
        certainty_marks=_certainty_totals(results) if is_shown else None,
    )
    return session_schemas.SessionResults(
        session=show_session(row, now),
        totals=totals,
        answers=[
            show_answer(
                answer,
                question,
                voided_at=None,
                is_shown=is_shown,
                marks=marks.get(answer.id, ()),
            )
            for answer, question in answered
        ],
    )


def _waits_for_a_person(row: AnswerRow, marks: Marks) -> bool:
    """Whether the grader left the answer open, and nobody but the learner has spoken since."""
    others = [m for m in marks.get(row.id, ()) if m.source is not MarkSource.LEARNER_RATING]
    return row.fraction is None and not others


def _certainty_totals(
    results: Sequence[tuple[AnswerRow, Result]],
) -> calibration_schemas.CertaintyMarks | None:
    marked = [
        certainty.Marked(result.fraction, row.certainty)
        for row, result in results
        if result.fraction is not None and row.certainty is not None
    ]
    return calibration_schemas.show_marks(certainty.summary(marked))
