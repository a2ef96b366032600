"""A small, seeded part of each drill, and some of their mutants; all with RECITE_FULL=1.

`scripts/drill` runs the whole with its figures. Here the clock decides nothing: other tests use the
same processors, so how fast the service recovers is only judged there.
"""

import os
from collections.abc import Iterator

import pytest
from postgres import Postgres, postgres

from drills import reports
from drills.drilling import grounds, run
from drills.faults import FAULTS, Fault
from drills.grounds import Ground

IS_FULL = "RECITE_FULL" in os.environ
SEED = 1
CHEAP = {"F1", "F2", "F7"}
"""The faults of which a mutant is tried each time, too."""
CASES = [
    (fault, kind)
    for number, fault in enumerate(FAULTS.values())
    if not fault.is_soak and (IS_FULL or fault.tested)
    for kind in (fault.kinds if IS_FULL else [fault.kinds[number % len(fault.kinds)]])
]
"""Each fault on one database in turn, on both with RECITE_FULL=1; F8 has tests of its own."""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as it:
        yield it


@pytest.fixture(scope="module")
def on_sqlite() -> Iterator[Ground]:
    with grounds("sqlite") as ground:
        yield ground


@pytest.fixture(scope="module")
def on_postgres(server: Postgres) -> Iterator[Ground]:
    with grounds("postgres", server=server) as ground:
        yield ground


@pytest.mark.parametrize(
    ("fault", "kind"), CASES, ids=[f"{fault.number}-{kind}" for fault, kind in CASES]
)
async def test_a_fault_costs_no_promise_and_its_mutants_do(
    fault: Fault, kind: str, request: pytest.FixtureRequest
) -> None:
    ground: Ground = request.getfixturevalue(f"on_{kind}")
    part = 1.0 if IS_FULL else fault.tested / fault.trials
    mutants = 10 if IS_FULL else int(fault.number in CHEAP)
    row = await run(fault, ground, part=part, seed=SEED, mutants=mutants, say=print)
    row.tally.slow.clear()
    print(reports.line(row))
    assert not list(row.tally.failures())
    assert all(row.caught.values()), row.caught
