"""Puts marks on answers, and lets what follows from them follow: counts, memory, events.

Whoever marks holds the answer first: that locks its learner, and everything that is decided on is
read after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from db import (
    answers,
    events,
    learners,
    marks,
    memories,
    questions,
    refolding,
    sessions,
    study_events,
)
from db.answers import AnswerRow
from db.learners import LearnerRow
from db.memories import MemoryRow
from db.sessions import SessionRow
from quiz.errors import Conflict, NotFound
from quiz.grading import grades
from quiz.grading.grades import Grade
from quiz.marking.marks import Mark, MarkSource, Result, consequences, for_marks
from quiz.questions import Question
from quiz.session.sessions import Feedback, shows_grades


@dataclass(frozen=True, slots=True)
class Held:
    """An answer whose learner is locked, with everything that decides what a mark does."""

    learner: LearnerRow
    answer: AnswerRow
    voided_at: datetime | None
    session: SessionRow
    question: Question
    marks: Sequence[Mark]

    @property
    def grade(self) -> Grade:
        """What the grader decided."""
        return grades.from_json(self.answer.grade)

    @property
    def result(self) -> Result:
        """What the answer counts as now."""
        return for_marks(answers.graded(self.answer), self.marks)

    @property
    def pass_at(self) -> float:
        """The share of the marks (0..1) from which the answer is right."""
        return self.question.asked.pass_at

    def passes(self, fraction: float) -> bool:
        """Whether the answer is right with this share of the marks (0..1)."""
        return fraction >= self.pass_at


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer as it stands after a mark; `memory` where it counts for it, and counts already."""

    held: Held
    memory: MemoryRow | None
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an answer: the share of the marks (0..1), and what goes with it."""

    id: UUID
    source: MarkSource
    fraction: float
    is_right: bool
    confidence: int | None = None
    counts: bool = True
    comment: str | None = None
    made_by: UUID | None = None
    review_id: UUID | None = None


async def hold(db: AsyncSession, answer_id: UUID, *, learner_id: UUID) -> Held:
    """The learner's answer, held for marking. Raises `NotFound`."""
    await learners.lock(db, [learner_id])
    learner = await learners.find(db, learner_id)
    if learner is None:
        raise NotFound(f"There is no answer {str(answer_id)!r}.")
    answer, void, session = await answers.get(db, answer_id, learner_id=learner_id)
    return Held(
        learner=learner,
        answer=answer,
        voided_at=void.voided_at if void else None,
        session=session,
        question=await questions.get_answered(db, answer),
        marks=await marks.list_of_answer(db, answer_id, learner_id=learner_id),
    )


def check_stands(held: Held) -> None:
    """Raise `Conflict` for an answer that was taken back."""
    if held.voided_at is not None:
        raise Conflict("The answer was taken back; it takes no marks.")


def check_told(held: Held, now: datetime) -> None:
    """Raise `Conflict` while the learner may not know the grade yet."""
    if not shows_grades(sessions.to_domain(held.session), now):
        raise Conflict("The grades of this session are told when it is finished; finish it first.")


async def put(db: AsyncSession, held: Held, said: Said, *, now: datetime) -> Marked:
    """Add the mark to the held answer."""
    mark = Mark(
        id=said.id,
        answer_id=held.answer.id,
        number=len(held.marks) + 1,
        source=said.source,
        fraction=said.fraction,
        is_right=said.is_right,
        confidence=said.confidence,
        counts=said.counts,
        comment=said.comment,
        made_by=said.made_by,
        made_at=now,
        review_id=said.review_id,
    )
    follows = consequences(answers.graded(held.answer), held.marks, mark)
    values = marks.to_values(mark, follows.result, learner_id=held.answer.learner_id)
    await marks.add_many(db, [values])
    _count(held, follows.right_change, now=now)
    await db.flush()
    if follows.changes_memory and _is_remembered(held):
        [studied] = (await study_events.list_cards(db, [held.answer])).values()
        await refolding.refold_many(db, learner_id=held.answer.learner_id, cards=studied, now=now)
    after = replace(held, marks=[*held.marks, mark])
    return Marked(after, await memory_of(db, after))


async def memory_of(db: AsyncSession, held: Held) -> MemoryRow | None:
    """The memory of the card that was asked, once the answer counts for it."""
    if not _is_remembered(held):
        return None
    return await memories.find(db, held.answer.card_id, learner_id=held.answer.learner_id)


def tell(
    db: AsyncSession,
    type: str,
    held: Held,
    data: dict[str, Any],
    *,
    now: datetime,
    workspace_id: UUID | None = None,
) -> None:
    """Write an event about the answer; `workspace_id` may hear of it instead of the learner's."""
    answer = held.answer
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={
            "answer_id": str(answer.id),
            "learner_id": str(answer.learner_id),
            "card_id": str(answer.card_id),
            "deck_id": str(answer.deck_id),
        }
        | data,
        now=now,
        owner_id=answer.learner_id,
        workspace_id=workspace_id or held.learner.workspace_id,
    )


def _count(held: Held, right_change: int, *, now: datetime) -> None:
    """Let the session's number of right answers follow, and its revision."""
    session = held.session
    if held.voided_at is None:
        session.right_count += right_change
    session.updated_at = now
    session.revision += 1


def _is_remembered(held: Held) -> bool:
    session = held.session
    is_told = session.feedback is Feedback.IMMEDIATE or session.finished_at is not None
    return held.answer.counts_for_memory and held.voided_at is None and is_told
