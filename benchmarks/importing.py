"""What an import of 100,000 cards costs, beside SQLModel's `add_all` of the same rows.

    python benchmarks/importing.py                 on SQLite and on a throw-away PostgreSQL
    python benchmarks/importing.py --cards 10000   fewer cards, to try it

Both sides begin with the same document and end with the same rows, committed. `import` is what the
worker does: read, check, spool, write. `add_all` reads the document with `json`, checks each card
with the public schema, makes the two row objects of each and adds all of them. `rows alone` is
`add_all` of row objects that are there already, which reads and checks nothing. The sides take
turns; a figure is the median of the rounds. Peak memory is that of a process that does one import.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from api.ids import new_id
from api.services import composing
from api.services.importing import Intake
from db import migrating, new_cards
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from db.engine import Database, connect
from db.new_cards import NewCard
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz import formats
from quiz.access import Visibility
from schemas.cards import CardCreate

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORKSPACE = UUID(int=7)
CARDS = 100_000
FEWER = 10_000
ROUNDS = 3
CREATE = TypeAdapter(CardCreate)

Rows = list[CardRow | CardVersionRow]


def document(count: int) -> bytes:
    """A deck of so many short cards, as a document of at most 8 MB."""
    cards = [
        {"kind": "typed", "prompt": f"Capital no. {place}?", "accepted": [f"City {place}"]}
        for place in range(count)
    ]
    whole = {"recite": 1, "decks": [{"title": "Capitals", "cards": cards}]}
    return json.dumps(whole, separators=(",", ":")).encode()


async def imported(database: Database, upload: bytes) -> None:
    """The import, as the worker does it."""

    async def told(_done: int, _total: int | None) -> None: ...

    intake = Intake(
        formats.by_name("recite_json").parts(BytesIO(upload)),
        workspace_id=WORKSPACE,
        visibility=Visibility.PRIVATE,
        author_id=None,
        now=NOW,
    )
    await intake.run(told)
    async with database.writing() as db:
        await intake.write(db)


async def added(database: Database, upload: bytes) -> None:
    """The usual way: check with pydantic, make objects, add all."""
    (found,) = json.loads(upload)["decks"]
    deck = _deck(found["title"], len(found["cards"]))
    rows = _rows(found["cards"], deck.id)
    await _add(database, deck, rows)


def _deck(title: str, count: int) -> DeckRow:
    return DeckRow(
        id=new_id(NOW),
        workspace_id=WORKSPACE,
        title=title,
        tags=[],
        visibility=Visibility.PRIVATE,
        study_defaults={},
        card_count=count,
        words=title.lower(),
        created_at=NOW,
        updated_at=NOW,
    )


def _rows(cards: list[dict[str, Any]], deck_id: UUID) -> Rows:
    rows: Rows = []
    for place, card in enumerate(cards, 1):
        content = composing.compose(CREATE.validate_python(card).root)
        new = NewCard(id=new_id(NOW), position=place, content=content)
        rows.append(new_cards.row_of(new, deck_id=deck_id, now=NOW))
        rows.append(new_cards.version_of(new.id, 1, content, author_id=None, now=NOW))
    return rows


async def _add(database: Database, deck: DeckRow, rows: Rows) -> None:
    async with database.writing() as db:
        db.add(deck)
        await db.flush()
        db.add_all(row for row in rows if isinstance(row, CardRow))
        await db.flush()
        db.add_all(row for row in rows if isinstance(row, CardVersionRow))


async def alone(database: Database, upload: bytes) -> float:
    """Seconds that `add_all` takes for rows that are there already."""
    (found,) = json.loads(upload)["decks"]
    deck = _deck(found["title"], len(found["cards"]))
    rows = _rows(found["cards"], deck.id)
    begin = time.perf_counter()
    await _add(database, deck, rows)
    return time.perf_counter() - begin


async def _timed(work: Callable[[], Coroutine[Any, Any, Any]]) -> float:
    begin = time.perf_counter()
    await work()
    return time.perf_counter() - begin


async def _times(url: str, count: int, rounds: int) -> dict[str, float]:
    """The medians of all sides, in seconds."""
    database, upload = await prepared(url), document(count)
    found: dict[str, list[float]] = {"import": [], "add_all": [], "rows alone": []}
    for _ in range(rounds):
        found["import"].append(await _timed(lambda: imported(database, upload)))
        found["add_all"].append(await _timed(lambda: added(database, upload)))
        found["rows alone"].append(await alone(database, upload))
    await database.dispose()
    return {name: median(times) for name, times in found.items()}


async def prepared(url: str) -> Database:
    database = connect(url, pool_size=2)
    await migrating.upgrade(database)
    async with database.writing() as db:
        if await db.get(WorkspaceRow, WORKSPACE) is None:
            kind, name = WorkspaceKind.PERSONAL, "Vera"
            row = WorkspaceRow(id=WORKSPACE, kind=kind, name=name, created_at=NOW, updated_at=NOW)
            db.add(row)
    return database


def _peak(url: str, count: int) -> float:
    """Peak memory in MB of a fresh process that imports so many cards."""
    command = [sys.executable, __file__, "--peak", url, "--cards", str(count)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(told.stdout)


def _peak_of_this_process() -> float:
    """Megabytes. What `getrusage` says begins with the peak of whoever started the process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def _import_once(url: str, count: int) -> None:
    database = await prepared(url)
    await imported(database, document(count))
    await database.dispose()


def measure(
    urls: dict[str, str], *, count: int = CARDS, fewer: int = FEWER, rounds: int = ROUNDS
) -> dict[str, float]:
    """Bars 8 and 9 on empty databases, by kind: seconds, megabytes and the ratios of both."""
    found: dict[str, float] = {}
    for kind, url in urls.items():
        times = asyncio.run(_times(url, count, rounds))
        small, large = _peak(url, fewer), _peak(url, count)
        found |= {f"{kind}: {name} (s)": value for name, value in times.items()}
        found[f"{kind}: add_all / import"] = times["add_all"] / times["import"]
        found[f"{kind}: rows alone / import"] = times["rows alone"] / times["import"]
        found[f"{kind}: peak of {fewer:,} (MB)"] = small
        found[f"{kind}: peak of {count:,} (MB)"] = large
        found[f"{kind}: peak of {count:,} / of {fewer:,}"] = large / small
    return found


def main(count: int) -> None:
    """Measure on both databases and print a line for each figure."""
    sys.path.insert(0, str(ROOT / "tests" / "live"))
    from postgres import postgres  # The tests' own; only this needs it.

    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        urls = {
            "SQLite": f"sqlite:///{folder}/cards.sqlite",
            "PostgreSQL": asyncio.run(server.create("cards")),
        }
        print(f"| {count:,} cards | |\n|---|--:|")
        for kind, url in urls.items():
            for name, value in measure({kind: url}, count=count, fewer=count // 10).items():
                print(f"| {name} | {value:.2f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--peak", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        asyncio.run(_import_once(arguments.peak, arguments.cards))
        print(_peak_of_this_process())
    else:
        main(arguments.cards)
