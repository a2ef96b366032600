"""`recite serve` as a process of its own, on a database and a port of its own.

with serving(url) as service:           migrated, ready, on a free port
    service.url                         http://127.0.0.1:PORT
    service.kill(); service.start()     kill -9, and again on the same port
    service.terminate()                 SIGTERM, and wait
    service.cpu_seconds()               of all its processes
    service.rss_bytes()                 of all its processes
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Service:
    """One service; `log` takes what it says."""

    url: str
    environment: dict[str, str]
    command: list[str]
    log: IO[bytes]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> float:
        """Start it; gives the seconds until `/health/ready` is 200."""
        begin = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        while time.monotonic() < begin + READY_SECONDS:
            if self.process.poll() is not None:
                raise RuntimeError(
                    f"The service ended with {self.process.returncode}.\n{self.said()}"
                )
            if self.is_ready():
                return time.monotonic() - begin
            time.sleep(0.01)
        raise TimeoutError(f"The service was not ready in {READY_SECONDS} s.\n{self.said()}")

    def is_ready(self) -> bool:
        """Whether `/health/ready` says 200 now."""
        try:
            with urlopen(f"{self.url}/health/ready", timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """`kill -9`, all of its processes."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def terminate(self, *, seconds: float = 30) -> int:
        """SIGTERM; gives the exit code. Raises `subprocess.TimeoutExpired`."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=seconds)

    def pids(self) -> list[int]:
        """The process and all that it started."""
        assert self.process is not None
        found, new = [], [self.process.pid]
        while new:
            pid = new.pop()
            found.append(pid)
            path = Path(f"/proc/{pid}/task/{pid}/children")
            new += [int(child) for child in path.read_text().split()] if path.exists() else []
        return found

    def cpu_seconds(self) -> float:
        """Processor time of its processes."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in self.pids()]
        return sum(int(n) for stat in stats for n in stat.split()[11:13]) / TICKS

    def rss_bytes(self) -> int:
        """What its processes hold in memory."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.pids()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")

    def said(self) -> str:
        """The end of its log."""
        self.log.flush()
        return Path(self.log.name).read_text(errors="replace")[-4000:]


@contextmanager
def serving(
    database_url: str,
    *,
    workers: int = 1,
    worker: bool = False,
    command: list[str] | None = None,
    migrates: bool = True,
    port: int | None = None,
    **settings: Any,
) -> Iterator[Service]:
    """A service that is ready; `settings` are `RECITE_*` variables in lower case, without the
    prefix. `command` is what runs instead of `recite serve`, `{port}` in it the port."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="recite-live-") as folder:
        variables = environment(database_url, folder, settings)
        if migrates:
            subprocess.run(
                [sys.executable, "-m", "api.cli", "migrate"],
                cwd=ROOT,
                env=variables,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        with (Path(folder) / "log").open("wb") as log:
            words = command or _serve(workers, worker=worker)
            filled = [word.replace("{port}", str(port)) for word in words]
            service = Service(f"http://127.0.0.1:{port}", variables, filled, log)
            try:
                service.start()
                yield service
            finally:
                service.kill()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(workers: int, *, worker: bool) -> list[str]:
    words = [sys.executable, "-m", "api.cli", "serve", "--port", "{port}"]
    return [*words, "--workers", str(workers), "--worker" if worker else "--no-worker"]


def environment(database_url: str, folder: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """The variables under which `recite` works on this database with these settings, and none of
    whoever runs this."""
    own = {f"RECITE_{name.upper()}": str(value) for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RECITE_")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "RECITE_DATABASE_URL": database_url,
        "RECITE_DATA_DIR": folder,
        "RECITE_LOG_LEVEL": "warning",
        **own,
    }
