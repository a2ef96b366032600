"""Long work: prepared outside, written in one transaction, held by a lease."""

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api import worker as process
from api.services import working
from api.services.working import LEASE, MAX_ATTEMPTS, Worker
from db import operations
from db.engine import Database
from db.operations import MOST_WAITING, OperationRow, OperationStatus
from quiz.errors import Conflict, Invalid

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Work:
    """A kind of work that counts its writes, and can fail or wait on the way."""

    database: Database
    fails_with: Exception | None = None
    fails_in_write: Exception | None = None
    steps: int = 3
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, operation: OperationRow, report: Any, *, now: datetime) -> Any:
        for step in range(self.steps):
            await report(step, self.steps)
        self.reached.set()
        await self.may_go_on.wait()
        await report(self.steps, self.steps)
        if self.fails_with is not None:
            raise self.fails_with

        async def write(db: Any) -> dict[str, Any]:
            await db.execute(text("INSERT INTO effects VALUES (1)"))
            if self.fails_in_write is not None:
                raise self.fails_in_write
            return {"made": 1}

        return write


@pytest.fixture
def work(database: Database) -> Work:
    made = Work(database)
    made.may_go_on.set()
    return made


async def submit(database: Database, seeds: Any) -> Any:
    row = OperationRow(
        id=seeds.id(),
        workspace_id=seeds.workspace_id,
        kind="count",
        status=OperationStatus.PENDING,
        parameters={},
        upload=b"x",
        created_at=NOW,
        updated_at=NOW,
    )
    async with database.writing() as db:
        await db.execute(text("CREATE TABLE IF NOT EXISTS effects (n INTEGER)"))
        db.add(row)
    return row.id


def worker(work: Work, at: datetime = NOW) -> Worker:
    return Worker(work.database, {"count": work}, lambda: at)


async def cancel(db: Any, id: Any) -> None:
    row = await operations.lock(db, id)
    assert row is not None
    working.cancel(db, row, now=NOW)


async def told(database: Database) -> list[str]:
    async with database.reading() as db:
        return list((await db.execute(text("SELECT type FROM events"))).scalars())


async def read(database: Database, id: Any) -> tuple[OperationRow, int]:
    async with database.reading() as db:
        row = await operations.find(db, id)
        count = (await db.execute(text("SELECT count(*) FROM effects"))).scalar_one()
    assert row is not None
    return row, count


async def test_work_is_done_once(database: Database, seeds: Any, work: Work) -> None:
    id = await submit(database, seeds)
    assert await worker(work).work_once()
    assert not await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, row.result, effects) == (OperationStatus.SUCCEEDED, {"made": 1}, 1)
    assert (row.done_count, row.total_count, row.upload) == (3, 3, None)


async def test_bad_work_fails_with_its_problem(database: Database, seeds: Any, work: Work) -> None:
    id = await submit(database, seeds)
    work.fails_with = Invalid("The deck is not valid.")
    await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, effects) == (OperationStatus.FAILED, 0)
    assert row.problem["detail"] == "The deck is not valid."


async def test_a_bug_in_the_work_writes_nothing(database: Database, seeds: Any, work: Work) -> None:
    id = await submit(database, seeds)
    work.fails_in_write = RuntimeError("a bug")
    await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, effects) == (OperationStatus.FAILED, 0)
    assert "a bug" not in str(row.problem)


async def test_work_shows_its_progress_and_can_be_cancelled(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    work.may_go_on.clear()
    running = asyncio.create_task(worker(work).work_once())
    await work.reached.wait()
    row, _ = await read(database, id)
    assert (row.status, row.done_count, row.total_count) == (OperationStatus.RUNNING, 2, 3)
    async with database.writing() as db:
        await cancel(db, id)
    work.may_go_on.set()
    await running
    row, effects = await read(database, id)
    assert (row.status, effects) == (OperationStatus.CANCELLED, 0)


async def test_work_that_has_not_begun_is_cancelled_at_once(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    async with database.writing() as db:
        await cancel(db, id)
    assert not await worker(work).work_once()
    assert (await read(database, id))[0].status is OperationStatus.CANCELLED
    assert await told(database) == ["operation.cancelled"]


async def test_work_that_is_over_cannot_be_cancelled(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    await worker(work).work_once()
    with pytest.raises(Conflict):
        async with database.writing() as db:
            await cancel(db, id)


async def test_another_worker_takes_over_when_the_lease_is_over(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    work.may_go_on.clear()
    lost = asyncio.create_task(worker(work).work_once())
    await work.reached.wait()
    assert not await worker(work, NOW + LEASE - timedelta(seconds=1)).work_once()
    second = Work(database)
    second.may_go_on.set()
    assert await worker(second, NOW + LEASE + timedelta(seconds=1)).work_once()
    work.may_go_on.set()
    await lost
    row, effects = await read(database, id)
    assert (row.status, row.attempts, effects) == (OperationStatus.SUCCEEDED, 2, 1)


async def test_work_that_kills_its_workers_is_given_up(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    async with database.writing() as db:
        row = await operations.lock(db, id)
        row.attempts = MAX_ATTEMPTS
    await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, effects) == (OperationStatus.FAILED, 0)


async def test_ten_workers_do_ten_works_once_each(database: Database, seeds: Any) -> None:
    ids = [await submit(database, seeds) for _ in range(10)]
    works = [Work(database, steps=1) for _ in ids]
    for work in works:
        work.may_go_on.set()
    await asyncio.gather(*(worker(work).work_once() for work in works))
    rows = [(await read(database, id))[0] for id in ids]
    assert {row.attempts for row in rows} == {1}
    assert (await read(database, ids[0]))[1] == 10


@pytest.mark.parametrize("place", ["fails_with", "fails_in_write"])
async def test_work_that_the_database_interrupts_is_tried_again(
    database: Database, seeds: Any, work: Work, place: str
) -> None:
    id = await submit(database, seeds)
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorname = "SQLITE_BUSY"
    setattr(work, place, OperationalError("INSERT", {}, locked))
    assert not await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, row.upload, effects) == (OperationStatus.RUNNING, b"x", 0)
    setattr(work, place, None)
    assert not await worker(work).work_once()
    assert await worker(work, NOW + LEASE + timedelta(seconds=1)).work_once()
    row, effects = await read(database, id)
    assert (row.status, row.attempts, effects) == (OperationStatus.SUCCEEDED, 2, 1)


async def test_a_worker_that_is_stopped_gives_its_work_back(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    work.may_go_on.clear()
    stopped = asyncio.create_task(worker(work).work_once())
    await work.reached.wait()
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    row, effects = await read(database, id)
    assert (row.status, row.attempts, effects) == (OperationStatus.PENDING, 0, 0)
    work.may_go_on.set()
    assert await worker(work).work_once()
    row, effects = await read(database, id)
    assert (row.status, row.attempts, effects) == (OperationStatus.SUCCEEDED, 1, 1)


async def test_a_worker_that_is_stopped_ends_work_that_was_to_be_cancelled(
    database: Database, seeds: Any, work: Work
) -> None:
    id = await submit(database, seeds)
    work.may_go_on.clear()
    stopped = asyncio.create_task(worker(work).work_once())
    await work.reached.wait()
    async with database.writing() as db:
        await cancel(db, id)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert (await read(database, id))[0].status is OperationStatus.CANCELLED


async def test_a_bug_in_one_step_does_not_end_the_others() -> None:
    steps = 0
    third = asyncio.Event()

    async def step() -> bool:
        nonlocal steps
        steps += 1
        if steps == 3:
            third.set()
        raise RuntimeError("a bug")

    repeated = asyncio.create_task(process.repeat(step, 0))
    await asyncio.wait_for(third.wait(), 10)
    repeated.cancel()
    with pytest.raises(asyncio.CancelledError):
        await repeated


async def test_work_that_is_asked_for_at_once_finds_no_more_room(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()

    async def ask() -> Any:
        async with database.writing() as db:
            return await operations.add(
                db,
                id=seeds.id(),
                learner_id=learner,
                created_by=None,
                kind="probe",
                parameters={},
                now=NOW,
            )

    asked = [ask() for _ in range(MOST_WAITING + 3)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in found) == 3
    assert sum(isinstance(one, OperationRow) for one in found) == MOST_WAITING
