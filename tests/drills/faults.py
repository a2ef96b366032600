"""The faults that are drilled: how often, on which databases, with what bar and which mutants."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drills import kills
from drills.grounds import Ground
from drills.tallies import Tally

MUTANTS = Path(__file__).with_name("mutants")
BOTH = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class Mutant:
    """The service with one thing broken. `file` is its launcher in `mutants/`; `shows` are the
    counters of a tally, one of which must say so; `trials` is how many it is given."""

    file: str
    shows: Sequence[str]
    trials: int
    kinds: Sequence[str] = BOTH

    def command(self) -> list[str]:
        """What runs it, instead of `recite serve`."""
        launcher = str(MUTANTS / f"{self.file}.py")
        return [sys.executable, launcher, "serve", "--port", "{port}", "--no-worker"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table. `trials` is the whole drill, `tested` how many of them the tests take
    each time."""

    number: str
    title: str
    bar: str
    trials: int
    tested: int
    drill: Callable[[Ground, int], Awaitable[Tally]]
    mutants: Sequence[Mutant]
    kinds: Sequence[str] = BOTH


FAULTS: dict[str, Fault] = {
    fault.number: fault
    for fault in (
        Fault(
            "F1",
            "`kill -9` under load",
            "0 lost, twice or half; ready in 3 s",
            100,
            2,
            kills.drill,
            [Mutant("early_acks", ["lost"], 5)],
        ),
    )
}
