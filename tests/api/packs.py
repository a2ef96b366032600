"""Offline sessions: packs to take along, and what a device sends of them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from studying import response_to, start

Things = dict[str, Any]


async def pack_of(learner: Any, session: Things, limit: int = 200) -> list[Things]:
    """All questions of the session's pack."""
    path, items = f"/v1/sessions/{session['id']}/pack", []
    query: Things = {"limit": limit}
    while True:
        reply = await learner.get(path, params=query)
        assert reply.status_code == 200, reply.text
        items += reply.json()["items"]
        if reply.json()["next_cursor"] is None:
            return items
        query["cursor"] = reply.json()["next_cursor"]


async def take_along(learner: Any, deck: Things, **options: Any) -> tuple[Things, list[Things]]:
    """An offline session over the deck, and its pack."""
    session = await start(learner, deck, offline=True, **options)
    return session, await pack_of(learner, session)


def item(packed: Things, at: datetime | str, **given: Any) -> Things:
    """An answer to a packed question, given at this time."""
    told = at if isinstance(at, str) else at.isoformat()
    question = packed["question"]
    body = response_to(question, **given)
    return {"session_id": question["session_id"], "answered_at": told, **body}


async def upload(learner: Any, *items: Any) -> list[Things]:
    """The results of a batch."""
    reply = await learner.post("/v1/answers/batch", json={"items": list(items)})
    assert reply.status_code == 200, reply.text
    results: list[Things] = reply.json()["results"]
    assert [result["index"] for result in results] == list(range(len(items)))
    return results


def statuses(results: list[Things]) -> list[str]:
    return [result["status"] for result in results]


def new_id() -> str:
    return str(uuid4())
