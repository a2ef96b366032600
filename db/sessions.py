"""Sessions, keyed by their learner."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    bindparam,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.pages import PageRequest, RowPage, SortKey, cut, paged
from db.types import Closed, Json, UtcDateTime
from db.upserts import copy_rows
from quiz.errors import NotFound
from quiz.responses import Format
from quiz.session import sessions
from quiz.session.sessions import (
    Chooser,
    Feedback,
    Mode,
    Order,
    Selection,
    Session,
    pending_to_json,
    planned_to_json,
    returning_to_json,
)

Key = tuple[UUID, UUID]

_IS_TIMED = text("finished_at IS NULL AND ends_at IS NOT NULL")


class SessionRow(Row, table=True):
    """A session.

    `plan` is a list of `[card id, format, version | null]`; `pending` the question that waits;
    `returns` a list of `[card id, format, from when on]`.
    `order_seed` is the caller's or drawn; `secret_seed` lays out options and stays on the server.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        CheckConstraint("right_count BETWEEN 0 AND answered_count", name="counts"),
        Index(None, "learner_id", "started_at", "id"),
        # For those whose time may yet run out: a small part of all.
        Index(None, "ends_at", sqlite_where=_IS_TIMED, postgresql_where=_IS_TIMED),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    mode: Mode = Field(sa_type=Closed(Mode))
    feedback: Feedback = Field(sa_type=Closed(Feedback))
    order: Order = Field(sa_type=Closed(Order))
    deck_ids: list[str] = Field(sa_type=Json)
    tags: list[str] = Field(sa_type=Json)
    formats: list[str] = Field(sa_type=Json)
    selection: Selection = Field(default=Selection.ALL, sa_type=Closed(Selection))
    chooser: Chooser = Field(default=Chooser.PLAN, sa_type=Closed(Chooser))
    returns: list[Any] = Field(default=[], sa_type=Json)
    question_limit: int | None = None
    plan: list[Any] = Field(sa_type=Json)
    pending: dict[str, Any] | None = Field(default=None, sa_type=Json)
    order_seed: int = Field(sa_type=BigInteger)
    secret_seed: int = Field(sa_type=BigInteger)
    answered_count: int = 0
    right_count: int = 0
    time_limit_seconds: int | None = None
    started_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


def to_domain(row: SessionRow) -> Session:
    """The domain's session from its row."""
    return Session(
        id=row.id,
        learner_id=row.learner_id,
        mode=row.mode,
        feedback=row.feedback,
        plan=tuple(sessions.planned_from_json(item) for item in row.plan),
        pending=sessions.pending_from_json(row.pending) if row.pending else None,
        answered_count=row.answered_count,
        right_count=row.right_count,
        ends_at=row.ends_at,
        finished_at=row.finished_at,
        formats=tuple(Format(name) for name in row.formats),
        chooser=row.chooser,
        returning=tuple(sessions.returning_from_json(item) for item in row.returns),
        question_limit=row.question_limit,
    )


def has_told_grades() -> ColumnElement[bool]:
    """True of sessions whose grades are told: at once, or because they are finished."""
    return or_(
        col(SessionRow.feedback) == Feedback.IMMEDIATE, col(SessionRow.finished_at).is_not(None)
    )


async def find(db: AsyncSession, session_id: UUID, *, learner_id: UUID) -> SessionRow | None:
    """The learner's session, fresh from the database."""
    query = (
        select(SessionRow)
        .where(col(SessionRow.learner_id) == learner_id, col(SessionRow.id) == session_id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def get(db: AsyncSession, session_id: UUID, *, learner_id: UUID) -> SessionRow:
    """The learner's session. Raises `NotFound`."""
    row = await find(db, session_id, learner_id=learner_id)
    if row is None:
        raise NotFound(f"There is no session {str(session_id)!r}.")
    return row


async def list_choosers(
    db: AsyncSession, session_ids: Collection[UUID], *, learner_id: UUID
) -> dict[UUID, Chooser]:
    """Who says what comes next in these sessions of the learner's, those that exist."""
    query = select(col(SessionRow.id), col(SessionRow.chooser)).where(
        col(SessionRow.learner_id) == learner_id, col(SessionRow.id).in_(session_ids)
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def list_of_learner(
    db: AsyncSession,
    page: PageRequest,
    *,
    learner_id: UUID,
    mode: Mode | None,
) -> RowPage[SessionRow]:
    """The learner's sessions, the newest first."""
    query = select(SessionRow).where(col(SessionRow.learner_id) == learner_id)
    if mode is not None:
        query = query.where(col(SessionRow.mode) == mode)
    keys = (
        SortKey(col(SessionRow.started_at), descending=True),
        SortKey(col(SessionRow.id), descending=True),
    )
    rows = (await db.execute(paged(query, keys, page))).scalars().all()
    return cut(rows, lambda row: (row.started_at, row.id), page)


async def list_overdue(db: AsyncSession, *, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(learner id, session id) of sessions whose time is up and that nobody finished."""
    query = (
        select(col(SessionRow.learner_id), col(SessionRow.id))
        .where(col(SessionRow.ends_at) <= now, col(SessionRow.finished_at).is_(None))
        .order_by(col(SessionRow.ends_at))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in (await db.execute(query)).all()]


async def list_shared_ids(db: AsyncSession, learner_id: UUID, other_id: UUID) -> list[UUID]:
    """The ids of sessions that both learners have."""
    theirs = select(col(SessionRow.id)).where(col(SessionRow.learner_id) == other_id)
    query = select(col(SessionRow.id)).where(
        col(SessionRow.learner_id) == learner_id, col(SessionRow.id).in_(theirs)
    )
    return list((await db.execute(query)).scalars())


async def copy_all(db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID) -> None:
    """Give the learner another one's sessions, but for ids that they have already."""
    await copy_rows(db, SessionRow, owner="learner_id", from_owner=from_learner_id, to=learner_id)


async def add_right(
    db: AsyncSession, changes: Mapping[tuple[UUID, UUID], int], *, now: datetime
) -> None:
    """Let sessions, by (learner id, session id), count so many right answers more or less."""
    if changes:
        await db.execute(
            _ADD_RIGHT,
            [
                {"of_learner": key[0], "of_session": key[1], "more": more, "at": now}
                for key, more in changes.items()
            ],
        )


async def advance(
    db: AsyncSession,
    changed: Mapping[Key, tuple[Session, datetime]],
    replanned: Mapping[Key, Session],
) -> None:
    """Write where sessions stand, by (learner id, session id), since when, and the plans that have
    changed: most answers change none, and plans can be long."""
    await db.execute(
        _ADVANCE,
        [
            {
                "of_learner": learner_id,
                "of_session": session_id,
                "new_pending": pending_to_json(session.pending) if session.pending else None,
                "new_answered_count": session.answered_count,
                "new_right_count": session.right_count,
                "new_updated_at": at,
            }
            for (learner_id, session_id), (session, at) in changed.items()
        ],
    )
    if not replanned:
        return
    await db.execute(
        _REPLAN,
        [
            {
                "of_learner": learner_id,
                "of_session": session_id,
                "new_plan": [planned_to_json(planned) for planned in session.plan],
                "new_returning": [returning_to_json(card) for card in session.returning],
            }
            for (learner_id, session_id), session in replanned.items()
        ],
    )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every session of a learner, whose answers are gone already."""
    await db.execute(delete(SessionRow).where(col(SessionRow.learner_id) == learner_id))


_SESSIONS = SessionRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_UPDATE = update(_SESSIONS).where(
    _SESSIONS.c.learner_id == bindparam("of_learner"), _SESSIONS.c.id == bindparam("of_session")
)
_ADD_RIGHT = _UPDATE.values(
    right_count=_SESSIONS.c.right_count + bindparam("more"),
    updated_at=bindparam("at"),
    revision=_SESSIONS.c.revision + 1,
)
_ADVANCE = _UPDATE.values(
    pending=bindparam("new_pending"),
    answered_count=bindparam("new_answered_count"),
    right_count=bindparam("new_right_count"),
    updated_at=bindparam("new_updated_at"),
    revision=_SESSIONS.c.revision + 1,
)
_REPLAN = _UPDATE.values(plan=bindparam("new_plan"), returns=bindparam("new_returning"))
