"""F5: the disk is full while answers come in, and has room again later."""

import asyncio
import errno
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from drills import ledgers
from drills.grounds import Ground, Unavailable
from drills.students import Student, acknowledged, enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
LEAST_ACKS = 30
LEAST_REFUSALS = 10
WAIT_SECONDS = 60
MOST_BACK_SECONDS = 5.0
MEGABYTES = {"sqlite": 24, "postgres": 64}


async def drill(ground: Ground, trials: int) -> Tally:
    """Fill the disk so often until answers are refused, look whether reading goes on, and make room
    again: the service must answer without a restart."""
    tally = Tally(most_recovery_seconds=MOST_BACK_SECONDS)
    with _small_disk(ground) as disk:
        async with _database_on(ground, disk) as url:
            with ground.serving(url) as service:
                async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
                    for trial in range(trials):
                        await _fill_and_free(students, disk, tally)
                        tally.trials += 1
                        ground.say(f"full disk {trial + 1} of {trials}")
                    tally.add(await ledgers.compare(url, students))
                    tally.add_surprises(students)
    return tally


async def _fill_and_free(students: list[Student], disk: Path, tally: Tally) -> None:
    ballast = disk / "ballast"
    async with studying(students):
        await until_acknowledged(students, acknowledged(students) + LEAST_ACKS)
        refused = _refusals(students)
        _fill(ballast)
        end = time.monotonic() + WAIT_SECONDS
        while (  # noqa: ASYNC110 no event per refusal
            _refusals(students) < refused + LEAST_REFUSALS and time.monotonic() < end
        ):
            await asyncio.sleep(0.01)
        if _refusals(students) == refused:
            tally.wrong.append("nothing was refused, so the disk was never full")
    tally.counted["refused"] += _refusals(students) - refused
    for student in students:
        reply = await student.look_around()
        tally.counted["reads"] += 1
        if reply.status != 200:
            tally.wrong.append(f"reading on a full disk: {reply.status} {reply.body[:200]!r}")
    ballast.unlink()
    begin, before = time.monotonic(), acknowledged(students)
    async with studying(students):
        await until_acknowledged(students, before + 1)
        tally.recovered(time.monotonic() - begin)


def _refusals(students: list[Student]) -> int:
    return sum(student.statuses[503] + student.statuses[507] for student in students)


def _fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1_000_000, 4_096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


@contextmanager
def _small_disk(ground: Ground) -> Iterator[Path]:
    """A small file system of its own. Raises `Unavailable` where none may be mounted."""
    folder = ground.folder / f"disk-{uuid4().hex}"
    folder.mkdir()
    size = f"size={MEGABYTES[ground.kind]}m"
    words = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(words, capture_output=True).returncode:
        raise Unavailable("F5 needs the right to mount a small file system: run it as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@asynccontextmanager
async def _database_on(ground: Ground, disk: Path) -> AsyncIterator[str]:
    """A fresh database whose tables are on this disk."""
    url = await ground.database()
    if ground.postgres is None:
        path = disk / "recite.sqlite"
        shutil.move(url.partition("///")[2], path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    ground.folder.chmod(0o711)
    space = disk / "space"
    space.mkdir()
    if os.geteuid() == 0:
        os.chown(space, pwd.getpwnam("nobody").pw_uid, -1)
    name = url.partition("?")[0].rpartition("/")[2]
    label = f"small_{uuid4().hex}"
    server = await asyncpg.connect(ground.postgres.url("postgres").replace("+asyncpg", ""))
    try:
        await server.execute(f"CREATE TABLESPACE {label} LOCATION '{space}'")
        await server.execute(f'ALTER DATABASE "{name}" SET TABLESPACE {label}')
        try:
            yield url
        finally:
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            await server.execute(f"DROP TABLESPACE {label}")
    finally:
        await server.close()
