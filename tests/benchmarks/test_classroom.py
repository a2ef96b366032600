"""What is written straight into a database is what the service itself would have written."""

from datetime import datetime
from typing import Any

import classroom
import httpx
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import col

from api.main import create_app
from api.settings import Settings
from db import engine, migrating
from db.sessions import SessionRow


async def test_a_prepared_session_is_like_one_that_the_service_starts(
    fresh_sqlite_url: str,
) -> None:
    database = engine.connect(fresh_sqlite_url)
    await migrating.upgrade(database)
    room = await classroom.fill(database, card_count=8)
    [pupil] = await classroom.open_sessions(database, room, each=1, questions=8)
    prepared = pupil.sessions[0].session_id
    app = create_app(
        Settings(database_url=fresh_sqlite_url, secret_key=SecretStr(classroom.SECRET))
    )
    wanted = {"mode": "study", "selection": "all", "repeats": False, "limit": 8}
    wanted |= {"card_ids": [str(room.card_ids[place]) for place in (3, 4, 5, 6, 7, 0, 1, 2)]}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://recite.test",
        headers={"Authorization": f"Bearer {pupil.token}"},
    ) as client:
        started = await client.post("/v1/sessions", json=wanted)
    assert started.status_code == 201, started.text
    async with database.reading() as db:
        rows = (await db.execute(select(SessionRow).order_by(col(SessionRow.started_at)))).scalars()
        ours, theirs = [_plain(row) for row in rows]
    assert prepared != started.json()["id"]
    assert ours == theirs
    await app.state.database.dispose()
    await database.dispose()


def _plain(row: SessionRow) -> dict[str, Any]:
    """The row but for what differs from session to session."""
    told = row.model_dump(exclude={"id", "order_seed", "secret_seed"})
    told["pending"] = {
        name: value
        for name, value in told["pending"].items()
        if name not in ("question_id", "seed", "asked_at")
    }
    return {k: "a time" if isinstance(v, datetime) else v for k, v in told.items()}
