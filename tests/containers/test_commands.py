"""Each service's exact command, out of the container files, run here on a real PostgreSQL."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
GIVEN = {"RECITE_SECRET_KEY": "k3Yq0-8vJr_2mWc7TzB5xLhN9sDfGpAe4uQi6oRw", "POSTGRES_PASSWORD": "pw"}
LONGEST_STOP_SECONDS = 10


def instruction(name: str) -> list[str]:
    """The words of the Dockerfile's last instruction of that name, in its exec form."""
    found = re.findall(rf"^{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    words: list[str] = json.loads(found[-1])
    return words


def health_check(port: int) -> list[str]:
    found = re.search(r"^HEALTHCHECK .*?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found
    words: list[str] = json.loads(found[1])
    return [word.replace("8000", str(port)) for word in words]


def interpolated(text: str) -> str:
    """`${NAME:?…}` and `${NAME:-default}` replaced as Compose does."""
    return re.sub(r"\$\{(\w+):(?:\?|-)([^}]*)\}", lambda found: GIVEN.get(found[1], found[2]), text)


def image_environment() -> dict[str, str]:
    words = shlex.split(" ".join(re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)[-1:]))
    return dict(word.split("=", 1) for word in words)


def command(service: str, port: int = 8000) -> list[str]:
    settings = SERVICES[service]
    words = settings.get("entrypoint", instruction("ENTRYPOINT")) + settings["command"]
    return [word.replace("8000", str(port)) for word in words]


@pytest.fixture
def service_environment(fresh_postgres_url: str, tmp_path: Path) -> dict[str, str]:
    """What the containers are given, with this machine's paths and database in place of theirs."""
    given = image_environment()
    for name, value in SERVICES["api"]["environment"].items():
        given[name] = interpolated(value)
    assert given["RECITE_DATABASE_URL"] == "postgresql+asyncpg://recite:pw@postgres:5432/recite"
    given["RECITE_DATABASE_URL"] = fresh_postgres_url
    given["RECITE_DATA_DIR"] = str(tmp_path / "data")
    (tmp_path / "data").mkdir()
    # The image holds compiled modules; here they may have to be compiled first.
    del given["PYTHONDONTWRITEBYTECODE"]
    given["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return given


@pytest.fixture
def migrated(service_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of the services once the one-off `migrate` has run."""
    run(command("migrate"), service_environment, tmp_path)
    return service_environment


def run(words: list[str], environment: dict[str, str], folder: Path) -> None:
    result = subprocess.run(
        words, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@contextmanager
def started(
    words: list[str], environment: dict[str, str], folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            words, env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"not ready\n{output.read_text()}")


def stop(process: subprocess.Popen[bytes], output: Path) -> None:
    """Asks it to stop, and holds it to a good end that leaves no file behind."""
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(LONGEST_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pytest.fail(f"did not stop in {LONGEST_STOP_SECONDS} s\n{output.read_text()}")
    assert code in (0, -signal.SIGTERM), output.read_text()
    assert "Traceback" not in output.read_text()
    assert {path.name for path in output.parent.rglob("*")} == {output.name, "data"}


def test_the_migration_ends_well_the_first_and_the_second_time(
    service_environment: dict[str, str], tmp_path: Path
) -> None:
    run(command("migrate"), service_environment, tmp_path)
    run(command("migrate"), service_environment, tmp_path)


def test_the_api_becomes_ready_and_stops_when_asked(
    migrated: dict[str, str], tmp_path: Path
) -> None:
    port, output = free_port(), tmp_path / "output"
    health = health_check(port)
    with started(command("api", port), migrated, tmp_path) as process:
        wait_until_ready(process, port, output)
        run(health, migrated, tmp_path)
        decks = httpx.get(f"http://127.0.0.1:{port}/v1/decks")
        assert decks.headers["content-type"].startswith("application/")
        stop(process, output)
    assert subprocess.run(health, env=migrated, capture_output=True, check=False).returncode == 1


def test_the_worker_starts_and_stops_when_asked(migrated: dict[str, str], tmp_path: Path) -> None:
    with started(command("worker"), migrated, tmp_path) as process:
        time.sleep(5)
        assert process.poll() is None, (tmp_path / "output").read_text()
        stop(process, tmp_path / "output")


@pytest.mark.parametrize("service", ["migrate", "api", "worker"])
def test_a_service_without_its_secret_does_not_start(
    service: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    del service_environment["RECITE_SECRET_KEY"]
    result = subprocess.run(
        command(service, free_port()),
        env=service_environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode != 0
    assert "RECITE_SECRET_KEY" in result.stdout + result.stderr
