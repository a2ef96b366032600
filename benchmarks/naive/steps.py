"""What the naive endpoints decide between reading rows and writing them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from api.ids import new_id
from api.settings import Settings as AppSettings
from api.showing_answers import show_answer
from api.tokens import AccessTokens
from db import cards, memories, sessions
from db.answers import AnswerRow
from db.cards import CardRow, CardVersionRow
from db.deck_settings import DeckSettingsRow, to_change
from db.decks import DeckRow
from db.events import EventRow
from db.learners import LearnerRow
from db.memories import MemoryRow
from db.sessions import SessionRow
from quiz import grading, responses
from quiz.grading.grades import Grade, is_right, to_json
from quiz.questions import Pins, Question, pins_from_json, pins_to_json
from quiz.responses import Format
from quiz.scheduling import folding
from quiz.scheduling import memories as domain_memories
from quiz.scheduling.events import Answered
from quiz.scheduling.memories import CardState, Memory
from quiz.scheduling.previews import previews
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import Settings, settings_at
from quiz.scheduling.study_days import study_day
from quiz.session.sessions import (
    Pending,
    Progress,
    Session,
    check_pending,
    pending_from_json,
    pending_to_json,
    progress,
    shows_previews,
)
from quiz.shuffling import derived
from schemas import memories as memory_schemas
from schemas import progress as progress_schemas
from schemas import questions as question_schemas
from schemas.answers import AnswerCreate, AnswerResult
from schemas.responses import to_domain

SETTINGS = AppSettings()
TOKENS = AccessTokens(SETTINGS.key_for("access-token"))


@dataclass(slots=True)
class Studied:
    """An answer on its way, with the rows that it is decided by."""

    body: AnswerCreate
    now: datetime
    learner: LearnerRow
    row: SessionRow
    session: Session
    pending: Pending
    question: Question
    grade: Grade


@dataclass(slots=True)
class Kept:
    """What the answer came to: the rows to add, and what the reply tells."""

    answer: AnswerRow
    event: EventRow
    memory: Memory
    progress: Progress
    next: Question | None = None
    pending: Pending | None = None


def learner_id_of(authorization: str, now: datetime) -> UUID:
    """Whom the token stands for. Raises `Unauthenticated`."""
    learner_id = TOKENS.read(authorization.removeprefix("Bearer "), now=now).learner_id
    assert learner_id is not None
    return learner_id


def graded(
    body: AnswerCreate,
    learner: LearnerRow,
    row: SessionRow,
    card: CardRow,
    version: CardVersionRow,
    now: datetime,
) -> Studied:
    """The answer with its grade. Raises what the service raises."""
    session = sessions.to_domain(row)
    pending = check_pending(session, body.question_id, now)
    question = _question(pending, card, version)
    grade = grading.grade(question, to_domain(body.response), confidence=body.confidence)
    return Studied(body, now, learner, row, session, pending, question, grade)


def kept(studied: Studied, memory: MemoryRow | None, changes: list[DeckSettingsRow]) -> Kept:
    """The answer with its memory, its event and the progress; the session's row counts it."""
    body, now, learner, row = studied.body, studied.now, studied.learner, studied.row
    card = studied.question.card
    settings = settings_at([to_change(change) for change in changes], now)
    passed = is_right(studied.grade, studied.question.asked.pass_at)
    day = study_day(now, learner.timezone, learner.day_starts_at)
    answer_id = body.id or new_id(now)
    before = memories.to_domain(memory) if memory is not None else None
    event = Answered(
        id=answer_id,
        card_id=card.card_id,
        at=now,
        studied_on=day,
        confidence=body.confidence,
        fraction=studied.grade.fraction,
        is_right=passed,
        is_self_rated=studied.question.format is Format.FLIP,
    )
    after = folding.review(before, event, settings)
    row.answered_count += 1
    row.right_count += bool(passed)
    row.updated_at = now
    row.revision += 1
    told = progress(sessions.to_domain(row), now)
    foretold = None
    if (
        before is not None
        and before.state is CardState.REVIEW
        and before.last_studied_on is not None
        and before.last_studied_on < day
    ):
        foretold = recall(before, day, settings)
    answer = AnswerRow(
        learner_id=learner.id,
        id=answer_id,
        session_id=row.id,
        question_id=studied.pending.question_id,
        position=studied.pending.position,
        deck_id=card.deck_id,
        card_id=card.card_id,
        card_version=card.version,
        mode=row.mode,
        format=studied.pending.format,
        seed=studied.pending.seed,
        response=responses.to_json(to_domain(body.response)),
        confidence=body.confidence,
        certainty=body.certainty,
        took_ms=body.took_ms,
        pins=pins_to_json(studied.pending.pins),
        grade=to_json(studied.grade),
        fraction=studied.grade.fraction,
        is_right=passed,
        counts_for_memory=True,
        answered_at=now,
        received_at=now,
        studied_on=day,
        predicted_recall=foretold,
        body_hash=hash_of(row.id, body),
        outcome={},
    )
    happened = EventRow(
        owner_id=learner.id,
        id=new_id(now),
        workspace_id=learner.workspace_id,
        type="answer.graded",
        data={
            "answer_id": str(answer_id),
            "session_id": str(row.id),
            "learner_id": str(learner.id),
            "card_id": str(card.card_id),
            "fraction": studied.grade.fraction,
        },
        created_at=now,
    )
    return Kept(answer, happened, after, told)


def memory_row(studied: Studied, kept: Kept, row: MemoryRow | None) -> MemoryRow:
    """The memory's row, new or written over; the learner's changes count it."""
    learner, card = studied.learner, studied.question.card
    learner.change_number += 1
    values = memories.to_values(
        kept.memory,
        learner_id=learner.id,
        card_id=card.card_id,
        deck_id=card.deck_id,
        now=studied.now,
    )
    if row is None:
        return MemoryRow(**values, change_number=learner.change_number)
    for name, value in (values | {"revision": row.revision + 1}).items():
        setattr(row, name, value)
    row.change_number = learner.change_number
    return row


def next_place(studied: Studied) -> tuple[UUID, Format] | None:
    """The card and the format of the question after this one; `None` past the end."""
    position = studied.pending.position + 1
    if position > len(studied.session.plan):
        return None
    planned = studied.session.plan[position - 1]
    return planned.card_id, planned.format


def wants_memory(studied: Studied, format: Format) -> bool:
    """Whether the next question tells what each rating would lead to."""
    return shows_previews(studied.session, format)


def asked_next(
    studied: Studied,
    kept: Kept,
    card: CardRow,
    version: CardVersionRow,
    deck: DeckRow,
    memory: MemoryRow | None,
    settings: Settings,
) -> None:
    """Let the next question wait in the session's row."""
    now, learner, position = studied.now, studied.learner, studied.pending.position + 1
    format = studied.session.plan[position - 1].format
    pending = Pending(
        question_id=new_id(now),
        card_id=card.id,
        card_version=version.version,
        format=format,
        seed=derived(studied.row.secret_seed, str(position)),
        position=position,
        asked_at=now,
        pins=Pins(language=deck.language),
    )
    if wants_memory(studied, format):
        outcomes = folding.preview(
            memories.to_domain(memory) if memory is not None else None,
            card_id=card.id,
            at=now,
            studied_on=study_day(now, learner.timezone, learner.day_starts_at),
            settings=settings,
        )
        pending = replace(pending, previews=previews(outcomes, now))
    kept.pending, kept.next = pending, _question(pending, card, version)


def finished(studied: Studied, kept: Kept) -> AnswerResult:
    """The reply; the rows know what was told."""
    pending = kept.pending
    studied.row.pending = pending_to_json(pending) if pending else None
    kept.answer.outcome = {
        "memory": domain_memories.to_json(kept.memory),
        "progress": [kept.progress.answered, kept.progress.total, kept.progress.right],
        "next": studied.row.pending,
    }
    return _result(kept.answer, studied.question, studied.row, kept)


def again(
    first: AnswerRow,
    row: SessionRow,
    card: CardRow,
    version: CardVersionRow,
    following: tuple[CardRow, CardVersionRow] | None,
) -> AnswerResult:
    """The first result of an answer that is sent again."""
    memory = domain_memories.from_json(first.outcome["memory"])
    assert memory is not None
    kept = Kept(first, EventRow(), memory, Progress(*first.outcome["progress"]))
    if following is not None:
        kept.pending = pending_from_json(first.outcome["next"])
        kept.next = _question(kept.pending, *following)
    question = Question(
        id=first.question_id,
        card=cards.to_domain(card, version),
        format=first.format,
        seed=first.seed,
        position=first.position,
        pins=pins_from_json(first.pins),
    )
    return _result(first, question, row, kept)


def hash_of(session_id: UUID, body: AnswerCreate) -> str:
    """The SHA-256 of what makes two requests the same answer, hexadecimal."""
    told = {"session_id": str(session_id), **body.model_dump(mode="json", exclude={"id"})}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _result(row: AnswerRow, question: Question, session: SessionRow, kept: Kept) -> AnswerResult:
    upcoming = None
    if kept.next is not None and kept.pending is not None:
        upcoming = question_schemas.show(kept.next, kept.pending, session_id=session.id)
    return AnswerResult(
        answer=show_answer(row, question, voided_at=None, is_shown=True),
        memory=memory_schemas.show_state(kept.memory, card_id=row.card_id, deck_id=row.deck_id),
        progress=progress_schemas.show(kept.progress),
        next=upcoming,
        ends_at=session.ends_at,
        server_now=row.answered_at,
    )


def _question(pending: Pending, card: CardRow, version: CardVersionRow) -> Question:
    return Question(
        id=pending.question_id,
        card=cards.to_domain(card, version),
        format=pending.format,
        seed=pending.seed,
        position=pending.position,
        pins=pending.pins,
    )
