"""A graded answer before it is written, its rows, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db import answer_cards
from db.answers import AnswerValues, AnyAnswer
from db.idempotency_keys import IdempotencyKeyRow
from db.reviews import ReviewRow
from quiz import responses
from quiz.errors import AlreadyExists, QuizError
from quiz.grading.grades import Grade, is_right, to_json
from quiz.grading.shares import Share, shares
from quiz.marking.reviews import ReviewKind, ReviewStatus
from quiz.questions import Question, pins_to_json
from quiz.responses import Format, Response
from quiz.scheduling import memories
from quiz.scheduling.events import Answered
from quiz.scheduling.memories import Memory
from quiz.session.advancing import brings_back
from quiz.session.sessions import (
    Chooser,
    Pending,
    Planned,
    Progress,
    Returning,
    Session,
    counts_for_memory,
    pending_from_json,
    pending_to_json,
    returning_to_json,
)


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """An answer that is graded and ready to be written.

    `answered_at` is the time that memory goes by, `received_at` when the service had it.
    `next` is the question that waits after it, `plan` and `returning` what the session asks since,
    where they have changed; `event_id` names the event that tells of it;
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
    certainty: int | None
    took_ms: int | None
    answered_at: datetime
    received_at: datetime
    studied_on: date
    next: Pending | None
    body_hash: str
    event_id: UUID
    workspace_id: UUID | None
    key: IdempotencyKeyRow | None = None
    is_time_clamped: bool = False
    plan: tuple[Planned, ...] | None = None
    returning: tuple[Returning, ...] | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """An answer that stands in the log, and what its learner was told when it was written.

    `memory` is `None` where the answer does not count for memory, or not yet.
    """

    row: AnyAnswer
    memory: Memory | None
    progress: Progress
    next: Pending | None
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer that the state forbids; nothing of it was written."""

    error: QuizError


Outcome = Applied | Rejected


def was_right(item: GradedAnswer) -> bool | None:
    """Whether the answer passes; `None` while it is not graded."""
    if item.grade.fraction is None:
        return None
    return is_right(item.grade, item.question.asked.pass_at)


def to_row(
    item: GradedAnswer,
    session: Session,
    memory: Memory | None,
    told: Progress,
    *,
    attempt: int,
    predicted_recall: float | None,
) -> AnswerValues:
    """The answer's row, with what its learner was told besides; `session` is that before it."""
    question = item.question
    return AnswerValues(
        learner_id=item.learner_id,
        id=item.id,
        session_id=item.session_id,
        question_id=question.id,
        attempt=attempt,
        position=question.position,
        deck_id=question.card.deck_id,
        card_id=question.card.card_id,
        card_version=question.card.version,
        mode=session.mode,
        format=question.format,
        seed=question.seed,
        response=responses.to_json(item.response),
        confidence=item.confidence,
        certainty=item.certainty,
        took_ms=item.took_ms,
        pins=pins_to_json(question.pins),
        grade=to_json(item.grade),
        fraction=item.grade.fraction,
        is_right=was_right(item),
        counts_for_memory=counts_for_memory(session),
        answered_at=item.answered_at,
        received_at=item.received_at,
        is_time_clamped=item.is_time_clamped,
        studied_on=item.studied_on,
        predicted_recall=predicted_recall,
        body_hash=item.body_hash,
        outcome={
            "memory": memories.to_json(memory),
            "progress": [told.answered, told.total, told.right],
            "next": pending_to_json(item.next) if item.next else None,
            **_way_back(item, session),
        },
    )


def _way_back(item: GradedAnswer, session: Session) -> dict[str, Any]:
    """What taking the answer back needs to know of how the session chose before it."""
    if session.chooser is Chooser.PLAN or session.pending is None:
        return {}
    return {
        "round_robin": list(session.pending.round_robin),
        "returning": [returning_to_json(card) for card in session.returning],
        "brought_back": session.chooser is Chooser.QUEUE
        and item.plan is not None
        and brings_back(item.plan, session.pending),
    }


def to_cards(item: GradedAnswer) -> list[dict[str, Any]]:
    """The grades of the single cards, where the question asks several."""
    if not item.question.paired:
        return []
    return [
        answer_cards.to_values(share, learner_id=item.learner_id, answer_id=item.id)
        for share in shares(item.question, item.grade)
    ]


def to_study_event(item: GradedAnswer, share: Share, rank: int) -> Answered:
    """The answer as the memory of one of its cards sees it."""
    return Answered(
        id=item.id,
        card_id=share.card_id,
        at=item.answered_at,
        studied_on=item.studied_on,
        confidence=item.confidence,
        fraction=share.fraction,
        is_right=share.is_right,
        is_self_rated=item.question.format is Format.FLIP,
        rank=rank,
    )


def to_event(item: GradedAnswer) -> dict[str, Any]:
    """The row of the event that tells of the answer."""
    return {
        "owner_id": item.learner_id,
        "id": item.event_id,
        "workspace_id": item.workspace_id,
        "type": "answer.graded",
        "data": {
            "answer_id": str(item.id),
            "session_id": str(item.session_id),
            "learner_id": str(item.learner_id),
            "card_id": str(item.question.card.card_id),
            "fraction": item.grade.fraction,
        },
        "created_at": item.received_at,
    }


def to_reviews(item: GradedAnswer) -> list[dict[str, Any]]:
    """What a person should look at: an answer that the grader left open, where a workspace looks
    after its learner."""
    if item.grade.fraction is not None or item.workspace_id is None:
        return []
    row = ReviewRow(
        learner_id=item.learner_id,
        id=item.id,
        answer_id=item.id,
        workspace_id=item.workspace_id,
        deck_id=item.question.card.deck_id,
        kind=ReviewKind.UNGRADED,
        status=ReviewStatus.OPEN,
        opened_at=item.received_at,
    )
    return [row.model_dump()]


def replay(row: AnyAnswer, body_hash: str) -> Outcome:
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
        memory=memories.from_json(row.outcome["memory"]),
        progress=Progress(answered=answered, total=total, right=right),
        next=pending_from_json(pending) if pending else None,
        is_replay=True,
    )
