"""Makes and changes learners, and gives frontends a token for one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing
from api.tokens import AccessTokens
from db import events, learner_zones, learners
from db.learners import LearnerKind, LearnerRow
from quiz.access import Caller, CallerKind, Scope
from quiz.errors import AlreadyExists, NotFound
from quiz.scheduling.study_days import check_timezone

TOKEN_SCOPES = frozenset({Scope.STUDY})


@dataclass(frozen=True, slots=True)
class LearnerWanted:
    """A learner to be made; `workspace_id` is the caller's own workspace when it is `None`."""

    workspace_id: UUID | None
    external_id: str | None
    name: str | None = None
    timezone: str = "UTC"
    day_starts_at: int = 4
    new_per_day: int | None = None
    due_per_day: int | None = None


async def enrol(
    db: AsyncSession, caller: Caller, wanted: LearnerWanted, *, now: datetime
) -> LearnerRow:
    """A new managed learner.

    Raises like `authorizing.workspace`, `Invalid` for an unknown time zone, `AlreadyExists` for
    an external id that the workspace uses.
    """
    row = await _new(db, caller, wanted, now=now)
    assert row.workspace_id is not None
    if row.external_id is not None:
        taken = await learners.find_external(db, row.external_id, workspace_id=row.workspace_id)
        if taken is not None:
            raise AlreadyExists(
                f"The workspace has a learner with the external id {row.external_id!r}; "
                "'PUT /v1/learners/external/…' gives that one."
            )
    db.add(row)
    await _tell(db, row, "learner.created", now=now)
    return row


async def ensure(
    db: AsyncSession,
    caller: Caller,
    external_id: str,
    starts: dict[str, Any],
    *,
    workspace_id: UUID | None,
    now: datetime,
) -> tuple[LearnerRow, bool]:
    """The workspace's learner of this external id, held, and whether it was made just now.

    However many ask at once, one learner is made, as `starts` says. Raises like `enrol`.
    """
    wanted = LearnerWanted(workspace_id=workspace_id, external_id=external_id, **starts)
    row, is_new = await learners.put_external(db, await _new(db, caller, wanted, now=now))
    if is_new:
        await _tell(db, row, "learner.created", now=now)
    return row, is_new


async def learner_to_see(
    db: AsyncSession, caller: Caller, learner_id: UUID, scope: Scope = Scope.LEARNERS_READ
) -> LearnerRow:
    """The caller's own learner, or a managed one of a workspace where they may (`scope`).

    Raises `NotFound`, or `Forbidden` for members whose role or key does not cover it.
    """
    row = await learners.find(db, learner_id)
    unknown = NotFound(f"There is no learner {str(learner_id)!r}.")
    if row is None:
        raise unknown
    if caller.learner_id == row.id:
        return row
    if row.workspace_id is None:
        raise unknown
    await authorizing.workspace(db, caller, row.workspace_id, scope, unknown=unknown)
    return row


async def learner_to_change(db: AsyncSession, caller: Caller, learner_id: UUID) -> LearnerRow:
    """The learner, held for the rest of the transaction. Raises like `learner_to_see`."""
    await learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    return await learners.hold(db, learner_id)


async def change(
    db: AsyncSession, row: LearnerRow, changes: dict[str, Any], *, now: datetime
) -> LearnerRow:
    """Apply a new name, time zone, rollover or limit; days already studied keep their dates."""
    if "timezone" in changes:
        check_timezone(changes["timezone"])
    changes = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changes:
        return row
    if {"timezone", "day_starts_at"} & set(changes):
        await learner_zones.end(db, row, now=now)
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = now
    row.revision += 1
    await _tell(db, row, "learner.updated", now=now)
    return row


async def token_for(
    db: AsyncSession,
    tokens: AccessTokens,
    caller: Caller,
    learner_id: UUID,
    *,
    lifetime: timedelta,
    now: datetime,
) -> str:
    """An access token that studies as this managed learner, and may set their name and time zone.

    Raises like `learner_to_see`, and `NotFound` for a learner whom no workspace manages.
    """
    row = await learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    if row.kind is not LearnerKind.MANAGED:
        raise NotFound(f"There is no managed learner {str(learner_id)!r}.")
    studies = Caller(
        kind=CallerKind.LEARNER_TOKEN,
        scopes=TOKEN_SCOPES,
        learner_id=row.id,
        workspace_id=row.workspace_id,
    )
    return tokens.issue(studies, now=now, lifetime=lifetime)


async def _new(
    db: AsyncSession, caller: Caller, wanted: LearnerWanted, *, now: datetime
) -> LearnerRow:
    check_timezone(wanted.timezone)
    workspace_id = await authorizing.workspace_to_use(
        db, caller, wanted.workspace_id, Scope.LEARNERS_WRITE
    )
    return LearnerRow(
        id=new_id(now),
        kind=LearnerKind.MANAGED,
        workspace_id=workspace_id,
        external_id=wanted.external_id,
        name=wanted.name,
        timezone=wanted.timezone,
        day_starts_at=wanted.day_starts_at,
        new_per_day=wanted.new_per_day,
        due_per_day=wanted.due_per_day,
        created_at=now,
        updated_at=now,
    )


async def _tell(db: AsyncSession, row: LearnerRow, type: str, *, now: datetime) -> None:
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={"learner_id": str(row.id)},
        now=now,
        owner_id=row.workspace_id or row.id,
        workspace_id=row.workspace_id,
    )
    await db.flush()
