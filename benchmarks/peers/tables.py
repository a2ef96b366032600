"""The tables of the peers, and learners with sessions to answer in them."""

import json
from datetime import UTC, datetime
from uuid import UUID

import classroom
from classroom import QUESTIONS, Pupil, Room, Waiting
from sqlalchemy import text

from api.ids import new_id
from db.engine import Database
from quiz.responses import Format

TABLES = (
    "CREATE TABLE IF NOT EXISTS peer_keys (token TEXT PRIMARY KEY, learner_id {id} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS peer_cards (id {id} PRIMARY KEY, prompt TEXT NOT NULL, "
    "accepted TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS peer_sessions (id {id} NOT NULL, learner_id {id} NOT NULL, "
    "plan {json} NOT NULL, position INTEGER NOT NULL, right_count INTEGER NOT NULL, "
    "PRIMARY KEY (learner_id, id))",
    "CREATE TABLE IF NOT EXISTS peer_answers (id {id} NOT NULL, learner_id {id} NOT NULL, "
    "session_id {id} NOT NULL, card_id {id} NOT NULL REFERENCES peer_cards (id), "
    "response {json} NOT NULL, is_right BOOLEAN NOT NULL, answered_at {time} NOT NULL, "
    "PRIMARY KEY (learner_id, id), "
    "FOREIGN KEY (learner_id, session_id) REFERENCES peer_sessions (learner_id, id))",
    "CREATE TABLE IF NOT EXISTS peer_memories (learner_id {id} NOT NULL, card_id {id} NOT NULL "
    "REFERENCES peer_cards (id), reviews INTEGER NOT NULL, interval_days REAL NOT NULL, "
    "due_at {time} NOT NULL, PRIMARY KEY (learner_id, card_id))",
    "CREATE TABLE IF NOT EXISTS peer_events (id {id} PRIMARY KEY, learner_id {id} NOT NULL, "
    "type TEXT NOT NULL, data {json} NOT NULL, created_at {time} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS peer_answers_card ON peer_answers (learner_id, card_id)",
    "CREATE INDEX IF NOT EXISTS peer_memories_due ON peer_memories (learner_id, due_at)",
)
TYPES = {
    True: {"id": "TEXT", "json": "TEXT", "time": "TEXT"},
    False: {"id": "UUID", "json": "JSONB", "time": "TIMESTAMPTZ"},
}


async def prepare(
    database: Database, room: Room, *, clients: int, each: int
) -> tuple[list[Pupil], dict[str, tuple[bytes, bytes]]]:
    """So many learners with sessions, and the right and a wrong response to each card."""
    now = datetime.now(UTC)
    pupils, sessions, keys = [], [], []
    for place in range(clients):
        learner_id = new_id(now)
        token = classroom.token(learner_id, now)
        waiting = []
        for number in range(each):
            start = (place * each + number) * 37
            plan = [str(room.card_ids[(start + n) % len(room.card_ids)]) for n in range(QUESTIONS)]
            session_id, card_id = new_id(now), UUID(plan[0])
            waiting.append(Waiting(session_id, card_id, card_id, Format.TYPED))
            told = {"id": str(session_id), "learner_id": str(learner_id), "plan": json.dumps(plan)}
            sessions.append(told)
        keys.append({"token": token, "learner_id": str(learner_id)})
        pupils.append(Pupil(learner_id, token, tuple(waiting)))
    async with database.engine.begin() as connection:
        await _make(connection, room, is_sqlite=database.is_sqlite)
        await _insert(connection, "peer_keys", keys, is_sqlite=database.is_sqlite)
        more = [session | {"position": 0, "right_count": 0} for session in sessions]
        await _insert(connection, "peer_sessions", more, is_sqlite=database.is_sqlite)
    return pupils, {
        str(id): (_typed(number), _typed(number + 4)) for number, id in enumerate(room.card_ids)
    }


async def _make(connection, room: Room, *, is_sqlite: bool) -> None:  # type: ignore[no-untyped-def]
    for statement in TABLES:
        await connection.execute(text(statement.format(**TYPES[is_sqlite])))
    if (await connection.execute(text("SELECT count(*) FROM peer_cards"))).scalar_one():
        return
    cards = [
        {"id": str(id), "prompt": f"Which word has the number {n}?", "accepted": classroom.word(n)}
        for n, id in enumerate(room.card_ids)
    ]
    await _insert(connection, "peer_cards", cards, is_sqlite=is_sqlite)


async def _insert(connection, table: str, rows, *, is_sqlite: bool) -> None:  # type: ignore[no-untyped-def]
    """Insert rows that are told as text; Postgres is told what the text is."""
    kinds = {"id": "uuid", "learner_id": "uuid", "plan": "jsonb"}
    values = [
        f":{name}"
        if is_sqlite or name not in kinds
        else f"CAST(CAST(:{name} AS text) AS {kinds[name]})"
        for name in rows[0]
    ]
    told = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({', '.join(values)})"
    await connection.execute(text(told), rows)


def _typed(number: int) -> bytes:
    return f'{{"format":"typed","text":"{classroom.word(number)}"}}'.encode()
