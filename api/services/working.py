"""Long work, done in two steps: prepare as long as it takes, then write in one transaction.

Preparing runs outside any transaction and reports its progress; what it gives back writes the
effect in the same transaction that marks the operation done. A worker that dies in between has
written nothing, and another takes over when the lease runs out. Work whose steps stand for
themselves may write while it prepares, step by step, each in a transaction that `hold`s the
operation, if doing a step again does no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from db import events, learners, operations
from db.engine import Database
from db.failures import as_quiz_error
from db.operations import OperationRow, OperationStatus
from quiz.errors import Conflict, Invalid, QuizError

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
GIVING_BACK_SECONDS = 5.0

log = structlog.get_logger("recite.worker")

Write = Callable[[AsyncSession], Awaitable[dict[str, Any]]]
Clock = Callable[[], datetime]


class Report(Protocol):
    """Tells how far the work is: `done` of `total` items. Raises `Cancelled`."""

    async def __call__(self, done: int, total: int | None) -> None: ...


class Prepare(Protocol):
    """Reads and checks everything, and gives what then writes it and returns the result."""

    async def __call__(
        self, operation: OperationRow, report: Report, *, now: datetime
    ) -> Write: ...


class Cancelled(Exception):
    """Somebody asked for the work to stop, or another worker has taken it over."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Does the operations of one database, one at a time."""

    database: Database
    kinds: Mapping[str, Prepare]
    clock: Clock

    async def work_once(self) -> bool:
        """Do the oldest pending operation; false when there is none, or the database failed.

        Work that the database interrupts keeps its lease: another attempt follows when that runs
        out. Work that the end of the worker interrupts is given back at once.
        """
        now = self.clock()
        async with self.database.writing() as db:
            operation = await operations.claim(db, now=now, lease_ends_at=now + LEASE)
        if operation is None:
            return False
        log.info("operation_started", operation_id=str(operation.id), kind=operation.kind)
        try:
            await self._attempt(operation)
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(operation))
            raise
        except Exception as error:
            if as_quiz_error(error) is None:
                raise
            told = {"operation_id": str(operation.id), "error": type(error).__name__}
            log.warning("operation_interrupted", **told)
            return False
        return True

    async def _attempt(self, operation: OperationRow) -> None:
        """Do the work and mark its end, whatever that is. Raises what the database failed with."""
        try:
            await self._do(operation)
        except Cancelled:
            await self._end(operation, OperationStatus.CANCELLED)
        except QuizError as error:
            await self._end(operation, OperationStatus.FAILED, problem=_problem(error))
        except Exception as error:
            if as_quiz_error(error) is not None:
                raise
            log.exception("operation_failed", operation_id=str(operation.id))
            unexpected = {"title": "The service failed", "detail": "It was logged.", "errors": []}
            await self._end(operation, OperationStatus.FAILED, problem=unexpected)

    async def _do(self, operation: OperationRow) -> None:
        if operation.attempts > MAX_ATTEMPTS:
            raise Conflict(f"The work was given up after {MAX_ATTEMPTS} attempts.")

        async def report(done: int, total: int | None) -> None:
            await self._report(operation, done, total)

        write = await self.kinds[operation.kind](operation, report, now=self.clock())
        async with self.database.writing() as db:
            if operation.learner_id is not None:
                # Erasing takes the learner first, then their operations.
                await learners.lock(db, [operation.learner_id])
            row = await hold(db, operation)
            row.result = await write(db)
            _end_row(db, row, OperationStatus.SUCCEEDED, now=self.clock())

    async def _report(self, operation: OperationRow, done: int, total: int | None) -> None:
        now = self.clock()
        async with self.database.writing() as db:
            row = await hold(db, operation)
            row.done_count, row.total_count = done, total
            row.lease_ends_at = now + LEASE
            row.updated_at = now
            row.revision += 1

    async def _end(
        self,
        operation: OperationRow,
        status: OperationStatus,
        *,
        problem: dict[str, Any] | None = None,
    ) -> None:
        async with self.database.writing() as db:
            row = await operations.lock(db, operation.id)
            if row is None or not _is_held(row, operation):
                return
            row.problem = problem
            _end_row(db, row, status, now=self.clock())

    async def _give_back(self, operation: OperationRow) -> None:
        """Let the next worker begin at once; this attempt does not count."""
        try:
            async with asyncio.timeout(GIVING_BACK_SECONDS), self.database.writing() as db:
                row = await operations.lock(db, operation.id)
                if row is None or not _is_held(row, operation):
                    return
                if row.cancel_requested_at is not None:
                    _end_row(db, row, OperationStatus.CANCELLED, now=self.clock())
                    return
                row.status = OperationStatus.PENDING
                row.attempts -= 1
                row.lease_ends_at = None
                row.updated_at = self.clock()
                row.revision += 1
        except Exception:
            # Its lease runs out instead.
            log.exception("operation_not_given_back", operation_id=str(operation.id))


async def hold(db: AsyncSession, operation: OperationRow) -> OperationRow:
    """The operation, held for the rest of the transaction. Raises `Cancelled`."""
    row = await operations.lock(db, operation.id)
    if row is None or not _is_held(row, operation) or row.cancel_requested_at is not None:
        raise Cancelled
    return row


def _is_held(row: OperationRow, operation: OperationRow) -> bool:
    """Whether the operation is still this worker's own."""
    return row.attempts == operation.attempts and row.status is OperationStatus.RUNNING


def _end_row(
    db: AsyncSession, row: OperationRow, status: OperationStatus, *, now: datetime
) -> None:
    """Mark the end, and tell of it."""
    row.status = status
    row.upload = None
    row.lease_ends_at = None
    row.finished_at = now
    row.updated_at = now
    row.revision += 1
    owner_id = row.workspace_id or row.learner_id
    assert owner_id is not None
    events.add(
        db,
        id=new_id(now),
        type=f"operation.{status.value}",
        data={"operation_id": str(row.id), "kind": row.kind},
        now=now,
        owner_id=owner_id,
        workspace_id=row.workspace_id,
    )
    log.info("operation_ended", operation_id=str(row.id), status=status.value)


def _problem(error: QuizError) -> dict[str, Any]:
    faults = error.faults if isinstance(error, Invalid) else ()
    return {
        "title": error.title,
        "detail": error.detail,
        "errors": [{"pointer": f.pointer, "detail": f.message} for f in faults],
    }


def cancel(db: AsyncSession, row: OperationRow, *, now: datetime) -> None:
    """Ask for the work to stop: at once when it has not begun, else at its next step.

    The caller holds the row's lock. Raises `Conflict` when the work is over.
    """
    match row.status:
        case OperationStatus.PENDING:
            row.cancel_requested_at = now
            _end_row(db, row, OperationStatus.CANCELLED, now=now)
        case OperationStatus.RUNNING:
            row.cancel_requested_at = row.cancel_requested_at or now
            row.updated_at = now
            row.revision += 1
        case OperationStatus.CANCELLED:
            pass
        case _:
            raise Conflict(f"The operation is over: it has {row.status.value}.")
