"""A real PostgreSQL that survives crashes, for drills and measurements."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

SERVER = Path(__file__).parents[1] / "postgres_server.py"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, with its files in a folder of its own."""

    folder: Path

    @property
    def socket_folder(self) -> Path:
        """Where its unix socket is."""
        return self.folder / "socket"

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket_folder}"

    async def create(self, name: str, *, template: str = "template1") -> str:
        """The URL of a new database."""
        await self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    async def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        await self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def _tell(self, statement: str) -> None:
        connection = await asyncpg.connect(
            host=str(self.socket_folder), user="postgres", database="postgres"
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def restart(self) -> None:
        """Stop it as a crash would, and start it again; returns when it takes connections."""
        _run("restart", self.folder)

    def stop(self) -> None:
        """Stop it as a crash would; `restart` starts it again."""
        _run("crash", self.folder)

    async def ask(self, query: str, *, name: str = "postgres") -> Any:
        """The one value that a query gives."""
        connection = await asyncpg.connect(
            host=str(self.socket_folder), user="postgres", database=name
        )
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    def cpu_seconds(self) -> float:
        """Processor time of the server and of all connections it ever had."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        ticks = 0
        for process in [pid, *_children(pid)]:
            ticks += sum(int(n) for n in _stat(process)[11 : 15 if process == pid else 13])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="recite-postgres-"))
    _run("start-durable", folder, str(os.getpid()))
    try:
        yield Postgres(folder)
    finally:
        _run("stop", folder)


@contextmanager
def replica(primary: Postgres) -> Iterator[Postgres]:
    """A server that follows another one for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="recite-replica-"))
    _run("replicate", folder, str(os.getpid()), primary.folder)
    try:
        yield Postgres(folder)
    finally:
        _run("stop", folder)


def _run(verb: str, *rest: str | Path) -> None:
    subprocess.run([sys.executable, SERVER, verb, *rest], check=True)


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in told.split()]


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/PID/stat` after the name, the third on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return ["0"] * 50
