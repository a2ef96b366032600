"""What the due queue costs: 20 cards and the capped count at 10,000 and at 1,000,000 memories.

    python benchmarks/due_queue.py                 on SQLite and on a throw-away Postgres
    python benchmarks/due_queue.py --explain       the plans, too

Three databases each: one learner with 10,000 memories and nobody else; such a learner among 100, so
that there are 1,000,000 memories; and one learner with 1,000,000. Half of the memories are due.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import due_counts, engine, migrating, queues
from db.engine import Database
from db.queues import QueueFilter

HERE = Path(__file__).resolve().parent
SERVER = HERE.parent / "tests" / "postgres_server.py"
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DECKS = 4
ROUNDS = 200
CAP = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many learners there are, and of how many cards each has a memory."""

    name: str
    learners: int
    cards: int


SIZES = (
    Size("10,000 memories", 1, 10_000),
    Size("1,000,000 memories of 100 learners", 100, 10_000),
    Size("1,000,000 memories of one learner", 1, 1_000_000),
)
Query = Callable[[AsyncSession], Awaitable[object]]


def learner_id(number: int) -> UUID:
    return UUID(int=(1 << 96) + number)


def deck_id(number: int) -> UUID:
    return UUID(int=(2 << 96) + number)


async def fill(database: Database, size: Size) -> None:
    """Make the rows inside the database, in no order of days."""
    lite = database.is_sqlite
    row = "json_object()" if lite else "'{}'::jsonb"
    tags = "json_array()" if lite else "'[]'::jsonb"
    series = (
        "WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {0} - 1) "
        "SELECT n FROM s"
        if lite
        else "SELECT n FROM generate_series(0, {0} - 1) AS s(n)"
    )
    card = (
        "printf('%032x', n * 7919 + 1)"
        if lite
        else "lpad(to_hex(n::bigint * 7919 + 1), 32, '0')::uuid"
    )
    deck = _numbered(lite, 2, f"n % {DECKS}")
    whose = _numbered(lite, 1, "m")
    due = "date('2023-06-05', '+' || ((n * 7907 + m * 31) % 2003) || ' days')"
    if not lite:
        due = "DATE '2023-06-05' + ((n::bigint * 7907 + m * 31) % 2003)::int"
    at = "'2026-01-01 00:00:00'"
    no, yes = ("0", "1") if lite else ("false", "true")
    async with database.writing() as db:
        if lite:
            await db.execute(text("PRAGMA defer_foreign_keys = 1"))
        else:
            await db.execute(text("SET LOCAL statement_timeout = 0"))
        for statement in (
            f"INSERT INTO workspaces (id, name, kind, created_at, updated_at, revision) "
            f"VALUES ({_numbered(lite, 3, '0')}, 'w', 'personal', {at}, {at}, 1)",
            f"INSERT INTO learners (id, kind, timezone, day_starts_at, change_number, created_at, "
            f"updated_at, revision) "
            f"SELECT {_numbered(lite, 1, 'n')}, 'guest', 'UTC', 4, 0, {at}, {at}, 1 "
            f"FROM ({series.format(size.learners)}) AS t",
            f"INSERT INTO decks (id, workspace_id, title, tags, visibility, answers_public, "
            f"appeal_policy, study_defaults, card_count, words, change_number, created_at, "
            f"updated_at, revision) SELECT {_numbered(lite, 2, 'n')}, "
            f"{_numbered(lite, 3, '0')}, 'd', {tags}, 'public', "
            f"{yes}, 'count_at_once', {row}, 0, '', 0, {at}, {at}, 1 "
            f"FROM ({series.format(DECKS)}) AS t",
            f"INSERT INTO cards (id, deck_id, position, kind, version, tags, source_metadata, "
            f"prompt_words, answer_words, change_number, created_at, updated_at, revision) "
            f"SELECT {card}, {deck}, n, 'typed', 1, {tags}, {row}, '', '', 0, {at}, {at}, 1 "
            f"FROM ({series.format(size.cards)}) AS t",
            f"INSERT INTO memories (learner_id, card_id, deck_id, review_count, right_count, "
            f"lapse_count, state, interval_days, due_on, queue_on, is_leech, is_suspended, "
            f"fold_version, change_number, updated_at, revision) "
            f"SELECT {whose}, {card}, {deck}, 1, 1, 0, "
            f"'review', 9, {due}, {due}, {no}, {no}, 1, 0, {at}, 1 "
            f"FROM ({series.format(size.cards)}) AS t, "
            f"({_many(lite, size.learners)}) AS u",
        ):
            await db.execute(text(statement))


def _numbered(lite: bool, sort: int, number: str) -> str:
    """SQL for the id of a thing by its number."""
    if lite:
        return f"'{sort:08x}' || printf('%024x', {number})"
    return f"('{sort:08x}' || lpad(to_hex(({number})::int), 24, '0'))::uuid"


def _many(lite: bool, learners: int) -> str:
    if not lite:
        return f"SELECT m FROM generate_series(0, {learners} - 1) AS r(m)"
    more = f"SELECT m + 1 FROM r WHERE m < {learners} - 1"
    return f"WITH RECURSIVE r(m) AS (SELECT 0 UNION ALL {more}) SELECT m FROM r"


def questions() -> dict[str, Query]:
    """What is asked, by its name."""
    found: dict[str, Query] = {}
    every = [deck_id(number) for number in range(DECKS)]
    for name, decks in (("all decks", every), ("one deck", every[:1])):

        async def due(db: AsyncSession, decks: list[UUID] = decks) -> object:
            return await queues.list_due(
                db,
                QueueFilter(deck_ids=decks),
                learner_id=learner_id(0),
                today=TODAY,
                now=NOW,
                limit=20,
            )

        async def count(db: AsyncSession, decks: list[UUID] = decks) -> object:
            return await due_counts.list_due(
                db, learner_id=learner_id(0), deck_ids=decks, today=TODAY, now=NOW, cap=CAP
            )

        found |= {f"20 due, {name}": due, f"capped count, {name}": count}
    return found


async def measure(databases: list[Database]) -> dict[str, list[float]]:
    """Milliseconds by what was asked, the median of many rounds for each of the databases, which
    take turns, so that what else the machine does weighs on all of them alike."""
    found = {}
    for name, query in questions().items():
        times: list[list[float]] = [[] for _ in databases]
        for _ in range(ROUNDS):
            for place, database in enumerate(databases):
                async with database.reading() as db:
                    await db.execute(text("SELECT 1"))
                    begin = time.perf_counter()
                    await query(db)
                    times[place].append(time.perf_counter() - begin)
        found[name] = [1_000 * median(each) for each in times]
    return found


async def explain(database: Database, query: Query) -> None:
    """Print how the database goes about the query."""

    async with database.reading() as db:
        run = db.execute

        async def shown(statement: object, *rest: object) -> object:
            told = str(
                statement.compile(  # type: ignore[attr-defined]
                    database.engine.sync_engine,
                    compile_kwargs={"literal_binds": True},
                )
            )
            how = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN (ANALYZE, BUFFERS) "
            for row in await run(text(how + told.replace(":", r"\:"))):
                print("   ", row[-1])
            return await run(statement, *rest)  # type: ignore[call-overload]

        db.execute = shown  # type: ignore[method-assign,assignment]
        await query(db)


def main(explains: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="recite-due-"))
    subprocess.run([sys.executable, SERVER, "start", folder, str(os.getpid())], check=True)
    try:
        print(table(asyncio.run(run(folder, explains))))
    finally:
        subprocess.run([sys.executable, SERVER, "stop", folder], check=False)


async def run(folder: Path, explains: bool) -> dict[str, dict[str, list[float]]]:
    found = {}
    for kind in ("SQLite", "Postgres"):
        databases = []
        for place, size in enumerate(SIZES):
            url = f"sqlite+aiosqlite:///{folder / f'{place}.sqlite'}"
            if kind == "Postgres":
                url = f"postgresql+asyncpg://postgres@/bench{place}?host={folder / 'socket'}"
                await make(url, f"bench{place}")
            databases.append(await filled(engine.connect(url), size))
            if explains:
                print(f"\n{kind}, {size.name}", flush=True)
                for query in questions().values():
                    await explain(databases[-1], query)
        found[kind] = await measure(databases)
        print(kind, found[kind], flush=True)
        for database in databases:
            await database.dispose()
    return found


async def filled(database: Database, size: Size) -> Database:
    """The database with its rows; Postgres keeps them as autovacuum would leave them after a while,
    and knows how they are spread."""
    await migrating.upgrade(database)
    await fill(database, size)
    if not database.is_sqlite:
        async with database.engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text("SET statement_timeout = 0"))
            await alone.execute(text("VACUUM (ANALYZE)"))
            await alone.execute(text("RESET statement_timeout"))
    return database


async def make(url: str, name: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(
        url.replace("+asyncpg", "").replace(f"/{name}?", "/postgres?")
    )
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    await connection.close()


def table(results: dict[str, dict[str, list[float]]]) -> str:
    """Medians in milliseconds, and how many times those of the small database."""
    lines = [f"\n| | {' | '.join(size.name for size in SIZES)} |", "|---|---|---|---|"]
    for kind, found in results.items():
        for asked, times in found.items():
            cells = [f"{each:.2f} ms ({each / times[0]:.2f})" for each in times]
            lines.append(f"| {kind}: {asked} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--explain", action="store_true")
    main(parser.parse_args().explain)
