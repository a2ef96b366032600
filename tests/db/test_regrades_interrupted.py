"""Regrades that are cancelled, begun anew, broken by one answer, or met by merging and erasing."""

from typing import Any

import pytest
from regraded import (
    CARDS,
    LATER,
    answer_many,
    apply,
    ask,
    changes_of,
    check_whole,
    look,
    marks_given,
    read_operation,
    report_of,
    worker_of,
)
from sqlalchemy import select, update
from sqlmodel import col

from api.services import erasing, merging, regrading, working
from api.services.working import Cancelled, Worker
from api.worker import kinds_of
from db import learners, operations, regrade_changes, sessions, whole_answers
from db.answers import AnswerRow
from db.engine import Database
from db.operations import OperationStatus

SOME = 200


async def test_an_answer_that_breaks_the_grader_is_counted_and_the_rest_goes_on(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    _, whole = await look(seeds)
    async with database.writing() as db:
        row = (await db.execute(select(AnswerRow).limit(1))).scalar_one()
        here = (col(AnswerRow.learner_id) == row.learner_id, col(AnswerRow.id) == row.id)
        await db.execute(update(AnswerRow).where(*here).values(response={"format": "typed"}))
    dry_id, dry = await look(seeds)
    assert (dry.answers, dry.failed) == (SOME, 1)
    assert row.id not in {change.answer_id for change in await changes_of(database, dry_id)}
    assert whole.raised - dry.raised in (0, 1)


async def cancel_after(database: Database, operation: Any, steps: int) -> Any:
    """A worker in whose work somebody asks for the end after so many steps."""
    kind = kinds_of(database)[regrading.KIND]

    async def prepare(row: Any, report: Any, *, now: Any) -> Any:
        taken = 0

        async def reported(done: int, total: int | None) -> None:
            nonlocal taken
            taken += 1
            if taken == steps:
                async with database.writing() as db:
                    held = await operations.lock(db, row.id)
                    assert held is not None
                    working.cancel(db, held, now=now)
            await report(done, total)

        return await kind(row, reported, now=now)

    assert await Worker(database, {regrading.KIND: prepare}, lambda: LATER).work_once()
    return await read_operation(database, operation.id)


async def test_a_cancelled_dry_run_leaves_no_list(database: Database, seeds: Any) -> None:
    await answer_many(seeds, SOME)
    operation = await ask(seeds)
    ended = await cancel_after(database, operation, 2)
    assert ended.status is OperationStatus.CANCELLED
    assert regrading.list_of(ended) is None
    assert await changes_of(database, operation.id) != []
    async with database.writing() as db:
        await regrade_changes.remove_abandoned(db)
    assert await changes_of(database, operation.id) == []
    assert await marks_given(database) == []


async def test_a_dry_run_that_starts_over_lists_each_change_once(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    operation = await ask(seeds)
    await claim(database)

    async def die(done: int, total: int | None) -> None:
        raise Cancelled

    first = await read_operation(database, operation.id)
    with pytest.raises(Cancelled):
        await kinds_of(database)[regrading.KIND](first, die, now=LATER)
    assert await changes_of(database, operation.id) != []
    await let_lease_run_out(database, operation)
    assert await worker_of(database).work_once()
    report = await report_of(database, operation.id)
    numbers = sorted(row.number for row in await changes_of(database, operation.id))
    assert numbers == list(range(1, report.raised + 1))


async def test_what_was_applied_before_a_cancel_is_whole_and_the_rest_can_follow(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, 1_000)
    dry_id, dry = await look(seeds, policy="as_graded")
    listed = len(await changes_of(database, dry_id))
    wanted = {"policy": "as_graded", "dry_run_id": str(dry_id)}
    operation = await ask(seeds, **wanted)
    ended = await cancel_after(database, operation, 1)
    assert ended.status is OperationStatus.CANCELLED
    half = len(await marks_given(database))
    assert 0 < half < listed
    await check_whole(database)
    _, rest = await apply(seeds, dry_id, policy="as_graded")
    assert (rest.same, rest.raised + rest.lowered) == (half, listed - half)
    assert len(await marks_given(database)) == listed == dry.raised + dry.lowered
    await check_whole(database)


async def test_a_worker_that_starts_over_counts_its_own_marks(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, 1_000)
    dry_id, dry = await look(seeds, policy="as_graded")
    operation = await ask(seeds, policy="as_graded", dry_run_id=str(dry_id))
    await claim(database)

    async def die(done: int, total: int | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        await kinds_of(database)[regrading.KIND](
            await read_operation(database, operation.id), die, now=LATER
        )
    assert 0 < len(await marks_given(database)) < dry.raised + dry.lowered
    await let_lease_run_out(database, operation)
    assert await worker_of(database).work_once()
    report = await report_of(database, operation.id)
    assert (report.raised, report.lowered, report.same) == (dry.raised, dry.lowered, 0)
    assert len(await marks_given(database)) == dry.raised + dry.lowered


async def claim(database: Database) -> None:
    async with database.writing() as db:
        assert await operations.claim(db, now=LATER, lease_ends_at=LATER) is not None


async def let_lease_run_out(database: Database, operation: Any) -> None:
    async with database.writing() as db:
        row = await operations.lock(db, operation.id)
        assert row is not None
        row.lease_ends_at = row.created_at


async def test_a_worker_that_lost_its_operation_gives_no_mark(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, _ = await look(seeds)
    operation = await ask(seeds, dry_run_id=str(dry_id))
    await claim(database)
    slow = await read_operation(database, operation.id)
    await let_lease_run_out(database, operation)
    await claim(database)

    async def report(done: int, total: int | None) -> None: ...

    with pytest.raises(Cancelled):
        await kinds_of(database)[regrading.KIND](slow, report, now=LATER)
    assert await marks_given(database) == []


async def test_what_a_guest_gives_to_an_account_is_applied_there(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds)
    guest_id = (await changes_of(database, dry_id))[0].learner_id
    theirs = [row for row in await changes_of(database, dry_id) if row.learner_id == guest_id]
    account = await seeds.learner()
    async with database.writing() as db:
        await merging.merge(db, guest_id=guest_id, learner_id=account, now=LATER)
    _, real = await apply(seeds, dry_id)
    assert (real.answers, real.raised) == (dry.raised, dry.raised)
    given = {m.answer_id for m in await marks_given(database) if m.learner_id == account}
    assert given == {row.answer_id for row in theirs}
    await check_whole(database)


async def test_what_a_guest_has_in_common_with_the_account_gives_it_nothing(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, _ = await look(seeds)
    guest_id = (await changes_of(database, dry_id))[0].learner_id
    account = await seeds.learner()
    async with database.writing() as db:
        both = {"from_learner_id": guest_id, "learner_id": account}
        await sessions.copy_all(db, **both)
        await whole_answers.copy_all(db, **both, except_sessions=[])
        await merging.merge(db, guest_id=guest_id, learner_id=account, now=LATER)
    listed = {row.learner_id for row in await changes_of(database, dry_id)}
    assert not listed & {guest_id, account}


async def test_an_erased_learner_is_on_no_list(database: Database, seeds: Any) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds)
    gone = (await changes_of(database, dry_id))[0].learner_id
    async with database.writing() as db:
        await erasing.erase(db, await learners.hold(db, gone), now=LATER)
    rest = await changes_of(database, dry_id)
    assert gone not in {row.learner_id for row in rest}
    _, real = await apply(seeds, dry_id)
    assert (real.answers, dry.raised - real.raised) == (len(rest), dry.raised - len(rest))
    assert dry.raised - CARDS <= real.raised < dry.raised
