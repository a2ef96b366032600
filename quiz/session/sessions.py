"""A run of questions for one learner: its state, and what that state allows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from quiz import plain_json
from quiz.errors import Conflict, SessionFinished, SessionOverdue, StaleQuestion
from quiz.instants import told
from quiz.questions import NOTHING_PINNED, Pins, pins_from_json, pins_to_json
from quiz.responses import Format
from quiz.scheduling.choosing import UNPICKED, RoundRobin
from quiz.scheduling.previews import Preview


class Mode(StrEnum):
    """What a session is for: studying by the deck's scheduler, reviewing what is due in any deck,
    learning in formats that get harder, a test, or cramming that leaves memory alone."""

    STUDY = "study"
    REVIEW = "review"
    LEARN = "learn"
    TEST = "test"
    CRAM = "cram"


class Feedback(StrEnum):
    """When grades and correct answers are shown: with each answer, or once it is finished."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"


class Order(StrEnum):
    """In which order cards are asked: as they wait in the queue, as they stand in the deck, or
    shuffled."""

    QUEUE = "queue"
    DECK = "deck"
    SHUFFLED = "shuffled"


class Selection(StrEnum):
    """Which cards a session takes: what is due and what is new today, or all of them."""

    DUE = "due"
    ALL = "all"


class Chooser(StrEnum):
    """What says which question comes next: the plan alone, the plan with cards in steps coming
    back, the `confidence` scheduler, question by question, or the device that has the questions
    with it."""

    PLAN = "plan"
    QUEUE = "queue"
    CONFIDENCE = "confidence"
    DEVICE = "device"


SCHEDULED = frozenset({Mode.STUDY, Mode.REVIEW, Mode.LEARN})
"""Modes in which schedulers say what is asked."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A card that the session will ask, and how.

    `version` is fixed from the start in a test; otherwise it is `None` until the card is asked.
    """

    card_id: UUID
    format: Format
    version: int | None


@dataclass(frozen=True, slots=True)
class Returning:
    """A card in steps that comes back in this session, from an instant on."""

    card_id: UUID
    format: Format
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """The question that waits for an answer.

    `previews` tell of a flip card what each rating would lead to, as of when it was asked.
    `round_robin` is the state of the `confidence` chooser that picked it.
    """

    question_id: UUID
    card_id: UUID
    card_version: int
    format: Format
    seed: int
    position: int
    asked_at: datetime
    revealed_at: datetime | None = None
    pins: Pins = NOTHING_PINNED
    previews: tuple[Preview, ...] = ()
    round_robin: RoundRobin = UNPICKED


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the domain decides over it; times are UTC.

    `plan` holds what was asked and what is still to be asked; unless the plan alone is the
    `chooser` it grows as cards are chosen. `returning` are cards in steps. `question_limit` ends a
    session that would go on for ever. `right_count` counts answers that were right, by their grade.
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
    formats: tuple[Format, ...] = tuple(Format)
    chooser: Chooser = Chooser.PLAN
    returning: tuple[Returning, ...] = ()
    question_limit: int | None = None


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


def is_offline(session: Session) -> bool:
    """Whether a device has the session's questions with it, and sends answers when it can."""
    return session.chooser is Chooser.DEVICE


def check_online(session: Session) -> None:
    """Raise `Conflict` for an offline session, which the service asks nothing of."""
    if is_offline(session):
        raise Conflict(
            f"Session {str(session.id)!r} is offline: its questions are in its pack, and their "
            "answers go to 'POST /v1/answers/batch'."
        )


def shows_grades(session: Session, now: datetime) -> bool:
    """Whether grades, memory and correct answers of answered questions may be seen now."""
    return session.feedback is Feedback.IMMEDIATE or is_over(session, now)


def shows_previews(session: Session, format: Format) -> bool:
    """Whether a question tells what each rating would lead to: flip cards whose rating moves memory
    at once."""
    return (
        format is Format.FLIP
        and session.mode in SCHEDULED
        and session.feedback is Feedback.IMMEDIATE
    )


def progress(session: Session, now: datetime) -> Progress:
    """How far the session is, without what may not be told yet. Where questions are chosen up to
    a limit, and none waits any more, those that were asked are all."""
    limit = None if session.pending is None else session.question_limit
    return Progress(
        answered=session.answered_count,
        total=limit or len(session.plan),
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
    """The pending question, which must be the one named. Raises as `check_open` and `check_online`,
    or `StaleQuestion`."""
    check_online(session)
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
        "previews": [plain_json.dump(preview) for preview in pending.previews],
        "round_robin": list(pending.round_robin),
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
        previews=tuple(plain_json.load(each, Preview) for each in data.get("previews", ())),
        round_robin=tuple(data.get("round_robin", UNPICKED)),
    )


def planned_to_json(planned: Planned) -> list[Any]:
    """A planned card as a short JSON list; `planned_from_json` reads it back equal."""
    return [str(planned.card_id), planned.format.value, planned.version]


def planned_from_json(data: list[Any]) -> Planned:
    """The planned card that `planned_to_json` wrote."""
    return Planned(card_id=UUID(data[0]), format=Format(data[1]), version=data[2])


def returning_to_json(returning: Returning) -> list[Any]:
    """A returning card as a short JSON list; `returning_from_json` reads it back equal."""
    return [str(returning.card_id), returning.format.value, returning.due_at.isoformat()]


def returning_from_json(data: list[Any]) -> Returning:
    """The returning card that `returning_to_json` wrote."""
    return Returning(UUID(data[0]), Format(data[1]), datetime.fromisoformat(data[2]))
