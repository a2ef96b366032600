"""Learners who send an answer again, with the same id, until it is taken.

seen = await study_all(url, pupils, beside)     all answer, while `beside` happens
await check(database, pupils, seen)             nothing is lost, and nothing is there twice
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
from classroom import Pupil
from sqlalchemy import select
from sqlmodel import col

from db.answers import AnswerRow
from db.engine import Database

RETRIED = (502, 503, 504)
PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Seen:
    """What clients saw: answers that were taken, by id, and how often they had to send again."""

    taken: list[UUID] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    retries: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


async def study(client: httpx.AsyncClient, pupil: Pupil, seen: Seen) -> None:
    """Answer every question of the learner's first session, one after another."""
    session, question = pupil.sessions[0], None
    asked: dict[str, Any] | None = {"id": str(session.question_id), "format": session.format.value}
    while asked is not None:
        question = asked
        body = {"id": str(uuid4()), "question_id": question["id"], **_response(question["format"])}
        begin = time.perf_counter()
        reply = await _insist(
            client, pupil, f"/v1/sessions/{session.session_id}/answers", body, seen
        )
        seen.waits.append(time.perf_counter() - begin)
        seen.taken.append(UUID(body["id"]))
        asked = reply["next"]


def _response(format: str) -> dict[str, Any]:
    match format:
        case "flip":
            return {"response": {"format": "flip"}, "confidence": 4}
        case "choice":
            return {"response": {"format": "choice", "selected": ["a"]}}
        case _:
            return {"response": {"format": format, "text": "7"}}


async def _insist(
    client: httpx.AsyncClient, pupil: Pupil, path: str, body: dict[str, Any], seen: Seen
) -> Any:
    """Send the answer until it is taken, with the same id each time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            headers = {"Authorization": f"Bearer {pupil.token}"}
            reply = await client.post(path, json=body, headers=headers)
        except httpx.TransportError as error:
            seen.retries[type(error).__name__] += 1
        else:
            if reply.status_code not in RETRIED:
                reply.raise_for_status()
                return reply.json()
            seen.retries[str(reply.status_code)] += 1
        await asyncio.sleep(0.1)
    raise TimeoutError(f"{path} was not taken in {PATIENCE_SECONDS} s")


async def study_all(
    url: str, pupils: Sequence[Pupil], beside: Callable[[Seen], Awaitable[None]]
) -> Seen:
    """Have all learners answer at once, while something else happens."""
    seen, begin = Seen(), time.perf_counter()
    limits = httpx.Limits(max_connections=len(pupils))
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=10) as client:
        other = asyncio.create_task(beside(seen))
        await asyncio.gather(*(study(client, pupil, seen) for pupil in pupils))
        seen.seconds = time.perf_counter() - begin
        await other
    return seen


async def check(database: Database, pupils: Sequence[Pupil], seen: Seen) -> None:
    """Fail unless the database has each answer that was taken once, and no other."""
    owners = [pupil.learner_id for pupil in pupils]
    async with database.reading() as db:
        query = select(col(AnswerRow.id)).where(col(AnswerRow.learner_id).in_(owners))
        rows = list((await db.execute(query)).scalars())
    lost, doubled = set(seen.taken) - set(rows), len(rows) - len(set(rows))
    unknown = set(rows) - set(seen.taken)
    if lost or doubled or unknown:
        sys.exit(f"{len(lost)} answers lost, {doubled} doubled, {len(unknown)} that nobody sent")
