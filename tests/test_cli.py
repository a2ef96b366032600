"""The command line as a person uses it: real processes, on a database of their own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from db import migrating
from db.engine import connect

ROOT = Path(__file__).parents[1]
DECK = ROOT / "fixtures/decks/stalin-power-struggle.json"
PATIENCE = 120
on_sqlite_alone = pytest.mark.parametrize("environment", ["sqlite"], indirect=True)
"""Of what is the same whatever the database: each process takes seconds."""


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The variables of a service with an empty database, once for each kind."""
    url = request.getfixturevalue(f"fresh_{request.param}_url")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECITE_", "COV_"))}
    return kept | {
        "RECITE_DATABASE_URL": url,
        "RECITE_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def recite(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest_asyncio.fixture
async def migrated(environment: dict[str, str]) -> dict[str, str]:
    database = connect(environment["RECITE_DATABASE_URL"])
    await migrating.upgrade(database)
    await database.dispose()
    return environment


def test_an_unmigrated_database_is_named_with_the_way_out(environment: dict[str, str]) -> None:
    done = recite(environment, "deck", "list")
    assert done.returncode == 1
    assert re.search("there are no tables yet in .*; run 'recite migrate' first.", done.stderr)
    assert "Traceback" not in done.stderr


@on_sqlite_alone
def test_an_unmigrated_database_is_not_served(environment: dict[str, str]) -> None:
    done = recite(environment, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "run 'recite migrate' first." in done.stderr


def test_migrating_is_idempotent_and_goes_back(environment: dict[str, str]) -> None:
    assert "The tables went from nothing to" in recite(environment, "migrate").stdout
    assert "The tables are at" in recite(environment, "migrate").stdout
    assert "to nothing." in recite(environment, "migrate", "base", "--down").stdout


def test_decks_are_loaded_listed_and_written(migrated: dict[str, str]) -> None:
    assert recite(migrated, "deck", "load").stdout.startswith("created")
    again = recite(migrated, "deck", "load", str(DECK))
    assert again.stdout.startswith("unchanged"), again.stderr
    listed = recite(migrated, "deck", "list").stdout
    assert re.search(r"^[0-9a-f-]{36} +12  power struggle", listed)
    exported = recite(migrated, "deck", "export", listed.split()[0]).stdout
    assert exported == DECK.read_text()


@on_sqlite_alone
def test_a_file_that_is_no_deck_is_refused(migrated: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"recite": 1, "decks": [{"title": "T", "cards": [{"kind": "song"}]}]}')
    done = recite(migrated, "deck", "load", str(path))
    assert done.returncode == 1
    assert "/decks/0/cards/0" in done.stderr
    assert "Traceback" not in done.stderr
    assert recite(migrated, "deck", "list").stdout == ""


def test_accounts_and_keys_are_made(migrated: dict[str, str]) -> None:
    vera = ["--email", "vera@school.example"]
    secret = migrated | {"RECITE_PASSWORD": "correct horse battery"}
    made = recite(secret, "account", "create", *vera, "--name", "Vera")
    assert made.returncode == 0, made.stderr
    again = recite(secret, "account", "create", *vera, "--name", "Vera")
    assert "There is an account" in again.stderr
    key = recite(migrated, "key", "create", *vera, "--name", "server", "--scope", "study")
    assert key.stdout.startswith("rk_live_")
    wrong = ["--name", "server", "--scope", "account"]
    refused = recite(migrated, "key", "create", *vera, *wrong)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "/scopes" in refused.stderr


@on_sqlite_alone
def test_a_weak_password_is_refused_by_name(migrated: dict[str, str]) -> None:
    weak = migrated | {"RECITE_PASSWORD": "short"}
    done = recite(weak, "account", "create", "--email", "v@school.example", "--name", "V")
    assert done.returncode == 1
    assert "/password: a password has 8 to 128 characters" in done.stderr


@pytest.mark.parametrize("secret", ["", "changeme", "a" * 40])
def test_production_refuses_weak_secrets(tmp_path: Path, secret: str) -> None:
    production = dict(os.environ) | {
        "RECITE_ENVIRONMENT": "production",
        "RECITE_DATA_DIR": str(tmp_path),
        "RECITE_SECRET_KEY": secret,
        "PYTHONPATH": str(ROOT),
    }
    done = recite(production, "migrate")
    assert done.returncode == 1
    assert "RECITE_SECRET_KEY" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_development_keeps_a_secret_for_its_owner_only(tmp_path: Path) -> None:
    development = dict(os.environ) | {"RECITE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    development.pop("RECITE_DATABASE_URL", None)
    recite(development, "migrate")
    first = (tmp_path / "secret_key").read_text()
    recite(development, "migrate")
    assert (tmp_path / "secret_key").read_text() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_away_is_told_plainly(tmp_path: Path) -> None:
    away = dict(os.environ) | {
        "RECITE_DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
        "RECITE_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = recite(away, "migrate")
    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Serving:
    """A running `recite serve`."""

    def __init__(self, environment: dict[str, str], *options: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port), *options]
        self.process = subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)

    def wait_until_ready(self) -> None:
        for _ in range(PATIENCE * 5):
            try:
                if self.client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        pytest.fail("The service did not become ready.")

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told


@pytest.fixture
def serve(migrated: dict[str, str]) -> Iterator[Any]:
    started: list[Serving] = []

    def begin(*options: str) -> Serving:
        started.append(Serving(migrated, *options))
        return started[-1]

    yield begin
    for serving in started:
        serving.client.close()
        if serving.process.poll() is None:
            os.killpg(serving.process.pid, signal.SIGKILL)
            serving.process.communicate()


def test_it_serves_with_a_worker_and_stops_both(serve: Any) -> None:
    serving = serve()
    serving.wait_until_ready()
    token = serving.client.post("/v1/auth/guest").json()["access_token"]
    signed_in = {"Authorization": f"Bearer {token}"}
    assert serving.client.get("/v1/me", headers=signed_in).json()["kind"] == "guest"
    time.sleep(1)
    code, told = serving.stop()
    assert code == 0, told
    assert "Recite serves on http://127.0.0.1" in told
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(serving.process.pid, 0)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The ids of the workers that the process started and that live."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [
        int(pid) for pid, parent, what in rows if int(parent) == process.pid and "--parent" in what
    ]


def wait_for_worker(process: subprocess.Popen[str], other_than: int = 0) -> int:
    for _ in range(PATIENCE * 5):
        found = [pid for pid in workers_of(process) if pid != other_than]
        if found:
            return found[0]
        time.sleep(0.2)
    pytest.fail("There is no worker.")


@on_sqlite_alone
def test_a_worker_that_is_killed_is_started_again(serve: Any) -> None:
    serving = serve()
    serving.wait_until_ready()
    first = wait_for_worker(serving.process)
    os.kill(first, signal.SIGKILL)
    wait_for_worker(serving.process, other_than=first)
    time.sleep(2)
    assert len(workers_of(serving.process)) == 1
    code, told = serving.stop()
    assert code == 0, told
    with pytest.raises(ProcessLookupError):
        os.killpg(serving.process.pid, 0)


@on_sqlite_alone
def test_two_processes_count_their_requests_together(serve: Any) -> None:
    serving = serve("--workers", "2", "--no-worker")
    serving.wait_until_ready()
    for _ in range(20):
        httpx.get(f"http://127.0.0.1:{serving.port}/health/live", timeout=PATIENCE)
    counted = 'recite_requests_total{method="GET",route="health_live",status="200"} 20.0'
    assert counted in serving.client.get("/metrics").text
    assert serving.stop()[0] == 0


@on_sqlite_alone
def test_a_taken_port_is_told_at_once(serve: Any, migrated: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = recite(migrated, "serve", "--port", port)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


@on_sqlite_alone
def test_the_printed_contract_is_the_stored_one(environment: dict[str, str]) -> None:
    printed = json.loads(recite(environment, "openapi").stdout)
    assert printed == json.loads((ROOT / "docs/openapi.json").read_text())
