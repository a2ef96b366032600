"""The peers that install here, as sides of a measurement."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from sides import FOLDER, Side

from peers import tables

FASTIFY = Path(__file__).resolve().parent / "fastify"
INSTALLED = Path(__file__).resolve().parents[2] / ".venv-bench" / "fastify"
GUNICORN = (
    *(sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--chdir", str(FOLDER)),
    *("--workers", "1", "--threads", "16", "--keep-alive", "30", "peers.ninja_app:app"),
)
"""How Django is served most: one process with threads, whose connections stay open."""
MODULES = {"sqlite": "better-sqlite3", "postgres": "pg"}
INSTALL_SECONDS = 600


def sides(kind: str, progress: Callable[[str], None]) -> tuple[list[Side], dict[str, str]]:
    """Those that answer on this kind of database, and why others are left out."""
    found, left_out = [], {}
    if find_spec("ninja") is None:
        left_out["django-ninja"] = "the package is not installed; run scripts/bench."
    else:
        found.append(Side("django-ninja", GUNICORN, prepare=tables.prepare))
    if (fault := _install(kind, progress)) is not None:
        left_out["Fastify"] = fault
    else:
        command = ("node", str(INSTALLED / "server.js"), "{port}")
        found.append(Side("Fastify", command, prepare=tables.prepare))
    return found, left_out


def _install(kind: str, progress: Callable[[str], None]) -> str | None:
    """Install what the lock file says, once; why that is not to be had, else `None`."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return "there is no Node.js with npm here."
    lock = (FASTIFY / "package-lock.json").read_text(encoding="utf-8")
    stamp = INSTALLED / "stamp"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != lock:
        progress("Installing Fastify; its SQLite driver may have to be compiled")
        shutil.rmtree(INSTALLED, ignore_errors=True)
        shutil.copytree(FASTIFY, INSTALLED)
        told = _run([npm, "ci", "--no-audit", "--no-fund"], INSTALL_SECONDS)
        if told is not None:
            return f"it could not be installed: {told}"
        stamp.write_text(lock, encoding="utf-8")
    shutil.copy(FASTIFY / "server.js", INSTALLED / "server.js")
    module = MODULES[kind]
    opens = "new m(':memory:')" if kind == "sqlite" else "m.Pool"
    told = _run([node, "-e", f"const m = require('{module}'); {opens}"], 60)
    return None if told is None else f"its driver {module!r} does not run here: {told}"


def _run(command: list[str], seconds: float) -> str | None:
    """The end of what a command that failed said; `None` when it did not fail."""
    try:
        done = subprocess.run(
            command, cwd=INSTALLED, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {seconds} s."
    said = (done.stderr or done.stdout).strip().splitlines()
    return (said[-1] if said else f"exit code {done.returncode}") if done.returncode else None
