"""A run of questions for one learner: its state, and what that state allows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from quiz.errors import SessionFinished, SessionOverdue, StaleQuestion
from quiz.instants import told
from quiz.questions import NOTHING_PINNED, Pins, pins_from_json, pins_to_json
from quiz.responses import Format


class Mode(StrEnum):
    """What a session is for: self-paced study, a test, or cramming that leaves memory alone."""

    STUDY = "study"
    TEST = "test"
    CRAM = "cram"


class Feedback(StrEnum):
    """When grades and correct answers are shown: with each answer, or once it is finished."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"


class Order(StrEnum):
    """In which order cards are asked."""

    DECK = "deck"
    SHUFFLED = "shuffled"


@dataclass(frozen=True, slots=True)
class Planned:
    """A card that the session will ask, and how.

    `version` is fixed from the start in a test; otherwise it is `None` until the card is asked.
    """

    card_id: UUID
    format: Format
    version: int | None


@dataclass(frozen=True, slots=True)
class Pending:
    """The question that waits for an answer."""

    question_id: UUID
    card_id: UUID
    card_version: int
    format: Format
    seed: int
    position: int
    asked_at: datetime
    revealed_at: datetime | None = None
    pins: Pins = NOTHING_PINNED


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the domain decides over it; times are UTC.

    `right_count` counts answers that were right, by their grade.
    """

    id: UUID
    learner_id: UUID
    mode: Mode
    feedback: Feedback
    plan: tuple[Planned, ...]
    pending: Pending | None
    answered_count: int
    right_count: int
    ends_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is; `right` is `None` while it may not be told."""

    answered: int
    total: int
    right: int | None


def is_overdue(session: Session, now: datetime) -> bool:
    """Whether the time is up: from `ends_at` on, by the server's clock."""
    return session.finished_at is None and session.ends_at is not None and now >= session.ends_at


def is_over(session: Session, now: datetime) -> bool:
    """Whether no more answers are taken."""
    return session.finished_at is not None or is_overdue(session, now)


def counts_for_memory(session: Session) -> bool:
    """Whether answers change what is remembered; cramming does not."""
    return session.mode is not Mode.CRAM


def shows_grades(session: Session, now: datetime) -> bool:
    """Whether grades, memory and correct answers of answered questions may be seen now."""
    return session.feedback is Feedback.IMMEDIATE or is_over(session, now)


def progress(session: Session, now: datetime) -> Progress:
    """How far the session is, without what may not be told yet."""
    return Progress(
        answered=session.answered_count,
        total=len(session.plan),
        right=session.right_count if shows_grades(session, now) else None,
    )


def check_open(session: Session, now: datetime) -> None:
    """Raise `SessionFinished` or `SessionOverdue` when no more answers are taken."""
    if session.finished_at is not None:
        raise SessionFinished(
            f"Session {str(session.id)!r} was finished at {told(session.finished_at)}; "
            "start another one."
        )
    if is_overdue(session, now):
        assert session.ends_at is not None
        raise SessionOverdue(
            f"The time of session {str(session.id)!r} was up at {told(session.ends_at)}; "
            "its results are ready."
        )


def check_pending(session: Session, question_id: UUID, now: datetime) -> Pending:
    """The pending question, which must be the one named. Raises as `check_open`, or
    `StaleQuestion`."""
    check_open(session, now)
    if session.pending is None or session.pending.question_id != question_id:
        raise StaleQuestion(
            f"Question {str(question_id)!r} is not the pending one of this session; "
            "ask for the next question."
        )
    return session.pending


def pending_to_json(pending: Pending) -> dict[str, Any]:
    """The pending question as plain JSON values; `pending_from_json` reads it back equal."""
    return {
        "question_id": str(pending.question_id),
        "card_id": str(pending.card_id),
        "card_version": pending.card_version,
        "format": pending.format.value,
        "seed": pending.seed,
        "position": pending.position,
        "asked_at": pending.asked_at.isoformat(),
        "revealed_at": pending.revealed_at.isoformat() if pending.revealed_at else None,
        "pins": pins_to_json(pending.pins),
    }


def pending_from_json(data: dict[str, Any]) -> Pending:
    """The pending question that `pending_to_json` wrote."""
    revealed_at = data["revealed_at"]
    return Pending(
        question_id=UUID(data["question_id"]),
        card_id=UUID(data["card_id"]),
        card_version=data["card_version"],
        format=Format(data["format"]),
        seed=data["seed"],
        position=data["position"],
        asked_at=datetime.fromisoformat(data["asked_at"]),
        revealed_at=datetime.fromisoformat(revealed_at) if revealed_at else None,
        pins=pins_from_json(data.get("pins", {})),
    )


def planned_to_json(planned: Planned) -> list[Any]:
    """A planned card as a short JSON list; `planned_from_json` reads it back equal."""
    return [str(planned.card_id), planned.format.value, planned.version]


def planned_from_json(data: list[Any]) -> Planned:
    """The planned card that `planned_to_json` wrote."""
    return Planned(card_id=UUID(data[0]), format=Format(data[1]), version=data[2])
