"""A service whose database was moved to the other kind serves the same."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio
import studying
from studying import MATCHING, NUMERIC, ORDERING, TYPED, answer, pending, start
from writing import CARDS

from api.main import create_app
from db import migrating, moving, refolding
from db.engine import connect
from db.memories import MemoryRow, list_rows

FOLDED = {"fold_version", "change_number", "revision", "updated_at"}


@pytest_asyncio.fixture
async def source(owner: Any) -> dict[str, Any]:
    """A workspace with decks, learners, sessions and answers; `paths` show it."""
    await studying.make_deck(owner, *CARDS, tags=["é"], language="en", visibility="private")
    deck = await studying.make_deck(owner, TYPED, NUMERIC, MATCHING, ORDERING, studying.BASIC)
    session = await start(owner, deck)
    while (question := await pending(owner, session)) is not None:
        await answer(owner, session, question)
    await owner.patch(f"/v1/memories/{deck['card_ids'][0]}", json={"is_suspended": True})
    learner = f"/v1/learners/{owner.learner_id}"
    paths = [
        *("/v1/me", "/v1/workspaces", "/v1/decks?collection=own", "/v1/sessions", "/v1/answers"),
        *("/v1/memories", f"/v1/decks/{deck['id']}/cards", f"/v1/decks/{deck['id']}/export"),
        *(f"/v1/sessions/{session['id']}/results", f"{learner}/due", f"{learner}/forecast"),
        *(f"{learner}/decks/{deck['id']}/settings", "/v1/changes"),
    ]
    return {"paths": paths, "deck_id": UUID(deck["id"]), "card_ids": deck["card_ids"]}


@pytest_asyncio.fixture
async def moved(
    app: Any, source: Any, fresh_sqlite_url: str, fresh_postgres_url: str
) -> AsyncIterator[Any]:
    """The application on a database of the other kind, to which everything was moved."""
    url = fresh_postgres_url if app.state.database.is_sqlite else fresh_sqlite_url
    target = connect(url)
    await migrating.upgrade(target)
    async with app.state.database.reading() as reads, target.writing() as writes:
        await moving.move(reads, writes, lambda _name, _count: None)
    yield create_app(app.state.settings.model_copy(update={"database_url": url}))
    await target.dispose()


async def test_the_moved_service_shows_the_same(
    service: Any, owner: Any, source: Any, moved: Any
) -> None:
    moved.state.clock = lambda: service.clock.now
    there = type(service)(moved, service.clock)
    client = there.client(owner.headers["authorization"].removeprefix("Bearer "))
    for path in source["paths"]:
        before, after = await owner.get(path), await client.get(path)
        assert before.status_code == 200, (path, before.text)
        assert after.json() == before.json(), path
    await there.close()
    await moved.state.database.dispose()


async def test_moved_memories_are_what_their_log_folds_to(
    service: Any, owner: Any, source: Any, moved: Any
) -> None:
    learner_id, deck_id = UUID(owner.learner_id), source["deck_id"]
    keys = {(learner_id, UUID(card_id)): deck_id for card_id in source["card_ids"]}
    async with moved.state.database.writing() as db:
        before = {key: _memory(row) for key, row in (await list_rows(db, keys)).items()}
        await refolding.refold(db, keys, now=service.clock.now)
        after = {key: _memory(row) for key, row in (await list_rows(db, keys)).items()}
    assert len(before) == len(keys)
    assert after == before
    await moved.state.database.dispose()


def _memory(row: MemoryRow) -> dict[str, Any]:
    return row.model_dump(exclude=FOLDED)
