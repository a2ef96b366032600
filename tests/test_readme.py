"""Runs the README as it is written there, against the real service on both databases.

Every ```sh block of the README is run, in order, in one bash; the ```text block right after it is
what it must print. In a text block `…` stands for anything: alone on a line for any lines, within
a line for any text. Ids, instants and days that differ from run to run are compared by their shape
(`PATTERNS`); the ids of the fixture deck are the same in every service, and compared exactly.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from api.cli import app as command_line
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("fixtures/**/*.md")]
BASE = "BASE=http://127.0.0.1:8000"
MARK = "-- end of block --"

PATTERNS = {
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b": "<id>",
    r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)": "<instant>",
    r"\b\d{4}-\d\d-\d\d\b": "<day>",
}
"""What differs from run to run; ids of versions 4 and 7 are random or made of the time."""


@dataclass(frozen=True)
class Step:
    """One block of commands, and what it must print."""

    line: int
    commands: str
    output: str


def steps() -> list[Step]:
    blocks = re.finditer(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", README, re.M | re.S)
    return [Step(README[: b.start()].count("\n") + 2, b[1], b[2] or "") for b in blocks]


def normal(text: str) -> str:
    for pattern, name in PATTERNS.items():
        text = re.sub(pattern, name, text)
    return text


def misfit(printed: str, written: str) -> str | None:
    """The first line of the README that the printed text does not fit, `None` if all do."""
    told, lines = normal(printed), [*normal(written).splitlines(), None]
    for count in range(1, len(lines) + 1):
        if re.match("".join(_pattern(line) for line in lines[:count]), told) is None:
            return lines[count - 1] or "(nothing more)"
    return None


def _pattern(line: str | None) -> str:
    """What fits a line of the README; `None` is the end of the text."""
    if line is None:
        return r"\Z"
    if line.strip() == "…":
        return "(?:.*\n)+?"
    return ".*".join(re.escape(part) for part in line.split("…")) + "\n"


def run_all(commands: list[str], port: int) -> list[str]:
    """What each block prints, errors included, when all run in one shell."""
    script = "".join(f"{block}\necho '{MARK}'\n" for block in commands)
    assert script.count(BASE) == 1, f"the README says {BASE} once"
    result = subprocess.run(
        [
            "bash",
            "-c",
            "exec 2>&1; set -u\n" + script.replace(BASE, BASE.replace("8000", str(port))),
        ],
        env={**os.environ, "no_proxy": "127.0.0.1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    *outputs, rest = result.stdout.split(f"{MARK}\n")
    assert len(outputs) == len(commands), f"the shell ended early\n{outputs[-1:]}\n{rest}"
    return outputs


@pytest.fixture
def port(database_url: str, tmp_path: Path) -> Iterator[int]:
    """The port of a service as `scripts/serve` starts it: migrated, with the fixture deck."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    given = {name: value for name, value in os.environ.items() if not name.startswith("RECITE_")}
    given |= {"RECITE_DATABASE_URL": database_url, "RECITE_DATA_DIR": str(tmp_path / "data")}
    recite = [sys.executable, "-m", "api.cli"]
    for words in (["migrate"], ["deck", "load"]):
        subprocess.run([*recite, *words], cwd=ROOT, env=given, check=True, timeout=120)
    with (tmp_path / "log").open("w") as log:
        words = [*recite, "serve", "--port", str(number)]
        service = subprocess.Popen(words, cwd=ROOT, env=given, stdout=log, stderr=log)
        try:
            wait_until_ready(service, number, tmp_path / "log")
            yield number
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(timeout=30)


def wait_until_ready(service: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and service.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/ready") as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the service did not become ready\n{log.read_text()}")


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="no bash or curl")
def test_the_tour_prints_what_the_readme_says(port: int) -> None:
    tour = steps()
    outputs = run_all([step.commands for step in tour], port)
    wrong = [
        f"README.md, line {step.line} says\n{line}\nbut the service says\n{printed}"
        for step, printed in zip(tour, outputs, strict=True)
        if (line := misfit(printed, step.output)) is not None
    ]
    assert not wrong, "\n\n".join(wrong)


def test_the_tour_goes_from_a_guest_to_what_is_remembered() -> None:
    commands = "".join(step.commands for step in steps())
    wanted = ["/auth/guest", "/decks", "/cards", "/sessions", "/next", "/reveal", "/answers"]
    wanted += ["/finish", "/results", "/memories"]
    assert [path for path in wanted if path not in commands] == []


def test_the_ellipsis_stands_for_lines_and_for_text() -> None:
    assert misfit('{\n  "a": 1,\n  "b": 2\n}\n', '{\n  …\n  "b": …\n}\n') is None
    assert misfit('{\n  "a": 1\n}\n', '{\n  "a": 2\n}\n') == '  "a": 2'
    assert misfit('{\n  "a": 1\n}\n', '{\n  …\n  "b": 2\n}\n') == '  "b": 2'
    assert misfit("{\n}\n[]\n", "{\n}\n") == "(nothing more)"


def test_every_setting_is_in_the_readme() -> None:
    rows = dict(re.findall(r"^\| `(RECITE_\w+)` \| (.*?) \|", README, re.M))
    assert list(rows) == [f"RECITE_{name.upper()}" for name in _listed()]
    plain = {f"RECITE_{n.upper()}": f"`{d}`" for n, d in _listed().items() if _is_plain(d)}
    assert {name: rows[name] for name in plain} == plain


def _listed() -> dict[str, object]:
    """The settings with their defaults, in the order of the README's table."""
    fields = {name: field.default for name, field in Settings.model_fields.items()}
    first = ["environment", "data_dir"]
    return {name: fields[name] for name in [*first, *(n for n in fields if n not in first)]}


def _is_plain(default: object) -> bool:
    return isinstance(default, int | str | Path) and str(default) != ""


def test_every_command_is_in_the_readme() -> None:
    rows = set(re.findall(r"^\| `recite ([a-z-]+(?: [a-z]+)?)", README, re.M))
    commands = {c.name or c.callback.__name__ for c in command_line.registered_commands}
    for group in command_line.registered_groups:
        inner = group.typer_instance.registered_commands
        commands |= {f"{group.name} {c.name or c.callback.__name__}" for c in inner}
    assert rows == commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []
