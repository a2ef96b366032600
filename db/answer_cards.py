"""Grades of the single cards of an answer, written once, keyed by their learner.

Only answers to questions that ask several cards have them; the grade of any other answer is its
card's, and stands in its own row.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.upserts import insert_many
from quiz.grading.shares import Share


class AnswerCardRow(Row, table=True):
    """What one card of an answer earned: `fraction` 0..1, as the grader decided."""

    __tablename__ = "answer_cards"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "answer_id"], ["answers.learner_id", "answers.id"]),
        ForeignKeyConstraint(
            ["card_id", "card_version"], ["card_versions.card_id", "card_versions.version"]
        ),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),
        Index(None, "learner_id", "card_id"),
    )

    learner_id: UUID = Field(primary_key=True)
    answer_id: UUID = Field(primary_key=True)
    card_id: UUID = Field(primary_key=True)
    deck_id: UUID
    card_version: int
    fraction: float
    is_right: bool


def to_values(share: Share, *, learner_id: UUID, answer_id: UUID) -> dict[str, Any]:
    """The column values of what a card of the answer earned."""
    return {
        "learner_id": learner_id,
        "answer_id": answer_id,
        "card_id": share.card_id,
        "deck_id": share.deck_id,
        "card_version": share.version,
        "fraction": share.fraction,
        "is_right": share.is_right,
    }


async def add_many(db: AsyncSession, values: Sequence[dict[str, Any]]) -> None:
    """Write what cards earned, of learners whom the caller has locked."""
    await insert_many(db, AnswerCardRow, values)


async def list_by_answer(
    db: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], list[AnswerCardRow]]:
    """The cards of these (learner id, answer id), by id; answers without any are left out."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = (
        select(AnswerCardRow)
        .where(
            col(AnswerCardRow.learner_id).in_({key[0] for key in wanted}),
            col(AnswerCardRow.answer_id).in_({key[1] for key in wanted}),
        )
        .order_by(col(AnswerCardRow.card_id))
    )
    found: dict[tuple[UUID, UUID], list[AnswerCardRow]] = {}
    for row in (await db.execute(query)).scalars():
        if (row.learner_id, row.answer_id) in wanted:
            found.setdefault((row.learner_id, row.answer_id), []).append(row)
    return found
