"""How sessions, their questions, memories and operations are sent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.services.recalling import Recalled
from db import memories, packed_questions, sessions
from db.memories import MemoryRow
from db.operations import OperationRow
from db.packed_questions import PackedQuestionRow
from db.sessions import SessionRow
from quiz.questions import Question
from quiz.responses import Format
from quiz.session.sessions import Session, is_offline, is_over, progress
from schemas import answer_sides
from schemas import memories as memory_schemas
from schemas import progress as progress_schemas
from schemas import questions as question_schemas
from schemas import sessions as session_schemas
from schemas.operations import Operation
from schemas.packs import PackedQuestion


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
        selection=row.selection,
        offline=is_offline(session),
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


def show_packed(row: SessionRow, packed: PackedQuestionRow, question: Question) -> PackedQuestion:
    """A question of a pack, with its answer side."""
    pending = packed_questions.to_pending(packed, asked_at=row.started_at)
    return PackedQuestion(
        question=question_schemas.show(question, pending, session_id=row.id),
        answer_side=answer_sides.show(question),
        pass_at=question.asked.pass_at,
    )


def show_memory(recalled: Recalled) -> memory_schemas.Memory:
    """A memory as it stands today."""
    row = recalled.row
    return memory_schemas.Memory(
        card_id=row.card_id,
        deck_id=row.deck_id,
        **memory_schemas.state_of(memories.to_domain(row)),
        is_buried=recalled.is_buried,
        retrievability=recalled.retrievability,
        updated_at=row.updated_at,
        revision=row.revision,
    )


def show_kept_memory(row: MemoryRow) -> memory_schemas.KeptMemory:
    """A memory as devices keep it."""
    return memory_schemas.KeptMemory(
        card_id=row.card_id,
        deck_id=row.deck_id,
        **memory_schemas.state_of(memories.to_domain(row)),
        updated_at=row.updated_at,
        revision=row.revision,
    )


def show_memory_state(row: MemoryRow) -> memory_schemas.MemoryState:
    """A memory as it is sent with an answer."""
    memory = memories.to_domain(row)
    return memory_schemas.show_state(memory, card_id=row.card_id, deck_id=row.deck_id)


def show_operation(row: OperationRow) -> Operation:
    """A piece of long work as it stands."""
    return Operation.model_validate(row, from_attributes=True)
