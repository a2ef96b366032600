"""SQLite's transactions of many statements, in a thread of their own.

The async driver hands each cursor, statement, result and commit to a thread and back: some eight
times a statement, which costs more than SQLite itself. Here a whole transaction is handed over
once. The code that runs in it is the same: it awaits a session whose answers are there at once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, Executable, Result, Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from db import kept

T = TypeVar("T")
Work = Callable[[AsyncSession], Awaitable[T]]


class InThread:
    """What of an `AsyncSession` such work may use; nothing it gives has to be waited for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.info = session.info
        self.add = session.add

    async def execute(
        self, statement: Executable, params: Any = None, **options: Any
    ) -> Result[Any]:
        """As `AsyncSession.execute`."""
        return self._session.execute(statement, params, **options)

    async def stream(self, statement: Executable) -> "_Streamed":
        """As `AsyncSession.stream`, for who goes through partitions."""
        return _Streamed(self._session.execute(statement))

    async def get(self, entity: type[T], ident: Any) -> T | None:
        """As `AsyncSession.get`."""
        return self._session.get(entity, ident)

    async def flush(self) -> None:
        """As `AsyncSession.flush`."""
        self._session.flush()

    def get_bind(self) -> Engine:
        """As `AsyncSession.get_bind`."""
        return cast("Engine", self._session.get_bind())


class _Streamed:
    def __init__(self, result: Result[Any]) -> None:
        self._result = result

    async def partitions(self) -> AsyncIterator[Sequence[Row[Any]]]:
        for rows in self._result.partitions():
            yield rows


class Threads:
    """Two threads for one database: one that reads, one that writes."""

    def __init__(self, *, reads: Engine, writes: Engine) -> None:
        self._reads = reads
        self._writes = writes
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="sqlite-reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")

    async def read(self, work: Work[T], info: dict[str, object]) -> T:
        """What the work reads in one transaction."""

        def go() -> T:
            with _session(self._reads, info) as session:
                return _awaited(work(_as_async(session)))

        return await asyncio.get_running_loop().run_in_executor(self._reader, go)

    async def write(self, work: Work[T], info: dict[str, object]) -> T:
        """What the work gives, once its transaction has committed; what it raises rolls back."""

        def go() -> T:
            with _session(self._writes, info) as session:
                with session.begin():
                    done = _awaited(work(_as_async(session)))
                kept.committed(_as_async(session))
                return done

        return await asyncio.get_running_loop().run_in_executor(self._writer, go)

    async def dispose(self) -> None:
        """End the threads, and close their connections."""
        for executor in (self._reader, self._writer):
            await asyncio.to_thread(executor.shutdown)
        self._reads.dispose()


def _session(engine: Engine, info: dict[str, object]) -> Session:
    return Session(engine, info=info, expire_on_commit=False, autoflush=False)


def _as_async(session: Session) -> AsyncSession:
    return cast("AsyncSession", InThread(session))


def _awaited(work: Awaitable[T]) -> T:
    """What the work gives, which waits for nothing."""
    steps = cast("Coroutine[Any, Any, T]", work)
    try:
        steps.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    steps.close()
    raise RuntimeError("Work in a thread may wait for its session only.")
