"""The faults that are drilled: how often, on which databases, with what bar and which mutants."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drills import (
    backup_copies,
    database_restarts,
    device_orders,
    full_disks,
    kills,
    lost_connections,
    lost_replies,
    migration_trips,
    power_loss,
    races,
    slow_clients,
    soaks,
    stops,
)
from drills.grounds import Ground
from drills.tallies import Tally

MUTANTS = Path(__file__).with_name("mutants")
BOTH = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class Mutant:
    """The service with one thing broken. `file` is its launcher in `mutants/`; `shows` are the
    counters of a tally, one of which must say so, in a text with `says`; it is given `trials`
    drills of `size` trials."""

    file: str
    shows: Sequence[str]
    trials: int
    size: int = 1
    kinds: Sequence[str] = BOTH
    says: str = ""
    with_worker: bool = False

    def command(self) -> list[str]:
        """What runs it, instead of `recite serve`."""
        launcher = str(MUTANTS / f"{self.file}.py")
        worker = "--worker" if self.with_worker else "--no-worker"
        return [sys.executable, launcher, "serve", "--port", "{port}", worker]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table. `trials` is the whole drill, `tested` how many of them the tests take
    each time. A soak is drilled only when it is asked for."""

    number: str
    title: str
    bar: str
    trials: int
    tested: int
    drill: Callable[[Ground, int], Awaitable[Tally]]
    mutants: Sequence[Mutant]
    kinds: Sequence[str] = BOTH
    is_soak: bool = False


FAULTS: dict[str, Fault] = {
    fault.number: fault
    for fault in (
        Fault(
            "F1",
            "`kill -9` under load",
            "0 lost, twice or half; ready in 3 s",
            100,
            1,
            kills.drill,
            [Mutant("early_acks", ["lost"], trials=5)],
        ),
        Fault(
            "F2",
            "power loss: a sync before each acknowledgement",
            "all",
            200,
            10,
            power_loss.drill,
            [
                Mutant(
                    "forgetful_commits", ["wrong"], trials=1, size=10, says="an ack without a sync"
                )
            ],
        ),
        Fault(
            "F3",
            "PostgreSQL restarts as after a crash",
            "0 lost, twice or half; only 503 with `Retry-After`; back in 5 s",
            20,
            1,
            database_restarts.drill,
            [
                Mutant("forgetful_commits", ["lost", "half"], trials=5),
                Mutant("unmapped_errors", ["wrong"], trials=5, says="500 "),
            ],
            ["postgres"],
        ),
        Fault(
            "F4",
            "connections cut; 50 clients on a pool of 2",
            "0 lost, twice or half; only 503 with `Retry-After`; none leaked",
            100,
            10,
            lost_connections.drill,
            [
                Mutant("leaked_connections", ["wrong"], trials=1, size=10, says="the crowd got"),
                Mutant(
                    "unmapped_errors",
                    ["wrong"],
                    trials=3,
                    size=30,
                    says="500 ",
                    kinds=["postgres"],
                ),
            ],
        ),
        Fault(
            "F5",
            "the disk full, and free again",
            "0 lost, twice or half; only 503 or 507 with `Retry-After`; reads go on; back in 5 s",
            10,
            1,
            full_disks.drill,
            [Mutant("acknowledged_errors", ["lost"], trials=1)],
        ),
        Fault(
            "F6",
            "3 replies of 10 lost after the commit, answers sent again",
            "a row per answer, the same reply again",
            10_000,
            100,
            lost_replies.drill,
            [Mutant("unchecked_ids", ["lost", "twice"], trials=1, size=50)],
        ),
        Fault(
            "F7",
            "one question answered 50 times at once",
            "one is taken",
            200,
            3,
            races.drill,
            [Mutant("unchecked_turns", ["twice"], trials=1, size=3)],
        ),
        Fault(
            "F8",
            "devices send answers twice and out of order",
            "the memory that the whole log gives",
            1_000,
            0,  # They are tests themselves.
            device_orders.drill,
            [Mutant("folds_by_arrival", ["wrong"], trials=1, says="FAILED ")],
        ),
        Fault(
            "F10",
            "migrations down and up with content",
            "counts and contents equal, the tables those of the code",
            12,
            1,
            migration_trips.drill,
            [Mutant("forgetful_migrations", ["lost"], trials=1)],
        ),
        Fault(
            "F11",
            "backups while answers come in, restored",
            "each acknowledged before it is in it, and whole",
            10,
            1,
            backup_copies.drill,
            [
                Mutant("copied_files", ["lost"], trials=2, kinds=["sqlite"]),
                Mutant("torn_readings", ["half"], trials=2, kinds=["postgres"]),
            ],
        ),
        Fault(
            "F12",
            "slow and hostile clients: heads and bodies of a byte a second",
            "all sent away; p99 of a normal client at most doubled",
            500,
            20,
            slow_clients.drill,
            [Mutant("endless_patience", ["wrong"], trials=1, size=20, says="held its connection")],
        ),
        Fault(
            "F14",
            "SIGTERM under load",
            "readiness 503 first, gone in 10 s, nothing stored without its reply",
            20,
            1,
            stops.drill,
            [Mutant("hasty_stops", ["wrong"], trials=3, says="readiness did not say 503")],
        ),
        Fault(
            "F16",
            "half an hour of everything at once",
            "at most 1 MB more in 10 minutes, log at most 64 MB, p99 at most doubled",
            180,
            0,
            soaks.drill,
            [
                Mutant(
                    "hoarded_requests",
                    ["wrong"],
                    trials=1,
                    size=6,
                    says="more than at first",
                    with_worker=True,
                ),
                Mutant(
                    "endless_readings",
                    ["wrong"],
                    trials=1,
                    size=6,
                    says="the write-ahead log grew",
                    kinds=["sqlite"],
                    with_worker=True,
                ),
            ],
            is_soak=True,
        ),
    )
}
