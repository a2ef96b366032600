"""Makes a virtual environment hold exactly what a lock file says, and the project itself.

    environment.py ROOT FOLDER LOCK STEPS

Runs on any Python from 3.11 with nothing installed. Prints steps 1 and 2 of STEPS on standard
error. Does nothing when the stamp in FOLDER says it is done; the stamp is written last, so an
interrupted run starts over. Runs at the same time wait for each other.
"""

import fcntl
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NEEDED_MB = {"requirements.lock": 300, "requirements-dev.lock": 700, "requirements-bench.lock": 600}
STAMP = "recite-stamp"
LOG = "recite-install.log"
GUARD = "recite-guard"
HINTS = {
    "No space left on device": "The disk is full: free some space and run the same command again.",
    "DO NOT MATCH THE HASHES": "A package is not the one the lock file names. Do not go on: either"
    " a mirror or proxy alters downloads, or somebody replaced the package.",
    "Failed to build|metadata-generation-failed": "A package has no ready"
    " build for this Python and system. CPython 3.11 to 3.14 on Linux or macOS has all of them.",
    "onnection|timed out|No matching distribution|unreachable|resolution|SSLError|ProxyError": (
        "The packages could not be downloaded. Check the network (and pip's own settings for a"
        " proxy or mirror), then run the same command again: what was downloaded is kept."
    ),
}

Command = Sequence[str | Path]


class EnvironmentRefusedError(Exception):
    """Why there is no environment, in words for the person at the terminal."""


class Progress:
    """One line per step: rewritten while it lasts on a terminal, now and then elsewhere."""

    def __init__(self, step: str) -> None:
        self.step, self.began, self.shown = step, time.monotonic(), 0.0
        self.rewrites = sys.stderr.isatty()

    def show(self, text: str, *, last: bool = False) -> None:
        now = time.monotonic()
        if not last and now - self.shown < (0.2 if self.rewrites else 10):
            return
        self.shown = now
        line = f"{self.step} {text} ({now - self.began:.0f} s)"
        if self.rewrites:
            print(f"\r\033[K{line}", end="\n" if last else "", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)


def main(root: Path, folder: Path, lock: Path, steps: int) -> None:
    interpreter = folder / "bin" / "python"
    if _is_done(root, folder, lock):
        print(f"1-2/{steps} The environment {folder.name} is up to date", file=sys.stderr)
        return
    check_space(folder.parent, NEEDED_MB[lock.name])
    folder.mkdir(exist_ok=True)
    with _guard(folder) as guard:
        if _is_done(root, folder, lock):
            return
        is_whole = (folder / STAMP).exists() and _python(interpreter) is not None
        (folder / STAMP).unlink(missing_ok=True)
        making = Progress(f"1/{steps}")
        if is_whole:
            making.show(f"Updating the environment {folder.name}", last=True)
        else:
            making.show(f"Making the environment {folder.name} …")
            make(folder)
            making.show(f"Made the environment {folder.name}", last=True)
        filling = Progress(f"2/{steps}")
        total = fill(root, folder, lock, filling, guard)
        filling.show(f"Installed {total} packages and the project", last=True)
        (folder / STAMP).write_text(_stamp(root, folder, lock))


def _stamp(root: Path, folder: Path, lock: Path) -> str:
    version = _python(folder / "bin" / "python")
    return f"{version}\n{root}\n{(root / 'pyproject.toml').read_text()}\n{lock.read_text()}"


def _is_done(root: Path, folder: Path, lock: Path) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == _stamp(root, folder, lock)


def _python(interpreter: Path) -> str | None:
    """The version of the environment's interpreter, None when it does not run."""
    try:
        result = subprocess.run([interpreter, "-VV"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return result.stdout.strip() if result.returncode == 0 else None


def check_space(where: Path, needed_mb: int) -> None:
    free_mb = shutil.disk_usage(where).free // 2**20
    if free_mb < needed_mb:
        raise EnvironmentRefusedError(
            f"Not enough disk space in {where}: {free_mb} MB are free, about {needed_mb} MB are"
            " needed. Free some and run the same command again."
        )


@contextmanager
def _guard(folder: Path) -> Iterator[int]:
    """Lets one run at a time go on. Yields the descriptor that holds the right to."""
    with (folder / GUARD).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run is making {folder.name}; waiting for it …", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def make(folder: Path) -> None:
    """A new, empty environment with pip, whatever was there before."""
    for path in folder.iterdir():
        if path.name == GUARD:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    attempts: list[Command] = [[sys.executable, "-m", "venv", folder]]
    if not _has("ensurepip") and _has("venv") and _has("pip"):
        interpreter = folder / "bin" / "python"
        attempts = [
            [sys.executable, "-m", "venv", "--without-pip", folder],
            [sys.executable, "-m", "pip", "--python", interpreter, "install", "-q", "pip"],
        ]
    elif not _has("ensurepip") or not _has("venv"):
        raise EnvironmentRefusedError(
            f"{sys.executable} has neither venv with ensurepip nor pip, so no environment can be"
            " made. On Debian or Ubuntu: apt install python3-venv. Then run the same command again."
        )
    with (folder / LOG).open("w") as log:
        for command in attempts:
            if subprocess.run(command, stdout=log, stderr=log, check=False).returncode:
                raise _refusal("The environment could not be made", folder / LOG)


def _has(module: str) -> bool:
    command = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(root: Path, folder: Path, lock: Path, progress: Progress, guard: int) -> int:
    """Installs what the lock names, removes what it does not, installs the project, editable."""
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip"]
    pins = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE)}
    options = ["--require-hashes", "--no-deps", "--no-compile", "--progress-bar", "off"]
    _pip(
        [*pip, "install", *options, "-r", lock],
        folder,
        guard,
        lambda seen: progress.show(_telling(seen, len(pins))),
    )
    listed = subprocess.run(
        [*pip, "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    names = {_plain(line.partition("==")[0]) for line in listed.stdout.splitlines()}
    if strays := sorted(names - pins - {"pip", "setuptools", "wheel", "recite"}):
        _pip([*pip, "uninstall", "--yes", *strays], folder, guard, lambda _: None)
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    command = [*pip, "install", *options, "--editable", root]
    _pip(command, folder, guard, lambda _: progress.show("Installing the project"))
    return len(names & pins)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _telling(seen: str, total: int) -> str:
    total -= seen.count("\nIgnoring ")
    fetched = len(re.findall(r"^(?:Collecting|Requirement already)", seen, re.MULTILINE))
    if "\nInstalling collected" in seen:
        return f"Installing {total} packages"
    return f"Fetching packages: {min(fetched, total)} of {total}"


def _pip(command: Command, folder: Path, guard: int, tell: Callable[[str], None]) -> None:
    path = folder / LOG
    with path.open("w") as log:
        # Should this process be killed, pip goes on with the guard in its hand.
        process = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=[guard])
        try:
            while process.poll() is None:
                tell(path.read_text())
                time.sleep(0.2)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        what = "The project" if "--editable" in command else "The packages"
        raise _refusal(f"{what} could not be installed", path)


def _refusal(what: str, log: Path) -> EnvironmentRefusedError:
    text = log.read_text()
    hint = next((hint for sign, hint in HINTS.items() if re.search(sign, text)), "")
    tail = "\n".join(f"    {line:.160}" for line in text.splitlines()[-10:])
    return EnvironmentRefusedError(f"{what}. The end of {log}:\n{tail}\n{hint}".rstrip())


if __name__ == "__main__":
    root = Path(sys.argv[1])
    try:
        main(root, root / sys.argv[2], root / sys.argv[3], int(sys.argv[4]))
    except EnvironmentRefusedError as refusal:
        sys.exit(f"\n{refusal}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the same command again: it starts over where it must.")
    except OSError as error:
        sys.exit(f"\nThe environment could not be made: {error}")
