"""Questions of offline sessions, pinned when their pack is made; keyed by their learner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ForeignKeyConstraint, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db import answers, cards
from db.answers import AnswerRow, AnswerVoidRow
from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, Json
from db.upserts import copy_rows, insert_many
from quiz import plain_json
from quiz.cards import CardVersion
from quiz.questions import Question, pins_from_json, pins_to_json
from quiz.responses import Format
from quiz.scheduling.previews import Preview
from quiz.session.sessions import Pending

Key = tuple[UUID, UUID]


class PackedQuestionRow(Row, table=True):
    """A question of a session's pack; fields as in `quiz.session.sessions.Pending`."""

    __tablename__ = "packed_questions"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["learner_id", "session_id"], ["sessions.learner_id", "sessions.id"]),
        ForeignKeyConstraint(
            ["card_id", "card_version"], ["card_versions.card_id", "card_versions.version"]
        ),
        Index(None, "learner_id", "session_id", "position"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    session_id: UUID
    position: int
    card_id: UUID
    card_version: int
    format: Format = Field(sa_type=Closed(Format))
    seed: int = Field(sa_type=BigInteger)
    pins: dict[str, Any] = Field(sa_type=Json)
    previews: list[Any] = Field(sa_type=Json)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to a question of this session: so many answers, `standing` of which were not
    taken back."""

    session_id: UUID
    count: int = 0
    standing: int = 0

    @property
    def and_one(self) -> "Given":
        """With one more answer."""
        return replace(self, count=self.count + 1, standing=self.standing + 1)


def to_row(pending: Pending, *, learner_id: UUID, session_id: UUID) -> PackedQuestionRow:
    """The row of a question that is made for a pack."""
    return PackedQuestionRow(
        learner_id=learner_id,
        id=pending.question_id,
        session_id=session_id,
        position=pending.position,
        card_id=pending.card_id,
        card_version=pending.card_version,
        format=pending.format,
        seed=pending.seed,
        pins=pins_to_json(pending.pins),
        previews=[plain_json.dump(preview) for preview in pending.previews],
    )


def to_pending(row: PackedQuestionRow, *, asked_at: datetime) -> Pending:
    """The question as it was when the pack was made, at `asked_at`; `to_row` wrote it."""
    return Pending(
        question_id=row.id,
        card_id=row.card_id,
        card_version=row.card_version,
        format=row.format,
        seed=row.seed,
        position=row.position,
        asked_at=asked_at,
        pins=pins_from_json(row.pins),
        previews=tuple(plain_json.load(each, Preview) for each in row.previews),
    )


async def add_many(db: AsyncSession, rows: Sequence[PackedQuestionRow]) -> None:
    """Write the questions of a session, which is written already."""
    await insert_many(db, PackedQuestionRow, [row.model_dump() for row in rows])


async def list_of_session(
    db: AsyncSession, page: PageRequest, *, learner_id: UUID, session_id: UUID
) -> RowPage[tuple[PackedQuestionRow, Question]]:
    """The session's questions in their order, those of one page."""
    query = select(PackedQuestionRow).where(
        col(PackedQuestionRow.learner_id) == learner_id,
        col(PackedQuestionRow.session_id) == session_id,
    )
    keys = (SortKey(col(PackedQuestionRow.position)),)
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    found = cut(rows, lambda row: (row.position,), page)
    return RowPage(await _with_questions(db, found.rows), found.next_key)


async def list_by_id(
    db: AsyncSession, question_ids: Collection[UUID], *, learner_id: UUID
) -> dict[UUID, tuple[PackedQuestionRow, Question]]:
    """The learner's questions with these ids, those that exist."""
    query = select(PackedQuestionRow).where(
        col(PackedQuestionRow.learner_id) == learner_id,
        col(PackedQuestionRow.id).in_(question_ids),
    )
    rows = (await db.execute(query)).scalars().all()
    return {row.id: (row, question) for row, question in await _with_questions(db, rows)}


async def list_given(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Given]:
    """What was given to these (learner id, question id), those that are in a pack."""
    if not keys:
        return {}
    query = (
        select(
            col(PackedQuestionRow.learner_id),
            col(PackedQuestionRow.id),
            col(PackedQuestionRow.session_id),
            func.count(col(AnswerRow.id)),
            func.count(col(AnswerVoidRow.answer_id)),
        )
        .outerjoin(AnswerRow, _answer_of_question())
        .outerjoin(AnswerVoidRow, answers.void_of_answer())
        .where(
            col(PackedQuestionRow.learner_id).in_({key[0] for key in keys}),
            col(PackedQuestionRow.id).in_({key[1] for key in keys}),
        )
        .group_by(
            col(PackedQuestionRow.learner_id),
            col(PackedQuestionRow.id),
            col(PackedQuestionRow.session_id),
        )
    )
    rows = (await db.execute(query)).all()
    return {(row[0], row[1]): Given(row[2], row[3], row[3] - row[4]) for row in rows}


async def copy_all(
    db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID, except_sessions: Sequence[UUID]
) -> None:
    """Give the learner another one's questions, but for those of these sessions."""
    await copy_rows(
        db,
        PackedQuestionRow,
        col(PackedQuestionRow.session_id).not_in(except_sessions),
        owner="learner_id",
        from_owner=from_learner_id,
        to=learner_id,
    )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every question of a learner's packs."""
    await db.execute(
        delete(PackedQuestionRow).where(col(PackedQuestionRow.learner_id) == learner_id)
    )


async def _with_questions(
    db: AsyncSession, rows: Sequence[PackedQuestionRow]
) -> list[tuple[PackedQuestionRow, Question]]:
    """The rows with their questions, whose card versions are read at once."""
    versions = await cards.list_versions_by_key(db, [(r.card_id, r.card_version) for r in rows])
    return [(row, _question(row, versions[row.card_id, row.card_version])) for row in rows]


def _question(row: PackedQuestionRow, card: CardVersion) -> Question:
    return Question(
        id=row.id,
        card=card,
        format=row.format,
        seed=row.seed,
        position=row.position,
        pins=pins_from_json(row.pins),
    )


def _answer_of_question() -> ColumnElement[bool]:
    return and_(
        col(AnswerRow.learner_id) == col(PackedQuestionRow.learner_id),
        col(AnswerRow.question_id) == col(PackedQuestionRow.id),
    )
