"""Drills as a table, for people at a terminal and for docs/durability.md."""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from drills import pictures
from drills.drilling import Row
from drills.faults import FAULTS

PAGE = Path(__file__).parents[2] / "docs/durability.md"
IMAGES = PAGE.with_name("images")
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
START = "<!-- drills: written by scripts/drill --write -->\n"
END = "<!-- end of drills -->\n"
HEAD = (
    "fault",
    "",
    "database",
    "trials",
    "counted",
    "lost",
    "twice",
    "half",
    "other faults",
    "worst recovery",
    "bar",
    "verdict",
    "mutants noticed",
    "drilled",
)


def line(row: Row) -> str:
    """One row for who watches, with what went wrong."""
    failures = list(row.tally.failures()) or ["held"]
    mutants = [f"{name}: {how or 'NOT NOTICED'}" for name, how in row.caught.items()]
    return f"{row.fault.number} {row.kind} ({row.seconds:.0f} s): " + " | ".join(
        [*failures, *mutants]
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    return _joined([_cells(row) for row in rows])


def write(rows: Sequence[Row], *, part: float, seed: int) -> None:
    """Put rows into the page's table, in the place of older ones of the same fault and database."""
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    old, after = rest.split(END)
    kept = {(cells[0], cells[2]): cells for cells in _read(old)}
    kept |= {(cells[0], cells[2]): cells for cells in map(_cells, rows)}
    order = list(FAULTS)
    lines = sorted(kept.values(), key=lambda cells: (order.index(cells[0]), -ord(cells[2][0])))
    told = (
        f"\nThe last run took part {part:g} of the trials, with seed {seed}, {_conditions()}.\n\n"
    )
    page = before + START + told + _joined(lines) + "\n" + END + after
    PAGE.write_text(page, encoding="utf-8")
    for row in rows:
        if row.tally.course is not None:
            picture = pictures.draw(row.tally.course, NAMES[row.kind])
            (IMAGES / f"soak-{row.kind}.svg").write_text(picture, encoding="utf-8")


def _cells(row: Row) -> list[str]:
    tally = row.tally
    recovery = tally.recovery_seconds
    counted = ", ".join(f"{count:,} {name}" for name, count in tally.counted.items())
    if tally.course is not None:
        counted += f"; {tally.course.told()}"
    caught = [f"{name}: {'yes' if how else 'NO'}" for name, how in row.caught.items()]
    return [
        row.fault.number,
        row.fault.title,
        row.kind,
        str(tally.trials),
        counted,
        *(
            str(len(texts))
            for texts in (tally.lost, tally.twice, tally.half, [*tally.wrong, *tally.slow])
        ),
        "–" if recovery is None else f"{recovery:.1f} s",
        row.fault.bar,
        "held" if not list(tally.failures()) else "**not held**",
        ", ".join(caught) or "–",
        f"{datetime.now(UTC):%Y-%m-%d}",
    ]


def _joined(lines: Sequence[Sequence[str]]) -> str:
    whole = [HEAD, ["---"] * len(HEAD), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in whole)


def _read(text: str) -> Iterator[list[str]]:
    for found in re.findall(r"^\| (F\d+ \|.*) \|$", text, re.MULTILINE):
        yield found.split(" | ")


def _conditions() -> str:
    cores = os.cpu_count()
    return f"on {cores} cores, Python {platform.python_version()}, {platform.system()}"
