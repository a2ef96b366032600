"""Runs drills and their mutants, and tells how it goes."""

import asyncio
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from postgres import Postgres, postgres

from drills.faults import Fault, Mutant
from drills.grounds import Ground
from drills.tallies import Tally


@dataclass(slots=True)
class Row:
    """What became of one fault on one kind of database. `caught` says of each mutant, by its name,
    how it was noticed; `None` when it was not."""

    fault: Fault
    kind: str
    tally: Tally
    seconds: float
    caught: dict[str, str | None] = field(default_factory=dict)

    @property
    def has_passed(self) -> bool:
        """Whether the bar was held and every mutant noticed."""
        return not list(self.tally.failures()) and all(self.caught.values())


@contextmanager
def grounds(kind: str, *, server: Postgres | None = None) -> Iterator[Ground]:
    """A ground on this kind of database, with a server of its own where that needs one."""
    with tempfile.TemporaryDirectory(prefix="recite-drills-") as name, _server(kind, server) as it:
        yield Ground(kind, Path(name), Random(0), it)


@contextmanager
def _server(kind: str, server: Postgres | None) -> Iterator[Postgres | None]:
    if kind == "sqlite" or server is not None:
        yield server if kind == "postgres" else None
        return
    with postgres() as own:
        yield own


async def run(
    fault: Fault,
    ground: Ground,
    *,
    part: float,
    seed: int,
    mutants: int,
    say: Callable[[str], None],
) -> Row:
    """Drill one fault, at least once unless no part of it is wanted, then up to so many of its
    mutants on this kind of database; chance draws by the seed alone."""
    trials = max(1, round(fault.trials * part)) if part else 0
    begin = time.monotonic()
    ground.say = say
    ground.rng = Random(zlib.crc32(f"{fault.number} {ground.kind} {seed}".encode()))
    tally = await fault.drill(ground, trials) if trials else Tally()
    row = Row(fault, ground.kind, tally, time.monotonic() - begin)
    for mutant in [mutant for mutant in fault.mutants if ground.kind in mutant.kinds][:mutants]:
        row.caught[mutant.file] = await _caught(fault, ground, mutant)
    return row


async def _caught(fault: Fault, ground: Ground, mutant: Mutant) -> str | None:
    """How the drill noticed the mutant."""
    for trial in range(mutant.trials):
        ground.say(f"mutant {mutant.file}, try {trial + 1} of {mutant.trials}")
        tally = await fault.drill(ground.mutated(mutant.command()), mutant.size)
        if tally.tells(mutant.shows, mutant.says):
            return "; ".join(tally.failures())
    return None


def run_all(
    faults: list[Fault],
    kinds: list[str],
    *,
    part: float,
    seed: int,
    mutants: int,
    say: Callable[[str], None],
) -> Iterator[Row]:
    """Drill faults one after another on each of their databases."""
    for kind in kinds:
        wanted = [fault for fault in faults if kind in fault.kinds]
        if not wanted:
            continue
        with grounds(kind) as ground, asyncio.Runner() as runner:
            for fault in wanted:
                told = partial(_tell, say, f"{fault.number} {kind}: ")
                yield runner.run(
                    run(fault, ground, part=part, seed=seed, mutants=mutants, say=told)
                )


def _tell(say: Callable[[str], None], before: str, text: str) -> None:
    say(before + text)
