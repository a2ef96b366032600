"""Learners are erased while others work on them: whoever writes takes the learner first."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from answered import answer
from sqlalchemy import text, update

from api.services import erasing, merging, remembering
from api.services.working import Worker
from db import learners, operations
from db.engine import Database
from db.memories import MemoryRow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_erasing_a_learner_and_ending_their_operation_wait_for_each_other(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    writes, holds = asyncio.Event(), asyncio.Event()

    async def prepare(*_: Any, **__: Any) -> Any:
        async def write(db: Any) -> dict[str, Any]:
            writes.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(holds.wait(), 1)
            await learners.lock(db, [learner])
            return {}

        return write

    async def erase() -> None:
        await writes.wait()
        async with database.writing() as db:
            row = await learners.hold(db, learner)
            holds.set()
            await erasing.erase(db, row, now=NOW)

    async with database.writing() as db:
        await operations.add(
            db,
            id=seeds.id(),
            learner_id=learner,
            created_by=None,
            kind="probe",
            parameters={},
            now=NOW,
        )
    worker = Worker(database, {"probe": prepare}, lambda: NOW)
    was_done, _ = await asyncio.gather(worker.work_once(), erase())
    assert was_done
    async with database.reading() as db:
        assert await learners.find(db, learner) is None
        assert (await db.execute(text("SELECT count(*) FROM operations"))).scalar_one() == 0


async def test_learners_are_erased_and_merged_while_their_memories_are_made_anew(
    database: Database, seeds: Any
) -> None:
    card = await seeds.card()
    own = [await seeds.learner() for _ in range(12)]
    for learner in own:
        await answer(database, seeds, learner, card)
    async with database.writing() as db:
        await db.execute(update(MemoryRow).values(fold_version=0))

    async def erase(learner: Any) -> None:
        async with database.writing() as db:
            await erasing.erase(db, await learners.hold(db, learner), now=NOW)

    async def merge(guest: Any, learner: Any) -> None:
        async with database.writing() as db:
            await merging.merge(db, guest_id=guest, learner_id=learner, now=NOW)

    await asyncio.gather(
        *(erase(learner) for learner in reversed(own[:4])),
        *(remembering.refold_outdated(database, now=NOW) for _ in range(3)),
        *(merge(own[11 - place], own[4 + place]) for place in range(4)),
    )
    async with database.reading() as db:
        left = (await db.execute(text("SELECT count(*) FROM learners"))).scalar_one()
        old = text("SELECT count(*) FROM memories WHERE fold_version = 0")
        assert (left, (await db.execute(old)).scalar_one()) == (4, 0)
