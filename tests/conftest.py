"""Databases for tests: empty ones, fresh for each test, on SQLite and on a real PostgreSQL.

    database_url          runs the test twice, on "sqlite" and on "postgres"
    fresh_sqlite_url      sqlite+aiosqlite:////…
    fresh_postgres_url    postgresql+asyncpg://…, dropped after the test
    postgres_databases    for the whole run: `await create(template=url)`, `await drop(url)`
    postgres_server       the URL of the server's maintenance database

One server serves the whole run, however many xdist workers there are. It starts when the first
test asks for it. When it cannot start, the tests that need it fail: they are never skipped.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

SERVER = Path(__file__).with_name("postgres_server.py")
FOLDER = "RECITE_TEST_POSTGRES_FOLDER"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Not below pytest's own base: its rights are narrowed again by every other run.
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="recite-postgres-")
        os.environ[f"{FOLDER}_OWNER"] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and FOLDER in os.environ:
        subprocess.run([sys.executable, SERVER, "stop", os.environ.pop(FOLDER)], check=False)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The SQLAlchemy URL of the maintenance database of this run's server."""
    folder = Path(os.environ[FOLDER])
    ready = folder / "ready"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            owner = os.environ[f"{FOLDER}_OWNER"]
            result = subprocess.run(
                [sys.executable, SERVER, "start", folder, owner],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if result.returncode:
                ready.write_text(f"failed\n{result.stderr}")
            else:
                ready.write_text("started")
    if ready.read_text() != "started":
        pytest.fail(ready.read_text(), pytrace=False)
    return f"postgresql+asyncpg://postgres@/postgres?host={folder / 'socket'}"


@dataclass(frozen=True)
class PostgresDatabases:
    """Makes and drops databases on the run's server; the caller drops what it made."""

    server: str

    async def create(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of `template`.

        `template` is the URL of another one, to which nobody may be connected meanwhile.
        """
        name = f"test_{uuid4().hex}"
        source = _name(template) if template else "template0"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self.server.replace("/postgres?", f"/{name}?")

    async def drop(self, url: str) -> None:
        await self._run(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server.replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> PostgresDatabases:
    return PostgresDatabases(postgres_server)


@pytest_asyncio.fixture
async def fresh_postgres_url(postgres_databases: PostgresDatabases) -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    url = await postgres_databases.create()
    yield url
    await postgres_databases.drop(url)


@pytest.fixture
def fresh_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file of this test's own, not made yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'recite.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of this test's own, once for each kind."""
    return request.getfixturevalue(f"fresh_{request.param}_url")
