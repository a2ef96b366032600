"""F11: backups are made while answers come in, and restored."""

import subprocess
from pathlib import Path
from uuid import uuid4

from drills import ledgers
from drills.grounds import Ground, in_thread
from drills.students import Student, acknowledged, enrolled, studying, until_acknowledged
from drills.tallies import Tally

CLIENTS = 8
LEAST_ACKS = 30


async def drill(ground: Ground, trials: int) -> Tally:
    """So many backups, each restored into an empty database: what was acknowledged before a backup
    began must be in it, and whatever is in it must be whole."""
    tally = Tally()
    url = await ground.database()
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, CLIENTS, ground.rng) as students:
            for trial in range(trials):
                await _back_up_and_restore(ground, url, students, tally)
                tally.trials += 1
                ground.say(f"backup {trial + 1} of {trials}")
            tally.add_surprises(students)
    return tally


async def _back_up_and_restore(
    ground: Ground, url: str, students: list[Student], tally: Tally
) -> None:
    file = ground.folder / f"backup-{uuid4().hex}"
    async with studying(students):
        await until_acknowledged(students, acknowledged(students) + LEAST_ACKS)
        before = [set(student.acknowledged) for student in students]
        failed = await in_thread(_recite, ground, url, "backup", str(file))
    if failed:
        tally.wrong.append(failed)
        return
    restored = await ground.empty()
    failed = await in_thread(_recite, ground, restored, "restore", str(file))
    tally.wrong += [failed] if failed else []
    found = await ledgers.compare(restored, students)
    promised = set[str]().union(*before)
    tally.counted["acks before a backup"] += len(promised)
    tally.lost += sorted(promised.intersection(found.lost))
    tally.half += found.half
    tally.twice += found.twice


def _recite(ground: Ground, url: str, verb: str, file: str) -> str | None:
    """Run `recite`; gives what it said if it failed."""
    words = ground.command(verb, file)
    if verb == "restore":
        words = Ground("", Path(), ground.rng).command(verb, file)
    result = subprocess.run(
        words, env=ground.environment(url), capture_output=True, text=True, check=False
    )
    return f"recite {verb} failed: {result.stderr[-500:]}" if result.returncode else None
