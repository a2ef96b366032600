"""Measures the service against the bars of performance; `scripts/bench` runs it.

    1, 2   answers a second against the naive endpoint, by learners at once; peers
    3      against pgbench          4   against the same without a database
    5      FULL against NORMAL      6   due queue        7    pages
    8, 9   imports                  10  batches          11   Anki's backend
    12     start and idle memory    0   growth curves

Sides take turns within a round, and which begins changes from round to round. Every measurement
makes databases of its own and removes them.
"""

import argparse
import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import anki_backend
import batches
import curves
import import_bars
import pages
import queue_bar
import report
import starting
import throughput
from measured import KINDS, QUICK, Found, Plan
from peers import running as peers
from rounds import Home, home
from sides import SIDES

ALL = range(13)

Measure = Callable[[Home, Plan, Found], Awaitable[None]]


async def against_naive(home: Home, plan: Plan, found: Found) -> None:
    """Bars 1 and 2, and the peers."""
    for kind in home.kinds:
        more, left_out = peers.sides(kind, found.tell)
        sides = [SIDES["naive-async"], *more]
        found.left_out |= left_out
        told, rounds = await throughput.measure_naive(
            home, kind, sides, rounds=plan.rounds, seconds=plan.seconds, progress=found.tell
        )
        found.figures += told
        found.rounds[kind] = rounds


async def against_pgbench(home: Home, plan: Plan, found: Found) -> None:
    """Bar 3."""
    if home.server is not None:
        found.figures += await throughput.measure_pgbench(
            home, rounds=plan.rounds, seconds=plan.seconds, progress=found.tell
        )


async def against_memory(home: Home, plan: Plan, found: Found) -> None:
    """Bar 4."""
    for kind in home.kinds:
        found.figures += await throughput.measure_database(
            home, kind, rounds=plan.rounds, seconds=plan.seconds, progress=found.tell
        )


async def against_normal(home: Home, plan: Plan, found: Found) -> None:
    """Bar 5."""
    found.figures += await throughput.measure_durability(
        home, rounds=plan.rounds, seconds=plan.seconds, progress=found.tell
    )


async def due(home: Home, plan: Plan, found: Found) -> None:
    """Bar 6."""
    for kind in home.kinds:
        found.figures += await queue_bar.measure(
            home, kind, memories=plan.memories, progress=found.tell
        )


async def paged(home: Home, plan: Plan, found: Found) -> None:
    """Bar 7."""
    for kind in home.kinds:
        found.figures += await pages.measure(
            home, kind, rounds=plan.repeats, large=plan.large, progress=found.tell
        )


async def imported(home: Home, plan: Plan, found: Found) -> None:
    """Bars 8 and 9."""
    for kind in home.kinds:
        found.figures += await import_bars.measure(
            home, kind, cards=plan.large, rounds=min(3, plan.rounds), progress=found.tell
        )


async def batched(home: Home, plan: Plan, found: Found) -> None:
    """Bar 10."""
    for kind in home.kinds:
        found.figures += await batches.measure(home, kind, rounds=plan.rounds, progress=found.tell)


async def against_anki(home: Home, plan: Plan, found: Found) -> None:
    """Bar 11."""
    for kind in home.kinds:
        found.figures += await anki_backend.measure(
            home, kind, rounds=plan.rounds, seconds=plan.seconds, progress=found.tell
        )


async def started(home: Home, plan: Plan, found: Found) -> None:
    """Bar 12."""
    found.figures += await starting.measure(home, rounds=2 * plan.rounds, progress=found.tell)


async def grown(home: Home, plan: Plan, found: Found) -> None:
    """The growth curves."""
    for kind in home.kinds:
        how = {"rounds": max(3, plan.repeats // 3), "progress": found.tell}
        found.memories.append(await curves.measure_memories(home, kind, most=plan.memories, **how))
        found.decks.append(await curves.measure_decks(home, kind, most=plan.large, **how))


MEASURES: Sequence[tuple[tuple[int, ...], Measure]] = (
    ((1, 2), against_naive),
    ((3,), against_pgbench),
    ((4,), against_memory),
    ((5,), against_normal),
    ((6,), due),
    ((7,), paged),
    ((8, 9), imported),
    ((10,), batched),
    ((11,), against_anki),
    ((12,), started),
    ((0,), grown),
)


async def run(bars: Sequence[int], kinds: Sequence[str], plan: Plan) -> Found:
    """Measure these bars; what fails is told, and the others go on."""
    found = Found()
    with home(kinds) as where:
        for numbers, measure in MEASURES:
            if not set(numbers) & set(bars):
                continue
            found.tell(f"Measuring bar {', '.join(map(str, numbers))}")
            try:
                await measure(where, plan, found)
            except Exception as error:  # noqa: BLE001  # One that fails must not lose the others.
                traceback.print_exc()
                found.missing |= dict.fromkeys(numbers, f"failed: {type(error).__name__}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        "scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bars", nargs="*", type=int, help="numbers; all unless given")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--database", choices=KINDS, help="one of them alone")
    parser.add_argument("--rounds", type=int, help="so many instead of 5")
    parser.add_argument("--seconds", type=float, help="so long a round instead of 6")
    asked = parser.parse_args()
    bars = asked.bars or list(ALL)
    if unknown := set(bars) - set(ALL):
        parser.error(f"there is no bar {min(unknown)}")
    plan = QUICK if asked.quick else Plan()
    plan = replace(plan, rounds=asked.rounds or plan.rounds, seconds=asked.seconds or plan.seconds)
    kinds = [asked.database] if asked.database else list(KINDS)
    found = asyncio.run(run(bars, kinds, plan))
    print(report.text(found))
    if not asked.bars and not asked.quick and not asked.database:
        for path in report.write(found, plan):
            print(f"wrote {path.relative_to(Path.cwd())}")
    return 1 if found.missing else 0


if __name__ == "__main__":
    sys.exit(main())
