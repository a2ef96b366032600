"""How transactions begin, and what SQLite is held to."""

import asyncio
import contextlib
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from db import engine, learners
from db.engine import Database, WrongPragma, connect


async def test_a_hundred_increments_at_once_make_a_hundred(database: Database) -> None:
    async with database.writing() as db:
        await db.execute(text("CREATE TABLE counters (n INTEGER)"))
        await db.execute(text("INSERT INTO counters VALUES (0)"))

    async def increment() -> None:
        async with database.writing() as db:
            lock = "" if database.is_sqlite else " FOR UPDATE"
            n = (await db.execute(text(f"SELECT n FROM counters{lock}"))).scalar_one()
            await db.execute(text("UPDATE counters SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(increment() for _ in range(100)))
    async with database.reading() as db:
        assert (await db.execute(text("SELECT n FROM counters"))).scalar_one() == 100


async def test_a_failing_block_leaves_nothing_behind(database: Database) -> None:
    async with database.writing() as db:
        await db.execute(text("CREATE TABLE things (n INTEGER)"))
    with pytest.raises(ZeroDivisionError):
        async with database.writing() as db:
            await db.execute(text("INSERT INTO things VALUES (1)"))
            _ = 1 / 0
    async with database.reading() as db:
        assert (await db.execute(text("SELECT count(*) FROM things"))).scalar_one() == 0


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.writing() as db:
        await db.execute(text("CREATE TABLE things (n INTEGER)"))
    async with database.writing() as writer:
        await writer.execute(text("INSERT INTO things VALUES (1)"))
        async with asyncio.timeout(2), database.reading() as reader:
            count = await reader.execute(text("SELECT count(*) FROM things"))
            assert count.scalar_one() == 0


async def test_a_reading_transaction_cannot_write_on_postgres(database: Database) -> None:
    if database.is_sqlite:
        return
    with pytest.raises(DBAPIError, match="read-only"):
        async with database.reading() as db:
            await db.execute(text("CREATE TABLE things (n INTEGER)"))


async def test_sqlite_is_durable_and_keeps_foreign_keys(fresh_sqlite_url: str) -> None:
    database = connect(fresh_sqlite_url)
    async with database.reading() as db:
        held = {
            name: (await db.execute(text(f"PRAGMA {name}"))).scalar() for name in engine.PRAGMAS
        }
    await database.dispose()
    assert held == engine.PRAGMAS


async def test_a_pragma_that_sqlite_does_not_take_stops_the_start(
    fresh_sqlite_url: str, monkeypatch: Any
) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "journal_mode", "bogus")
    database = connect(fresh_sqlite_url)
    with pytest.raises(WrongPragma, match="journal_mode"):
        await engine.check(database)
    await database.dispose()


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        connect("mysql://localhost/recite")


async def test_one_reading_sees_one_moment(database: Database) -> None:
    async with database.writing() as db:
        await db.execute(text("CREATE TABLE things (n INTEGER)"))
    async with database.reading() as reader:
        count = text("SELECT count(*) FROM things")
        before = (await reader.execute(count)).scalar_one()
        async with database.writing() as writer:
            await writer.execute(text("INSERT INTO things VALUES (1)"))
        assert (await reader.execute(count)).scalar_one() == before == 0


async def test_work_in_a_transaction_of_its_own_commits_or_rolls_back(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()

    async def take_number(db: AsyncSession) -> int:
        return (await learners.next_changes(db, [learner]))[learner]

    async def fail(db: AsyncSession) -> None:
        await take_number(db)
        raise LookupError("on purpose")

    assert await database.write_together(take_number) == 1
    with pytest.raises(LookupError):
        await database.write_together(fail)
    assert await database.write_together(take_number) == 2


async def test_reading_together_leaves_nothing_behind(database: Database, seeds: Any) -> None:
    learner = await seeds.learner()

    async def take_number(db: AsyncSession) -> int:
        return (await learners.next_changes(db, [learner]))[learner]

    with contextlib.suppress(DBAPIError):
        await database.read_together(take_number)
    assert await database.write_together(take_number) == 1


async def test_work_in_a_thread_waits_for_nothing_but_its_session(database: Database) -> None:
    if not database.is_sqlite:
        return

    async def sleeps(_db: AsyncSession) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="wait for its session"):
        await database.read_together(sleeps)
