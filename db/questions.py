"""Questions with the card versions that they pin: the one that waits, and those answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import cards
from db.answers import AnswerRow, AnyAnswer
from quiz.cards import CardVersion
from quiz.questions import Question, pins_from_json
from quiz.session.sessions import Pending


async def get_pending(db: AsyncSession, pending: Pending) -> Question:
    """The question that waits. Raises `NotFound` when its card is gone."""
    return Question(
        id=pending.question_id,
        card=await cards.get_version(db, pending.card_id, pending.card_version),
        format=pending.format,
        seed=pending.seed,
        position=pending.position,
        pins=pending.pins,
    )


async def list_answered(
    db: AsyncSession, rows: Sequence[AnswerRow]
) -> list[tuple[AnswerRow, Question]]:
    """Answers with the questions they were given to, in one query however many they are."""
    versions = await cards.list_versions_by_key(
        db, [(row.card_id, row.card_version) for row in rows]
    )
    return [(row, _of_answer(row, versions)) for row in rows]


async def get_answered(db: AsyncSession, row: AnyAnswer) -> Question:
    """The question that an answer was given to."""
    versions = await cards.list_versions_by_key(db, [(row.card_id, row.card_version)])
    return _of_answer(row, versions)


def _of_answer(row: AnyAnswer, versions: dict[tuple[UUID, int], CardVersion]) -> Question:
    return Question(
        id=row.question_id,
        card=versions[row.card_id, row.card_version],
        format=row.format,
        seed=row.seed,
        position=row.position,
        pins=pins_from_json(row.pins),
    )
