"""The learner's answers, as they stand in the log."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import Conditions, Now, Pages, Reading, Student
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.showing import show_answer
from db import answers, questions, sessions
from db.answers import AnswerRow, AnswerVoidRow
from db.sessions import SessionRow
from quiz.session.sessions import shows_grades
from schemas.answers import Answer
from schemas.base import Page

router = strict_router("/v1/answers", "answers")


@router.get("")
async def answers_list(
    caller: Student,
    db: Reading,
    now: Now,
    pages: Pages,
    session_id: Annotated[UUID | None, Query(description="Only of this session.")] = None,
    card_id: Annotated[UUID | None, Query(description="Only to this card.")] = None,
    deck_id: Annotated[UUID | None, Query(description="Only to cards of this deck.")] = None,
) -> Page[Answer]:
    """The learner's answers, the newest first, those taken back included."""
    assert caller.learner_id is not None
    rows = await answers.list_of_learner(
        db,
        pages.request,
        learner_id=caller.learner_id,
        session_id=session_id,
        card_id=card_id,
        deck_id=deck_id,
    )
    answered = await questions.list_answered(db, [row[0] for row in rows.rows])
    by_id = {row.id: question for row, question in answered}

    def show(row: tuple[AnswerRow, AnswerVoidRow | None, SessionRow]) -> Answer:
        answer, void, session = row
        return show_answer(
            answer,
            by_id[answer.id],
            voided_at=void.voided_at if void else None,
            is_shown=shows_grades(sessions.to_domain(session), now),
        )

    return pages.page(rows, show)


@router.get("/{answer_id}", responses=NOT_MODIFIED | problems(404))
async def answers_get(
    answer_id: UUID, caller: Student, db: Reading, now: Now, tag: Conditions
) -> Answer:
    """One answer of the learner's."""
    assert caller.learner_id is not None
    row, void, session = await answers.get(db, answer_id, learner_id=caller.learner_id)
    is_shown = shows_grades(sessions.to_domain(session), now)
    tag.shows("answer", row.id, 1, view=f"{row.learner_id}:{is_shown}:{void is not None}")
    [(_, question)] = await questions.list_answered(db, [row])
    return show_answer(row, question, voided_at=void.voided_at if void else None, is_shown=is_shown)
