"""What was promised against what the database holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.answers import AnswerRow
from db.engine import connect
from db.events import EventRow
from db.memories import MemoryRow
from db.sessions import SessionRow
from drills.students import Student
from drills.wire import Reply


@dataclass(slots=True)
class Compared:
    """What differs. `half` are answers without their memory, event or count, and what stands
    without its answer; `changed` are answers whose reply is another one when sent again."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rows:
    answers: Sequence[Any]
    events: Sequence[Any]
    memories: Sequence[Any]
    sessions: Sequence[Any]


async def compare(url: str, students: Sequence[Student]) -> Compared:
    """Whether the database holds each acknowledged answer once and whole, and nothing else of these
    students. One that is still in doubt may be there or not."""
    rows = await _read(url, [UUID(student.learner_id) for student in students])
    found = Compared(acknowledged=sum(len(student.acknowledged) for student in students))
    known = {str(row.id) for row in rows.answers}
    promised = {id for student in students for id in student.acknowledged}
    doubted = {student.doubt.body["id"] for student in students if student.doubt}
    found.lost += sorted(promised - known)
    found.twice += [f"nobody sent answer {id}" for id in sorted(known - promised - doubted)]
    questions = Counter((row.learner_id, row.question_id) for row in rows.answers)
    found.twice += [f"question {key[1]}: {n} answers" for key, n in questions.items() if n > 1]
    found.half += list(_half_applied(rows))
    return found


async def unanswered(url: str, students: Sequence[Student]) -> list[str]:
    """Answers that are stored, although whoever sent them got no reply."""
    rows = await _read(url, [UUID(student.learner_id) for student in students])
    known = {str(row.id) for row in rows.answers}
    doubted = [student.doubt.body["id"] for student in students if student.doubt]
    return [f"answer {id} is stored and was not answered" for id in doubted if id in known]


async def replay(students: Sequence[Student], found: Compared, *, most: int) -> None:
    """Send up to `most` acknowledged answers of each student again, the last ones: the reply must
    be the first one, marked as a replay."""
    for student in students:
        for id, sent in list(student.acknowledged.items())[-most:]:
            reply = await student.again(sent)
            assert sent.reply is not None
            is_marked = reply.headers.get("idempotency-replayed") == "true"
            if reply.status != 201 or not is_marked or _told(reply) != _told(sent.reply):
                found.changed.append(f"{id}: {reply.status} {reply.body[:200]!r}")


async def _read(url: str, learner_ids: Sequence[UUID]) -> _Rows:
    database = connect(url, pool_size=1)
    try:
        async with database.reading() as db:
            return await _rows_of(db, learner_ids)
    finally:
        await database.dispose()


async def _rows_of(db: AsyncSession, learner_ids: Sequence[UUID]) -> _Rows:
    answer, event, memory, session = AnswerRow, EventRow, MemoryRow, SessionRow
    shapes = (
        (answer.learner_id, answer.id, answer.session_id, answer.question_id, answer.card_id),
        (event.owner_id, event.data, event.type),
        (memory.learner_id, memory.card_id, memory.review_count),
        (session.learner_id, session.id, session.answered_count, session.pending),
    )
    found = []
    for shape in shapes:
        query = select(*(col(column) for column in shape)).where(col(shape[0]).in_(learner_ids))
        found.append((await db.execute(query)).all())
    return _Rows(*found)


def _half_applied(rows: _Rows) -> Iterable[str]:
    told = Counter(row.data["answer_id"] for row in rows.events if row.type == "answer.graded")
    answers = {str(row.id): row for row in rows.answers}
    for id in answers.keys() | told.keys():
        if told[id] != (id in answers):
            yield f"answer {id}: {int(id in answers)} rows, {told[id]} events"
    yield from _differing(
        "memory",
        Counter((row.learner_id, row.card_id) for row in rows.answers),
        {(row.learner_id, row.card_id): row.review_count for row in rows.memories},
    )
    yield from _differing(
        "session",
        Counter((row.learner_id, row.session_id) for row in rows.answers),
        {(row.learner_id, row.id): row.answered_count for row in rows.sessions},
    )
    answered = {(row.learner_id, str(row.question_id)) for row in rows.answers}
    for row in rows.sessions:
        if row.pending and (row.learner_id, _question_of(row.pending)) in answered:
            yield f"session {row.id} waits for a question that was answered"


def _question_of(pending: dict[str, Any]) -> str:
    """The id of the question that is stored as pending."""
    return str(pending["question_id"])


def _differing(noun: str, counted: Counter[Any], held: dict[Any, int]) -> Iterable[str]:
    for key in counted.keys() | held.keys():
        if counted[key] != held.get(key, 0):
            yield f"{noun} {key[1]} counts {held.get(key, 0)} answers of {counted[key]}"


def _told(reply: Reply) -> Any:
    """What a reply says; its clock is the only thing that a replay may show anew."""
    return {**reply.json(), "server_now": None}
