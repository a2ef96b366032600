"""Looks at answers with all that is shown of them: voids, marks and the questions they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import answers, marks, questions
from db.answers import AnswerFilter, AnswerRow, AnswerVoidRow
from db.pages import PageRequest, RowPage
from db.sessions import SessionRow
from quiz.errors import NotFound
from quiz.marking.marks import Mark
from quiz.questions import Question


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer with everything that may be shown of it."""

    answer: AnswerRow
    void: AnswerVoidRow | None
    question: Question
    marks: Sequence[Mark]


async def look(db: AsyncSession, answer_id: UUID, *, learner_id: UUID) -> Looked:
    """The answer, for those who may. Raises `NotFound`."""
    found = await look_many(db, [(learner_id, answer_id)])
    if not found:
        raise NotFound(f"There is no answer {str(answer_id)!r}.")
    return found[learner_id, answer_id]


async def look_many(
    db: AsyncSession, keys: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Looked]:
    """The answers by (learner id, answer id), for those who may; those that exist."""
    found = await answers.list_by_key(db, keys)
    looked = await _look_at(db, list(found.values()))
    return {(each.answer.learner_id, each.answer.id): each for each in looked}


async def look_with_session(
    db: AsyncSession, answer_id: UUID, *, learner_id: UUID
) -> tuple[Looked, SessionRow]:
    """The learner's own answer and its session. Raises `NotFound`."""
    row, void, session = await answers.get(db, answer_id, learner_id=learner_id)
    [looked] = await _look_at(db, [(row, void)])
    return looked, session


async def list_of_learner(
    db: AsyncSession, page: PageRequest, filter: AnswerFilter, *, learner_id: UUID
) -> RowPage[tuple[Looked, SessionRow]]:
    """The learner's answers with their sessions, the newest first."""
    found = await answers.list_of_learner(db, page, filter, learner_id=learner_id)
    looked = await _look_at(db, [(row, void) for row, void, _ in found.rows])
    rows = [(each, row[2]) for each, row in zip(looked, found.rows, strict=True)]
    return RowPage(rows, found.next_key)


async def _look_at(
    db: AsyncSession, rows: Sequence[tuple[AnswerRow, AnswerVoidRow | None]]
) -> list[Looked]:
    given = await marks.list_by_key(db, [(row.learner_id, row.id) for row, _ in rows])
    asked = await questions.list_answered(db, [row for row, _ in rows])
    return [
        Looked(row, void, question, given.get((row.learner_id, row.id), ()))
        for (row, void), (_, question) in zip(rows, asked, strict=True)
    ]
