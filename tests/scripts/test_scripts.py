"""What the scripts say to a person whose machine is not ready, and what the lock files hold."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SCRIPTS = ["lock", "serve", "test", "check", "bench"]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(words: list[str | Path], path: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        env=os.environ | ({"PATH": str(path)} if path else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH without any Python, but with what a shell script may expect."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "head"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


@pytest.mark.parametrize("name", ["serve", "test", "check"])
def test_without_python_the_message_says_what_to_install(name: str, bare_path: Path) -> None:
    result = run(["/bin/sh", ROOT / "scripts" / name], bare_path)
    assert result.returncode == 1
    assert "No python3 was found" in result.stderr
    assert "apt install python3" in result.stderr


def test_with_an_old_python_the_message_names_its_version(bare_path: Path) -> None:
    old = bare_path / "python3"
    old.write_text(
        '#!/bin/sh\n[ "$1" != -V ] || { echo Python 3.9.2; exit; }\n'
        f'exec {sys.executable} -c "import sys; sys.version_info = (3, 9, 2); $2"\n'
    )
    old.chmod(0o755)
    result = run(["/bin/sh", ROOT / "scripts" / "serve"], bare_path)
    assert result.returncode == 1
    assert "needs Python 3.11 or newer, but python3 is Python 3.9.2." in result.stderr


@pytest.mark.parametrize("joined", [True, False])
def test_a_taken_port_is_named_with_a_way_out(joined: bool) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        option = [f"--port={port}"] if joined else ["--port", str(port)]
        result = run([ROOT / "scripts" / "serve", *option])
    assert result.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in result.stderr
    assert re.search(r"scripts/serve --port \d+$", result.stderr.strip())


def test_the_port_on_offer_is_free() -> None:
    free_port = script("free_port")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        message = free_port.main("serve", ["--port", str(port)])
    offered = int(message.rpartition(" ")[2])
    assert free_port.fault("127.0.0.1", offered) is None


def test_an_address_of_another_machine_is_refused() -> None:
    message = script("free_port").main("serve", ["--host", "192.0.2.1"])
    assert "Cannot listen on 192.0.2.1 port 8000" in message


def test_arguments_that_are_no_port_are_left_to_the_service() -> None:
    assert script("free_port").main("serve", ["--port", "many"]) is None
    assert script("free_port").main("serve", ["--port", "700000"]) is None


def test_a_full_disk_is_named_with_what_is_needed(tmp_path: Path) -> None:
    environment = script("environment")
    environment.check_space(tmp_path, 0)
    with pytest.raises(environment.EnvironmentRefusedError, match="about 999999999 MB are needed"):
        environment.check_space(tmp_path, 999_999_999)


def test_a_python_that_cannot_make_environments_is_told_what_to_install(tmp_path: Path) -> None:
    for module in ("ensurepip", "pip"):
        (tmp_path / f"{module}.py").write_text("raise ImportError")
    maker = ROOT / "scripts" / "environment.py"
    result = subprocess.run(
        [sys.executable, maker, tmp_path, ".venv", "requirements.lock", "4"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("NewConnectionError: Failed to establish a new connection", "Check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "Do not go on"),
    ],
)
def test_a_failed_install_ends_with_a_hint(said: str, hint: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"Collecting fastapi\n{said}\n")
    message = str(script("environment")._refusal("The packages could not be installed", log))
    assert said in message
    assert hint in message.splitlines()[-1]


def test_check_takes_no_unknown_option() -> None:
    result = run([ROOT / "scripts" / "check", "--fast"])
    assert result.returncode == 1
    assert "--fast" in result.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_pins_and_digests_only(name: str) -> None:
    assert script("requirements").faults(name) == []
    assert "//" not in (ROOT / name).read_text()


@pytest.fixture
def copied_locks(tmp_path: Path) -> Path:
    for name in ["pyproject.toml", *LOCKS, "scripts/requirements.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("pyproject.toml", '"httpx>=0.28"', '"httpx>=0.27"', "requirements.lock was not made from"),
        ("pyproject.toml", '"ruff>=0', '"ruff>0', "requirements-dev.lock was not made from"),
        ("requirements.lock", "\naiosqlite", "\n--index-url https://a.test\naiosqlite", "neither"),
        ("requirements.lock", "\naiosqlite==", "\naiosqlite @ file:///a ==", "neither a pin"),
    ],
)
def test_a_stale_or_unclean_lock_file_is_refused(
    file: str, old: str, new: str, fault: str, copied_locks: Path
) -> None:
    text = (copied_locks / file).read_text()
    assert old in text
    (copied_locks / file).write_text(text.replace(old, new, 1))
    result = run([sys.executable, copied_locks / "scripts" / "requirements.py", "--check"])
    assert result.returncode == 1
    assert fault in result.stdout


def test_fresh_lock_files_are_accepted(copied_locks: Path) -> None:
    result = run([sys.executable, copied_locks / "scripts" / "requirements.py", "--check"])
    assert result.returncode == 0, result.stdout


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize(
    ("name", "groups"),
    list(zip(LOCKS, (["build"], ["build", "dev"], ["build", "bench"]), strict=True)),
)
def test_the_lock_file_covers_what_the_project_asks_for(name: str, groups: list[str]) -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = list(document["project"]["dependencies"])
    asked += document["project"]["optional-dependencies"]["postgres"]
    for group in groups:
        asked += document["dependency-groups"][group]
    for requirement in map(Requirement, asked):
        version = pins(name)[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), requirement


def test_the_lock_files_agree() -> None:
    run, dev, bench = map(pins, LOCKS)
    assert run.items() <= dev.items()
    assert {name: dev[name] for name in bench.keys() & dev.keys()}.items() <= bench.items()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_says_at_its_top_what_it_does(name: str) -> None:
    path = ROOT / "scripts" / name
    assert os.access(path, os.X_OK)
    assert path.read_text().splitlines()[1].startswith("# ")
