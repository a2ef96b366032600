"""How appeals and the review queue are sent."""

from datetime import datetime

from api.services.looking import Looked
from api.showing_answers import show_answer
from db import sessions
from db.answers import AnswerRow
from db.regrade_changes import RegradeChangeRow
from db.reviews import ReviewRow
from db.sessions import SessionRow
from quiz import responses
from quiz.marking.marks import ResultSource
from quiz.session.sessions import shows_grades
from schemas import responses as response_schemas
from schemas.answers import Answer
from schemas.appeals import Appeal
from schemas.marks import Result
from schemas.regrades import RegradeChange
from schemas.reviews import Review


def show_appeal(row: ReviewRow) -> Appeal:
    """The appeal as its learner sees it."""
    assert row.claimed is not None
    return Appeal(
        id=row.id,
        learner_id=row.learner_id,
        answer_id=row.answer_id,
        deck_id=row.deck_id,
        status=row.status,
        reason=row.reason,
        claimed_fraction=row.claimed,
        comment=row.comment,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        revision=row.revision,
    )


def show_review(row: ReviewRow, looked: Looked) -> Review:
    """The review as staff see it."""
    return Review(
        id=row.id,
        kind=row.kind,
        status=row.status,
        workspace_id=row.workspace_id,
        learner_id=row.learner_id,
        deck_id=row.deck_id,
        reason=row.reason,
        claimed_fraction=row.claimed,
        answer=_show(looked, is_shown=True, is_for_staff=True),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        comment=row.comment,
        revision=row.revision,
    )


def show_looked(looked: Looked, *, session: SessionRow | None, now: datetime) -> Answer:
    """The answer as staff see it, or as the learner does whose `session` is given."""
    if session is None:
        return _show(looked, is_shown=True, is_for_staff=True)
    is_shown = shows_grades(sessions.to_domain(session), now)
    return _show(looked, is_shown=is_shown, is_for_staff=False)


def _show(looked: Looked, *, is_shown: bool, is_for_staff: bool) -> Answer:
    return show_answer(
        looked.answer,
        looked.question,
        voided_at=looked.void.voided_at if looked.void else None,
        is_shown=is_shown,
        marks=looked.marks,
        is_for_staff=is_for_staff,
    )


def show_change(row: RegradeChangeRow, answer: AnswerRow | None) -> RegradeChange:
    """The change; whose it is only where the answer is given."""
    response = None if answer is None else responses.from_json(answer.response)
    return RegradeChange(
        number=row.number,
        card_id=row.card_id,
        card_version=row.card_version,
        before=Result(
            fraction=row.before_fraction,
            is_right=row.before_is_right,
            source=row.before_source,
        ),
        after=Result(
            fraction=row.after_fraction,
            is_right=row.after_is_right,
            source=ResultSource.REGRADE,
        ),
        grader=row.grader,
        grader_version=row.grader_version,
        learner_id=answer.learner_id if answer else None,
        answer_id=answer.id if answer else None,
        response=response_schemas.show(response) if response else None,
    )
