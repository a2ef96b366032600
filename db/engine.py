"""One engine per process, with two ways to begin: to read and to write.

SQLite: the driver's own transaction handling silently loses updates, so it is switched off and
`BEGIN` is sent by hand: plain for reads, `BEGIN IMMEDIATE` for writes, which then queue for the
write lock instead of failing when they upgrade. Postgres: reads are READ ONLY and see one moment
(REPEATABLE READ), as they do on SQLite: what is read first fits what is read last.
Source: sqlite.org, "Transaction" and "Write-Ahead Logging"; SQLAlchemy 2.1, "SQLite Transactions".
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from db import at_hand, kept
from db.at_hand import NOTHING, AtHand
from db.in_threads import Threads, Work
from db.kept import Kept
from db.unopened import Unopened

T = TypeVar("T")

BUSY_TIMEOUT_MS = 10_000
POOL_TIMEOUT_SECONDS = 10
STATEMENT_TIMEOUT_MS = 30_000
_WRITES = "recite_writes"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "trusted_schema": 0,
}
"""What every SQLite connection is set to, and reads back (`synchronous` 2 is FULL)."""


class WrongPragma(RuntimeError):
    """SQLite did not take a setting that durability or integrity rests on."""


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and its two ways to begin a transaction."""

    engine: AsyncEngine
    _reads: AsyncEngine
    _writes: AsyncEngine
    _threads: Threads | None = None
    _kept: Kept = field(default_factory=Kept)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; otherwise it is Postgres."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self, ahead: AtHand = NOTHING) -> AsyncIterator[AsyncSession]:
        """A session that only reads; it never waits for a writer and is rolled back at the end.

        What was read `ahead` is not read again; where that is all, nothing is opened.
        """
        info = self._kept.for_reading() | at_hand.info(ahead)
        async with Unopened(lambda: self._session(self._reads, info), info) as session:
            yield cast("AsyncSession", session)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session whose transaction commits at the end, or rolls back on any exception."""
        async with self._session(self._writes, self._kept.for_writing()) as session:
            async with session.begin():
                yield session
            kept.committed(session)

    async def read_together(self, work: Work[T]) -> T:
        """What the work reads, in one transaction that ends with it; it may wait for its session
        only. On SQLite all of it runs in a thread."""
        if self._threads is not None:
            return await self._threads.read(work, self._kept.for_reading())
        async with self.reading() as db:
            return await work(db)

    async def write_together(self, work: Work[T]) -> T:
        """What the work gives, once its transaction has committed; else as `read_together`."""
        if self._threads is not None:
            return await self._threads.write(work, self._kept.for_writing())
        async with self.writing() as db:
            return await work(db)

    def _session(self, engine: AsyncEngine, info: dict[str, object]) -> AsyncSession:
        return AsyncSession(engine, info=info, expire_on_commit=False, autoflush=False)

    async def dispose(self) -> None:
        """Close every pooled connection."""
        await self.engine.dispose()
        if self._threads is not None:
            await self._threads.dispose()


def connect(url: str | URL, *, pool_size: int = 10) -> Database:
    """The database behind a SQLAlchemy URL (`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`).

    Opens no connection yet. Raises `ValueError` for another kind of database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _connect_sqlite(parsed.set(drivername="sqlite+aiosqlite"), pool_size)
    if parsed.get_backend_name() == "postgresql":
        return _connect_postgres(parsed.set(drivername="postgresql+asyncpg"), pool_size)
    raise ValueError(f"{parsed.drivername!r} is not supported; use sqlite or postgresql")


def _connect_sqlite(url: URL, pool_size: int) -> Database:
    engine = create_async_engine(url, pool_size=pool_size, **_SQLITE)
    _prepare_sqlite(engine.sync_engine)
    threads = None
    if url.database not in (None, "", ":memory:"):
        beside = create_engine(url.set(drivername="sqlite+pysqlite"), pool_size=2, **_SQLITE)
        _prepare_sqlite(beside)
        threads = Threads(
            reads=beside.execution_options(**{_WRITES: False}),
            writes=beside.execution_options(**{_WRITES: True}),
        )
    return Database(
        engine,
        _reads=engine.execution_options(**{_WRITES: False}),
        _writes=engine.execution_options(**{_WRITES: True}),
        _threads=threads,
    )


_SQLITE: dict[str, Any] = {
    "json_serializer": _JSON.encode,
    "json_deserializer": msgspec.json.decode,
    "hide_parameters": True,
    "max_overflow": 0,
    "pool_timeout": POOL_TIMEOUT_SECONDS,
    "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "isolation_level": None},
}


def _prepare_sqlite(engine: Engine) -> None:
    """Let connections of the engine take what durability rests on, and begin as is meant."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for name, value in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name} = {value}")
            cursor.execute(f"PRAGMA {name}")
            held = cursor.fetchone()[0]
            if held != value:
                raise WrongPragma(f"SQLite keeps {name} at {held!r} instead of {value!r}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _connect_postgres(url: URL, pool_size: int) -> Database:
    engine = create_async_engine(
        url,
        json_serializer=_JSON.encode,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "server_settings": {
                "application_name": "recite",
                "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MS),
                "timezone": "UTC",
            }
        },
    )
    return Database(
        engine,
        _reads=engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        ),
        _writes=engine,
    )


async def check(database: Database) -> None:
    """Read one row through a new transaction; raises what the driver raises when it cannot."""
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
