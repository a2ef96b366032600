"""Fits the parameters of FSRS to a learner's own reviews, in the worker."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import enrolling
from api.services.computing import compute
from api.services.working import Prepare, Report
from db import deck_settings, events, fits, learners, operations, review_logs
from db.engine import Database
from db.fits import FitRow
from db.operations import OperationRow
from quiz.access import Caller, Scope
from quiz.scheduling import optimizing
from quiz.scheduling.optimizing.fits import Fit
from quiz.scheduling.settings import SchedulerName
from schemas import fits as fit_schemas

KIND = "fit"

Write = Callable[[AsyncSession], Awaitable[dict[str, Any]]]


async def accept(
    db: AsyncSession, caller: Caller, learner_id: UUID, *, now: datetime
) -> OperationRow:
    """The operation that will fit the learner's parameters.

    Raises like `enrolling.learner_to_see` and `operations.add`, and `Unavailable` where NumPy is
    not installed.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    optimizing.check_installed()
    return await operations.add(
        db,
        id=new_id(now),
        learner_id=learner.id,
        created_by=caller.writes_as,
        kind=KIND,
        parameters={},
        now=now,
    )


def preparer(database: Database) -> Prepare:
    """What reads the log and fits; what it gives back keeps the fit, and adopts it."""

    async def prepare(operation: OperationRow, report: Report, *, now: datetime) -> Write:
        optimizing.check_installed()
        from quiz.scheduling.optimizing import fitting

        learner_id = operations.learner_of(operation)
        async with database.reading() as db:
            log = await review_logs.read(db, learner_id=learner_id)
            used = await fits.find_adopted(db, learner_id=learner_id)
        current = None if used is None else used.parameters
        fit = await compute(
            lambda progress: fitting.fit(log, current=current, progress=progress), report
        )

        async def write(db: AsyncSession) -> dict[str, Any]:
            await learners.lock(db, [learner_id])
            row = _row(fit, operation, now)
            db.add(row)
            await db.flush()
            if fit.is_adopted:
                await _adopt(db, row, now=now)
            return fit_schemas.show(row).model_dump(mode="json")

        return write

    return prepare


def _row(fit: Fit, operation: OperationRow, now: datetime) -> FitRow:
    train, newest = fit.train, fit.newest
    return FitRow(
        learner_id=operations.learner_of(operation),
        id=new_id(now),
        operation_id=operation.id,
        made_by=operation.created_by,
        made_at=now,
        algorithm=fit.algorithm,
        parameters=list(fit.parameters),
        scored_count=fit.scored_count,
        train_before=None if train is None else train.before,
        train_after=None if train is None else train.after,
        newest_before=None if newest is None else newest.before,
        newest_after=None if newest is None else newest.after,
        refusal=fit.refusal,
    )


async def _adopt(db: AsyncSession, fit: FitRow, *, now: datetime) -> None:
    """Schedule every deck of the learner's by the fitted parameters, from the next review on."""
    deck_ids = await deck_settings.list_deck_ids(db, learner_id=fit.learner_id)
    found = await deck_settings.list_by_key(db, [(fit.learner_id, id) for id in deck_ids])
    for rows in found.values():
        settings = deck_settings.settings_of(rows[-1])
        if settings.scheduler is not SchedulerName.FSRS:
            continue
        fitted = replace(settings, parameters=tuple(fit.parameters), algorithm=fit.algorithm)
        await deck_settings.append(db, rows[-1], settings=fitted, fit_id=fit.id, now=now)
    learner = await learners.get(db, fit.learner_id)
    events.add(
        db,
        id=new_id(now),
        type="parameters.adopted",
        data={"learner_id": str(fit.learner_id), "fit_id": str(fit.id)},
        now=now,
        owner_id=fit.learner_id,
        workspace_id=learner.workspace_id,
    )
