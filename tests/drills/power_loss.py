"""F2: the power fails. What was acknowledged must have been synced to the disk before.

`kill -9` cannot tell, since the kernel keeps what was written. So the system calls of the service
and of the database are traced: before each 201, the write-ahead log was written and then synced.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from services import Service

from drills import ledgers
from drills.grounds import Ground, Unavailable
from drills.students import acknowledged, enrolled
from drills.tallies import Tally

CALLS = "pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync"
ATTACH_SECONDS = 20
MOST_BY_CHANCE = 0.02
"""The share of acknowledgements before which PostgreSQL's background may have been the first to
sync a commit: it looks five times a second. Its syncs do not count, as it syncs commits that do not
wait for the disk, too, only later."""
_LINE = re.compile(r"(?P<pid>\d+) +(?P<resumed><\.\.\. )?(?P<call>\w+)(?P<rest>.*)")
_LOG = re.compile(r"\(\d+<[^>]*(?:-wal|/pg_wal/[^>]*)>")
_BACKGROUND = ("walwriter", "checkpointer", "background writer", "autovacuum", "logical", "io work")


async def drill(ground: Ground, trials: int) -> Tally:
    """One student gives so many answers, one after another; each 201 is looked at."""
    tally = Tally()
    url = await ground.database()
    trace = ground.folder / "trace"
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, 1, ground.rng) as [student]:
            with _traced(ground, service, trace):
                while acknowledged([student]) < trials:
                    await student.step()
            tally.add(await ledgers.compare(url, [student]))
            tally.add_surprises([student])
    tally.trials = trials
    lines = trace.read_text(errors="replace").splitlines()
    acks, unsynced = read(lines, _background(ground))
    tally.counted["traced acks"] = acks
    tally.counted["unsynced"] = len(unsynced)
    if len(unsynced) > acks * (MOST_BY_CHANCE if ground.postgres else 0):
        tally.wrong += [f"an ack without a sync before it, line {number}" for number in unsynced]
    if acks < trials:
        tally.wrong.append(f"only {acks} of {trials} acks were traced")
    return tally


def read(lines: Iterable[str], background: set[int]) -> tuple[int, list[int]]:
    """How many 201 a trace has, and the numbers of the lines of those that were sent too early:
    since the one before, the log was not written and then synced, or written once more after it.
    What processes in `background` do does not count."""
    acks, unsynced = 0, []
    unfinished: dict[str, str] = {}
    unsafe: set[str] = set()
    has_written = is_safe = False
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        if found is None:
            continue
        pid, call, rest = found["pid"], found["call"], found["rest"]
        if rest.endswith("<unfinished ...>"):
            unfinished[pid] = rest
        whole = unfinished.pop(pid, "") if found["resumed"] else rest
        if call in ("fsync", "fdatasync"):
            if _LOG.match(whole) and rest.endswith("= 0") and int(pid) not in background:
                is_safe = has_written
                unsafe.clear()
        elif _LOG.match(whole):
            if int(pid) not in background:
                has_written = True
                unsafe.add(pid)
        elif '"HTTP/1.1 201' in rest:
            acks += 1
            if not is_safe or unsafe:
                unsynced.append(number)
            has_written = is_safe = False
    return acks, unsynced


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
    words = ["-f", "-y", "-qq", "-s", "20", "-e", f"trace={CALLS}", "-e", "signal=none"]
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
