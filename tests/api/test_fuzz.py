"""Schemathesis over the whole document, against the real service: no 5xx, no undocumented status,
media type or header, no response that breaks its schema, no malformed request that is accepted.

All its checks run but two:

positive_data_acceptance
    A request that fits the schema may be refused: JSON Schema cannot tell an IANA time zone from
    another text, a cursor or token of ours from a forged one, an instant in the past, who may
    send `Recite-Learner`, or that a choice card needs a correct option. What it would refuse is
    a documented 422, whose fields `problems_are_whole` (fuzz_checks.py) asks for instead.
object_level_authorization
    Needs two identities in one run; `test_object_access.py` does this for six.

And negative_data_rejection not for three operations, whose answer to a faulty body is a success
that tells of the fault: an upload is accepted (202) and read by the worker, and each item of a
batch has its own result (200). `test_bad_input.py` sends them what they must refuse.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
IS_FULL = "RECITE_FULL" in os.environ
DATABASES = ["sqlite", "postgres"] if IS_FULL else ["sqlite"]
EXAMPLES = {"fuzzing": 100, "stateful": 100} if IS_FULL else {"fuzzing": 3, "stateful": 4}
PHASES = {"anonymous": "examples,fuzzing", "guest": "examples,fuzzing,stateful"}
ALL_PHASES = "examples,coverage,fuzzing,stateful"
"""`coverage` takes longest; in a short run it is the author's alone."""
EXCLUDED = "positive_data_acceptance,object_level_authorization"
TELLING = ("imports_create", "cards_batch", "answers_batch")
DECKS = ROOT / "fixtures" / "decks"


@dataclass(frozen=True)
class Running:
    """The service under test, in a process of its own."""

    url: str
    log: Path

    def token(self, caller: str) -> str | None:
        """An access token of a new guest or author; `None` for nobody."""
        with httpx.Client(base_url=self.url) as client:
            if caller == "anonymous":
                return None
            if caller == "guest":
                return str(client.post("/v1/auth/guest").json()["access_token"])
            person = {"email": "author@school.example", "password": "correct horse"}
            made = client.post("/v1/accounts", json={**person, "name": "Author"})
            assert made.status_code == 201, made.text
            grant = {"grant_type": "password", "username": person["email"]}
            form = grant | {"password": person["password"]}
            return str(client.post("/v1/auth/token", data=form).json()["access_token"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", params=DATABASES)
def running(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("fuzz")
    if request.param == "sqlite":
        with serving(f"sqlite:///{folder / 'recite.sqlite'}", folder) as found:
            yield found
        return
    databases = request.getfixturevalue("postgres_databases")
    url = asyncio.run(databases.create())
    with serving(url, folder) as found:
        yield found
    asyncio.run(databases.drop(url))


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Running]:
    """The service over this database, with the public deck in it."""
    environment = {name: value for name, value in os.environ.items() if "RECITE" not in name}
    environment |= {
        "RECITE_DATA_DIR": str(folder),
        "RECITE_DATABASE_URL": database_url,
        "RECITE_ACCESS_TOKEN_MINUTES": "60",
        "RECITE_LOG_LEVEL": "critical",
        "PYTHONPATH": str(ROOT),
    }
    command, port = [sys.executable, "-m", "api.cli"], free_port()
    for step in (["migrate"], ["deck", "load", *map(str, DECKS.glob("*.json"))]):
        subprocess.run([*command, *step], env=environment, cwd=folder, check=True, timeout=60)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port)],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield Running(f"http://127.0.0.1:{port}", folder / "log")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the service has ended"
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("The service is not ready after 30 seconds.")


def configuration(folder: Path) -> Path:
    """Seeded, without shrinking, since the failing request is what is wanted."""
    path = folder / "schemathesis.toml"
    phases = "".join(
        f"[phases.{phase}.generation]\nmax-examples = {count}\n"
        for phase, count in EXAMPLES.items()
    )
    telling = "".join(
        f'[[operations]]\ninclude-operation-id = "{id}"\n'
        "[operations.checks]\nnegative_data_rejection.enabled = false\n"
        for id in TELLING
    )
    generation = "[generation]\ndeterministic = true\nno-shrink = true\n"
    path.write_text(generation + phases + telling)
    return path


@pytest.mark.parametrize("caller", ["anonymous", "guest", "author"])
def test_nothing_breaks_the_contract(running: Running, tmp_path: Path, caller: str) -> None:
    token = running.token(caller)
    signed_in = ["--header", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(configuration(tmp_path)), "run"),
            f"{running.url}/openapi.json",
            *("--exclude-checks", EXCLUDED),
            *("--phases", ALL_PHASES if IS_FULL else PHASES.get(caller, ALL_PHASES)),
            *("--continue-on-failure", "--max-failures", "20", "--no-color", "--warnings", "off"),
            *signed_in,
        ],
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": "fuzz_checks", "PYTHONPATH": str(ROOT / "tests/api")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=900 if IS_FULL else 300,
    )
    print(done.stdout[-700:])
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{running.log.read_text()[-5000:]}"
