"""What was measured, as text, and as the tables of docs/performance.md."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import figures
import growth_charts
from curves import Curve
from figures import NAMES, shown
from measured import Found, Plan
from rounds import Round, middle

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
PAGE = ROOT / "docs/performance.md"
START = "<!-- figures: written by scripts/bench -->\n"
END = "<!-- end of figures -->\n"
LIBRARIES = ("fastapi", "pydantic", "sqlalchemy", "sqlmodel", "uvicorn", "aiosqlite", "asyncpg")


def text(found: Found) -> str:
    """The table of bars, then answers by side and by learners at once."""
    parts = [figures.table(found.figures, found.missing), *_answers(found)]
    if found.memories:
        parts.append(_growth("memories", "memories of one learner", found.memories))
        parts.append(_growth("decks", "cards of a deck", found.decks))
    return "\n\n".join(parts) + "\n"


def _growth(name: str, what: str, curves: Sequence[Curve]) -> str:
    """A picture of the curves, and the figures behind it."""
    sizes = curves[0].sizes
    lines = [
        f"### Growth: {what}",
        "",
        f"![Time at {sizes[0]:,} to {sizes[-1]:,} {what}](images/growth-{name}.svg)",
        "",
        f"| | {' | '.join(f'{size:,}' for size in sizes)} | times the first |",
        f"|---|{'--:|' * len(sizes)}--:|",
    ]
    for curve in curves:
        for asked, values in curve.values.items():
            cells = [f"{shown(value)} {curve.units[asked]}" for value in values]
            times = shown(values[-1] / values[0])
            lines.append(f"| {NAMES[curve.kind]}: {asked} | {' | '.join(cells)} | {times} |")
    return "\n".join(lines)


def write(found: Found, plan: Plan) -> list[Path]:
    """Put what was measured into the page; gives the files that were written."""
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    inside = f"\n{_conditions(plan)}\n\n{text(found)}\n"
    PAGE.write_text(before + START + inside + END + rest.split(END)[1], encoding="utf-8")
    written = [PAGE]
    for name, curves in (("memories", found.memories), ("decks", found.decks)):
        written.append(IMAGES / f"growth-{name}.svg")
        written[-1].write_text(growth_charts.draw(name, curves), encoding="utf-8")
    return written


def _answers(found: Found) -> Iterator[str]:
    """Two tables for each database: all sides with 32 learners, and others numbers of learners."""
    for kind, by_clients in found.rounds.items():
        for clients, sides in by_clients.items():
            lines = [
                f"### {NAMES[kind]}, {clients} {'learner' if clients == 1 else 'learners'} at once",
                "",
                "| side | answers/s | range | CPU µs per answer: server | database | client "
                "| p50 ms | p99 ms | errors |",
                "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
                *(_row(name, rounds) for name, rounds in sides.items()),
            ]
            if clients == 32:
                lines += [
                    f"\n{name} is not measured: {why}" for name, why in found.left_out.items()
                ]
            yield "\n".join(lines)


def _row(name: str, rounds: list[Round]) -> str:
    rates = [one.per_second for one in rounds]
    cells = [
        name,
        shown(middle(rounds, lambda one: one.per_second)),
        f"{shown(min(rates))} to {shown(max(rates))}",
        shown(middle(rounds, lambda one: one.server_cpu)),
        shown(middle(rounds, lambda one: one.database_cpu)),
        shown(middle(rounds, lambda one: one.client_cpu)),
        shown(middle(rounds, lambda one: one.p50_ms)),
        shown(middle(rounds, lambda one: one.p99_ms)),
        str(sum(one.refused for one in rounds)),
    ]
    return f"| {' | '.join(cells)} |"


def _conditions(plan: Plan) -> str:
    """When, on what, and how much was measured."""
    today = datetime.now(UTC).date().isoformat()
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {today}: {os.cpu_count()} cores of {_processor()}, "
        f"{platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL 18; "
        f"{libraries}. {plan.rounds} rounds of {plan.seconds:g} s; server, database and client "
        "share the cores."
    )


def _processor() -> str:
    """The processor's name, as Linux tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
