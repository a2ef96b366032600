"""The command line of the drills; see scripts/drill."""

import argparse
import signal
import sys
import time

from drills import reports
from drills.drilling import run_all
from drills.faults import BOTH, FAULTS

MOST_MUTANTS = 10


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/drill", description=__doc__)
    parser.add_argument(
        "faults", nargs="*", help=f"some of {' '.join(FAULTS)} (default: all but the soak)"
    )
    parser.add_argument("--part", type=float, default=1.0, help="share of the trials, 0 to 1")
    parser.add_argument("--seed", type=int, default=1, help="what chance draws by")
    parser.add_argument("--database", choices=[*BOTH, "both"], default="both")
    parser.add_argument("--no-mutants", action="store_true", help="leave the mutants out")
    parser.add_argument("--write", action="store_true", help="put the rows into docs/durability.md")
    found = parser.parse_args()
    unknown = [number for number in found.faults if number not in FAULTS]
    if unknown:
        parser.error(f"there is no fault {unknown[0]!r}; there are {', '.join(FAULTS)}")
    return found


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Drill, print the table; gives the exit code."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that nothing is left behind.
    usual = [number for number, fault in FAULTS.items() if not fault.is_soak]
    faults = [FAULTS[number] for number in wanted.faults or usual]
    kinds = list(BOTH) if wanted.database == "both" else [wanted.database]
    rows = []
    for row in run_all(
        faults,
        kinds,
        part=wanted.part,
        seed=wanted.seed,
        mutants=0 if wanted.no_mutants else MOST_MUTANTS,
        say=_say,
    ):
        _say(reports.line(row))
        rows.append(row)
        if wanted.write:
            reports.write([row], part=wanted.part, seed=wanted.seed)
    print(reports.table(rows))
    return 0 if all(row.has_passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
