"""What it costs to move a database with 1,000,000 answers: SQLite → PostgreSQL → SQLite, and a
backup of each.

    python benchmarks/moving.py                     all of it, on a throw-away PostgreSQL
    python benchmarks/moving.py --answers 100000    less, to try it

Each figure is of one command as an operator runs it: time, rows per second, peak memory of its
process. 100 learners, 10,000 cards, one answer of a learner and a card. The commands themselves
compare what arrived, by number and hash of the rows of each table.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import importing

from api.services.importing import Intake
from db import bulk
from db.answers import AnswerRow
from db.engine import Database
from db.learners import LearnerKind, LearnerRow
from db.sessions import SessionRow
from quiz.access import Visibility
from quiz.formats.recite_json import ReciteJson
from quiz.responses import Format
from quiz.session.sessions import Feedback, Mode, Order

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEARNERS = 100
GRADE = {
    "fraction": 1.0,
    "suggested_fraction": None,
    "grader": "typed",
    "grader_version": "3",
    "reliability": 0.99,
    "needs_review": False,
    "evidence": {"kind": "typed", "matched": "City", "flags": []},
}
TIMED = """
import sys, time
from api.cli import app
begin = time.perf_counter()
try:
    app(sys.argv[1:], standalone_mode=False)
finally:
    peak = open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]
    print(time.perf_counter() - begin, int(peak) / 1024, file=sys.stderr)
"""


async def fill(url: str, answers: int) -> None:
    """A database with so many answers of `LEARNERS` learners."""
    database = await importing.prepared(url)
    cards = await _cards(database, answers // LEARNERS)
    learners = [UUID(int=(1 << 96) + number) for number in range(LEARNERS)]
    async with database.writing() as db:
        db.add_all(
            LearnerRow(id=id, kind=LearnerKind.GUEST, created_at=NOW, updated_at=NOW)
            for id in learners
        )
        await db.flush()
        db.add_all(_session(id) for id in learners)
        await db.flush()
        names = [column.name for column in AnswerRow.__table__.columns]
        await bulk.insert(db, AnswerRow.__table__, names, _answers(learners, cards, names))
    await database.dispose()


async def _cards(database: Database, count: int) -> list[str]:
    """The ids of the cards of a new deck, as text."""
    parts = ReciteJson().parts(_stream(count))
    fields: dict[str, Any] = {"workspace_id": importing.WORKSPACE, "author_id": None, "now": NOW}
    intake = Intake(parts, visibility=Visibility.PRIVATE, **fields)

    async def told(_done: int, _total: int | None) -> None: ...

    await intake.run(told)
    async with database.writing() as db:
        await intake.write(db)
    return [row[0] for chunk in intake._ready for row in chunk.cards]


def _stream(count: int) -> Any:
    from io import BytesIO

    return BytesIO(importing.document(count))


def _session(learner_id: UUID) -> SessionRow:
    return SessionRow(
        learner_id=learner_id,
        id=UUID(int=7),
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        order=Order.DECK,
        deck_ids=[],
        tags=[],
        formats=["typed"],
        plan=[],
        order_seed=1,
        secret_seed=1,
        started_at=NOW,
        updated_at=NOW,
    )


async def _answers(
    learners: list[UUID], cards: list[str], names: list[str]
) -> AsyncIterator[list[tuple[Any, ...]]]:
    for learner_id in learners:
        rows = list(_rows(learner_id, cards, names))
        for start in range(0, len(rows), bulk.CHUNK):
            yield rows[start : start + bulk.CHUNK]


def _rows(learner_id: UUID, cards: list[str], names: list[str]) -> Iterator[tuple[Any, ...]]:
    grade, outcome = json.dumps(GRADE), json.dumps({"answered": 1, "total": 10, "right": 1})
    same = dict.fromkeys(names) | {
        "learner_id": learner_id.hex,
        "session_id": UUID(int=7).hex,
        "deck_id": UUID(int=9).hex,
        "attempt": 1,
        "card_version": 1,
        "mode": Mode.STUDY,
        "format": Format.TYPED,
        "pins": "{}",
        "grade": grade,
        "outcome": outcome,
        "fraction": 1.0,
        "is_right": True,
        "counts_for_memory": True,
        "answered_at": NOW,
        "received_at": NOW,
        "is_time_clamped": False,
        "studied_on": date(2026, 3, 2),
    }
    for place, card_id in enumerate(cards, 1):
        id = UUID(int=(2 << 96) + place).hex
        told = {"id": id, "question_id": id, "position": place, "card_id": card_id, "seed": place}
        told["response"] = json.dumps({"format": "typed", "text": f"City {place}"})
        told["body_hash"] = f"{place:064x}"
        yield tuple((same | told)[name] for name in names)


def run(folder: Path, rows: int, *arguments: str, url: str = "") -> None:
    """Run a command and print its figures."""
    begin = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-c", TIMED, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "RECITE_DATABASE_URL": url},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.exit(result.stderr)
    peak = float(result.stderr.split()[-1])
    seconds = time.perf_counter() - begin
    print(
        f"| {arguments[0]} | {seconds:.0f} s | {rows / seconds:,.0f} | {peak:.0f} MB |", flush=True
    )


def main(answers: int) -> None:
    """Fill an SQLite database, move it there and back, and back up both."""
    sys.path.insert(0, str(ROOT / "tests" / "live"))
    from postgres import postgres  # The tests' own; only this needs it.

    rows = answers + 2 * (answers // LEARNERS) + 2 * LEARNERS
    with tempfile.TemporaryDirectory() as name, postgres() as server:
        folder = Path(name)
        first, last = (f"sqlite:///{folder / each}.sqlite" for each in ("first", "last"))
        middle = asyncio.run(server.create("moved"))
        asyncio.run(fill(first, answers))
        print(f"{rows:,} rows, {answers:,} of them answers\n")
        print("| | time | rows/s | peak memory |\n|---|--:|--:|--:|", flush=True)
        run(folder, rows, "move-database", first, middle)
        run(folder, rows, "move-database", middle, last)
        run(folder, rows, "backup", "of-sqlite.recite", url=first)
        run(folder, rows, "backup", "of-postgresql.recite", url=middle)
        run(folder, rows, "restore", "--overwrite", "of-sqlite.recite", url=middle)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    main(parser.parse_args().answers)
