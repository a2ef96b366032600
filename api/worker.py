"""The worker: does long work, and keeps house.

It is a process of its own, beside any number that serve HTTP; several workers share the work.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from api.clock import clock_now
from api.services import (
    finishing,
    fitting,
    importing,
    regrading,
    regrading_answers,
    remembering,
    rescheduling,
    simulating,
)
from api.services.working import Prepare, Worker
from api.settings import Settings
from db import idempotency_keys, regrade_changes, sign_ins
from db.engine import Database, connect
from db.failures import as_quiz_error

POLL_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 30.0

log = structlog.get_logger("recite.worker")


def kinds_of(database: Database) -> dict[str, Prepare]:
    """Who does each kind of long work, over this database."""
    return {
        importing.KIND: importing.prepare_import,
        regrading.KIND: regrading_answers.preparer(database),
        fitting.KIND: fitting.preparer(database),
        simulating.KIND: simulating.preparer(database),
        rescheduling.KIND: rescheduling.preparer(database),
    }


async def run(settings: Settings, *, parent: int | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until `parent` is no longer the parent process.

    What is being prepared then is dropped and given back, for the next worker to do again.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    database = connect(settings.database_url, pool_size=2)
    worker = Worker(database, kinds_of(database), clock_now)
    log.info("worker_started")
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_watch(stop, parent))
            busy = [
                tasks.create_task(_remember_anew(database)),
                tasks.create_task(repeat(worker.work_once, POLL_SECONDS)),
                tasks.create_task(repeat(_Housekeeper(settings, database), HOUSEKEEPING_SECONDS)),
            ]
            await stop.wait()
            for task in busy:
                task.cancel()
    finally:
        await database.dispose()
        log.info("worker_stopped")


async def _remember_anew(database: Database) -> None:
    """Fold what an older version has folded, which takes until the last of it is done."""

    async def step() -> bool:
        return await remembering.refold_outdated(database, now=clock_now()) > 0

    await repeat(step, POLL_SECONDS, until_idle=True)


async def _watch(stop: asyncio.Event, parent: int | None) -> None:
    """Stop when the parent is gone, so that no worker outlives the service that started it."""
    while not stop.is_set():
        if parent is not None and os.getppid() != parent:
            stop.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)


class _Housekeeper:
    """Ends overdue sessions, and forgets what has expired."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    async def __call__(self) -> bool:
        now = clock_now()
        await finishing.finish_overdue(self.database, now=now)
        async with self.database.writing() as db:
            kept = timedelta(hours=self.settings.idempotency_hours)
            await idempotency_keys.remove_old(db, before=now - kept)
            await sign_ins.remove_expired(db, before=now)
            await regrade_changes.remove_abandoned(db)
        return False


async def repeat(
    step: Callable[[], Awaitable[bool]], pause_seconds: float, *, until_idle: bool = False
) -> None:
    """Take a step after the other, with a pause when there was nothing to do, or when it failed: a
    database that is away is waited for, and a bug in one step must not end the others.

    `until_idle` ends it when there was nothing to do.
    """
    while True:
        try:
            did_something = await step()
            if until_idle and not did_something:
                return
        except Exception as error:
            if as_quiz_error(error) is None:
                log.exception("step_failed")
            else:
                log.warning("database_away", error=type(error).__name__)
            did_something = False
        if not did_something:
            await asyncio.sleep(pause_seconds)
