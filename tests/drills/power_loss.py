"""F2: the power fails. What was acknowledged must have been synced to the disk before.

`kill -9` cannot tell, since the kernel keeps what was written. So the system calls of the service
and of the database are traced: before each 201, what it promises was written to the write-ahead
log, and that was synced.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from services import Service

from drills import ledgers, traces
from drills.grounds import Ground, Unavailable
from drills.students import enrolled, studying, until_acknowledged
from drills.tallies import Tally

STUDENTS = 6
MOST_SECONDS = 300
ATTACH_SECONDS = 20
MOST_BY_CHANCE = 0.02
"""The share of acknowledgements before which PostgreSQL's background may have been the first to
sync a commit: it looks five times a second. Its syncs do not count, as it syncs commits that do not
wait for the disk, too, only later."""
_BACKGROUND = ("walwriter", "checkpointer", "background writer", "autovacuum", "logical", "io work")


async def drill(ground: Ground, trials: int) -> Tally:
    """Students, so many that they share commits, give so many answers; each 201 is looked at."""
    tally = Tally()
    url = await ground.database()
    trace = ground.folder / "trace"
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, STUDENTS, ground.rng) as students:
            with _traced(ground, service, trace):
                async with studying(students):
                    await until_acknowledged(students, trials, seconds=MOST_SECONDS)
            tally.add(await ledgers.compare(url, students))
            tally.add_surprises(students)
    tally.trials = trials
    lines = trace.read_text(errors="replace").splitlines()
    found = traces.read(lines, _background(ground))
    tally.counted["traced acks"] = len(found.acknowledged)
    tally.counted["shared syncs"] = found.shared_syncs
    tally.counted["unsynced"] = len(found.unsynced)
    if len(found.unsynced) > len(found.acknowledged) * (MOST_BY_CHANCE if ground.postgres else 0):
        tally.wrong += [f"an ack without a sync before it: {id}" for id in found.unsynced]
    if len(found.acknowledged) < trials:
        tally.wrong.append(f"only {len(found.acknowledged)} of {trials} acks were traced")
    return tally


def strace() -> str:
    """The path of strace, which is installed where that is allowed. Raises `Unavailable`."""
    if shutil.which("strace") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "strace"]):
            subprocess.run(["apt-get", "--quiet", *words], check=False, capture_output=True)
    found = shutil.which("strace")
    if found is None:
        raise Unavailable("F2 needs strace; on Debian or Ubuntu: apt install strace")
    return found


@contextmanager
def _traced(ground: Ground, service: Service, trace: Path) -> Iterator[None]:
    """All processes of the service and of the database are traced while the block runs."""
    pids = [*service.pids(), *_postgres_pids(ground)]
    words = [*traces.FORM, "-e", f"trace={traces.CALLS}", "-e", "signal=none"]
    which = [word for pid in pids for word in ("-p", str(pid))]
    tracing = subprocess.Popen([strace(), *words, "-o", trace, *which], stderr=subprocess.DEVNULL)
    try:
        for pid in pids:
            _wait_until_traced(pid, tracing)
        yield
    finally:
        tracing.terminate()
        tracing.wait()


def _wait_until_traced(pid: int, tracing: subprocess.Popen[bytes]) -> None:
    for _ in range(ATTACH_SECONDS * 100):
        with suppress(FileNotFoundError):
            status = Path(f"/proc/{pid}/status").read_text()
            if "TracerPid:\t0\n" not in status:
                return
        if tracing.poll() is not None or not Path(f"/proc/{pid}").exists():
            break
        sleep(0.01)
    if Path(f"/proc/{pid}").exists():
        raise Unavailable("F2 needs the right to trace processes: run it as root")


def _postgres_pids(ground: Ground) -> list[int]:
    if ground.postgres is None:
        return []
    file = ground.postgres.folder / "data" / "postmaster.pid"
    pid = int(file.read_text().split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def _background(ground: Ground) -> set[int]:
    names = {pid: Path(f"/proc/{pid}/cmdline") for pid in _postgres_pids(ground)}
    return {
        pid
        for pid, path in names.items()
        if path.exists() and any(name in path.read_text() for name in _BACKGROUND)
    }
