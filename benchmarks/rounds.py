"""Rounds of answering: sides take turns on one database, so that what else the machine does weighs
on all of them alike."""

import argparse
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import classroom
import load
from classroom import QUESTIONS, Prepare, Room
from postgres import Postgres, postgres
from services import Service
from sides import SIDES, Side
from sqlalchemy import text

from db import engine, migrating
from db.engine import Database

MOST_PER_SECOND = 6_000
"""What is prepared for: more answers than any side takes in a second."""

WARM_UP = 1_000
"""Answers before the clock starts: as many as the deck has cards, so that what a side keeps of
them is kept."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one side did in one round; CPU in µs per answer, `refused` the errors it met answers
    with, which were then sent again."""

    per_second: float
    server_cpu: float
    database_cpu: float
    client_cpu: float
    p50_ms: float
    p99_ms: float
    refused: int = 0

    @property
    def cpu(self) -> float:
        """Of the server and the database."""
        return self.server_cpu + self.database_cpu


@dataclass(frozen=True, slots=True)
class Place:
    """A migrated database to measure on, with a deck in it."""

    kind: str
    url: str
    database: Database
    room: Room
    cpu_seconds: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Home:
    """Where databases are made: SQLite files in a folder, others on a server."""

    folder: Path
    server: Postgres | None
    kinds: tuple[str, ...]

    async def make(self, kind: str, name: str) -> tuple[str, Callable[[], float]]:
        """The URL of a new database, and what tells its processor time: SQLite works within the
        process that uses it."""
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{self.folder / name}.sqlite", float
        assert self.server is not None
        return await self.server.create(name), self.server.cpu_seconds


@contextmanager
def home(kinds: Collection[str]) -> Iterator[Home]:
    """A home for databases of these kinds (`sqlite`, `postgres`), as long as the block runs."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="recite-bench-"))
        server = stack.enter_context(postgres()) if "postgres" in kinds else None
        yield Home(Path(folder), server, tuple(kinds))


async def settle(database: Database) -> None:
    """Let Postgres know how its rows are spread, as autovacuum does after a while."""
    if database.is_sqlite:
        return
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("SET statement_timeout = 0"))
        await alone.execute(text("VACUUM (ANALYZE)"))
        await alone.execute(text("RESET statement_timeout"))


@asynccontextmanager
async def place(home: Home, kind: str, name: str, *, cards: int = 1_000) -> AsyncIterator[Place]:
    """A fresh database with a deck of so many cards."""
    url, cpu = await home.make(kind, name)
    database = engine.connect(url)
    try:
        await migrating.upgrade(database)
        room = await classroom.fill(database, card_count=cards)
        await settle(database)
        yield Place(kind, url, database, room, cpu)
    finally:
        await database.dispose()


async def answer(
    place: Place,
    service: Service,
    *,
    clients: int,
    seconds: float = 3_600,
    answers: int | None = None,
    prepare: Prepare = classroom.prepare,
) -> Round:
    """One round of so many fresh learners, for so long or for so many answers."""
    expected = min(answers or 10**9, int(seconds * MOST_PER_SECOND))
    each = 2 + int(1.2 * expected / clients / QUESTIONS)
    pupils, book = await prepare(place.database, place.room, clients=clients, each=each)
    server, database = service.cpu_seconds(), place.cpu_seconds()
    done = load.run(service.url, pupils, book, seconds=seconds, answers=answers or 10**9)
    server, database = service.cpu_seconds() - server, place.cpu_seconds() - database
    return Round(
        per_second=done.per_second,
        server_cpu=1e6 * server / done.answers,
        database_cpu=1e6 * database / done.answers,
        client_cpu=1e6 * done.client_cpu_seconds / done.answers,
        p50_ms=done.wait_ms(0.5),
        p99_ms=done.wait_ms(0.99),
        refused=done.refused,
    )


async def take_turns(
    place: Place,
    sides: Sequence[Side],
    *,
    rounds: int,
    clients: int,
    seconds: float,
    warm_up: int = WARM_UP,
    progress: Callable[[str], None] = print,
) -> dict[str, list[Round]]:
    """The rounds of each side by its name. Each side has answered before the clock starts, and
    which of them begins changes from round to round."""
    found: dict[str, list[Round]] = {side.name: [] for side in sides}
    with ExitStack() as stack:
        services = {s.name: stack.enter_context(s.serves(place.url)) for s in sides}

        async def one_of(side: Side, *, answers: int | None = None) -> Round:
            return await answer(
                place,
                services[side.name],
                clients=clients,
                seconds=seconds if answers is None else 3_600,
                answers=answers,
                prepare=side.prepare,
            )

        for side in sides:
            await one_of(side, answers=warm_up)
        for number in range(rounds):
            for side in sides if number % 2 == 0 else reversed(sides):
                one = await one_of(side)
                found[side.name].append(one)
                progress(f"{place.kind}, {clients} learners, {side.name}: {told(one)}")
    return found


def told(one: Round) -> str:
    """The round in one line."""
    return (
        f"{one.per_second:,.0f} answers/s; CPU per answer: server {one.server_cpu:,.0f} µs, "
        f"database {one.database_cpu:,.0f} µs, client {one.client_cpu:,.0f} µs; "
        f"p50 {one.p50_ms:.1f} ms, p99 {one.p99_ms:.1f} ms; "
        f"{one.refused} errors"
    )


def middle(rounds: Sequence[Round], what: Callable[[Round], float]) -> float:
    """The median of something over the rounds."""
    return median(what(one) for one in rounds)


async def measure_alone(asked: argparse.Namespace) -> None:
    """Rounds of one side on a database of its own, printed one by one."""
    with home([asked.database]) as at:
        async with place(at, asked.database, "alone") as where:
            with SIDES[asked.side].serves(where.url, workers=asked.workers) as service:
                await answer(where, service, clients=asked.clients, answers=WARM_UP)
                for _ in range(asked.rounds):
                    one = await answer(where, service, clients=asked.clients, answers=asked.answers)
                    print(told(one), flush=True)
