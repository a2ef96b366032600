"""What is compared does the same work: the service and the naive endpoints write the same rows."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import classroom
import httpx
import load
import pytest
import pytest_asyncio
import rounds
from classroom import Pupil, Room
from services import Service
from sides import SIDES, Side
from sqlalchemy import select

from db import engine, migrating
from db.answers import AnswerRow
from db.base import Row
from db.engine import Database
from db.events import EventRow
from db.learners import LearnerRow
from db.memories import MemoryRow
from db.sessions import SessionRow

ANSWERS = 12
QUESTIONS = 9
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")


@asynccontextmanager
async def _filled(url: str) -> AsyncIterator[tuple[str, Database, Room]]:
    database = engine.connect(url)
    await migrating.upgrade(database)
    yield url, database, await classroom.fill(database, card_count=40)
    await database.dispose()


@pytest_asyncio.fixture
async def filled(database_url: str) -> AsyncIterator[tuple[str, Database, Room]]:
    async with _filled(database_url) as found:
        yield found


@dataclass(frozen=True)
class Naive:
    """The naive endpoint, which serves already, under any names."""

    url: str
    database: Database
    room: Room
    service: Service

    def named(self, name: str) -> Side:
        """A side of this name."""
        return _Serving(name, naive=self)


@dataclass(frozen=True)
class _Serving(Side):
    naive: Naive | None = None

    @contextmanager
    def serves(self, database_url: str, *, workers: int = 1) -> Iterator[Service]:
        assert self.naive is not None
        yield self.naive.service


@pytest_asyncio.fixture(scope="module")
async def naive(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Naive]:
    """One process and one database for all tests that need no more."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('naive') / 'naive.sqlite3'}"
    async with _filled(url) as (_, database, room):
        with SIDES["naive"].serves(url) as service:
            yield Naive(url, database, room, service)


async def _pupil(database: Database, room: Room) -> Pupil:
    """A fresh learner with two sessions that are the same for all, secret seed and all."""
    room = await classroom.add_learners(database, room, 1)
    [pupil] = await classroom.open_sessions(database, room, each=2, questions=QUESTIONS, seed=7)
    return pupil


async def _written(database: Database, learner_id: UUID, room: Room) -> dict[str, list[Any]]:
    """All rows of the learner that an answer writes, but for ids, times and what hashes them."""
    kept = {str(id): f"card {place}" for place, id in enumerate(room.card_ids)}
    kept |= {str(learner_id): "the learner", str(room.deck_id): "the deck"}
    found: dict[str, list[Any]] = {}
    async with database.reading() as db:
        rows: type[Row]
        for rows, owner in (
            (AnswerRow, "learner_id"),
            (MemoryRow, "learner_id"),
            (SessionRow, "learner_id"),
            (EventRow, "owner_id"),
            (LearnerRow, "id"),
        ):
            query = select(rows).where(getattr(rows, owner) == learner_id)
            told = [row.model_dump() for row in (await db.execute(query)).scalars()]
            found[rows.__name__] = sorted((_plain(one, kept) for one in told), key=repr)
    return found


def _plain(value: Any, kept: dict[str, str]) -> Any:
    match value:
        case dict():
            return {k: _plain(v, kept) for k, v in value.items() if k != "body_hash"}
        case list():
            return [_plain(each, kept) for each in value]
        case datetime():
            return "a time"
        case UUID():
            return kept.get(str(value), "an id")
        case str() if _TIME.fullmatch(value):
            return "a time"
        case str():
            return _ID.sub(lambda found: kept.get(found[0], "an id"), value)
        case _:
            return value


async def test_the_naive_endpoints_write_what_the_service_writes(
    filled: tuple[str, Database, Room],
) -> None:
    url, database, room = filled
    written = {}
    for name in ("recite", "naive-async", *["naive"] * database.is_sqlite):
        pupil = await _pupil(database, room)
        with SIDES[name].serves(url) as service:
            load.run(service.url, [pupil], classroom.responses(room), answers=ANSWERS - 1)
        written[name] = await _written(database, pupil.learner_id, room)
    ours = written.pop("recite")
    assert len(ours["AnswerRow"]) == ANSWERS
    assert {row["fraction"] for row in ours["AnswerRow"]} == {0.0, 1.0, 0.75}
    assert {row["format"] for row in ours["AnswerRow"]} == {"flip", "choice", "typed", "numeric"}
    for theirs in written.values():
        assert theirs == ours


async def test_an_answer_that_is_sent_to_the_naive_endpoint_again_is_stored_once(
    naive: Naive,
) -> None:
    pupil = await _pupil(naive.database, naive.room)
    waiting = pupil.sessions[0]
    body = {
        "id": "01990000-0000-7000-8000-000000000001",
        "question_id": str(waiting.question_id),
        "response": {"format": "numeric", "text": "3"},
    }
    path = f"/v1/sessions/{waiting.session_id}/answers"
    headers = {"Authorization": f"Bearer {pupil.token}"}
    async with httpx.AsyncClient(headers=headers, base_url=naive.service.url) as client:
        first, second = [await client.post(path, json=body) for _ in range(2)]
    assert (first.status_code, second.json()) == (201, first.json())
    assert len((await _written(naive.database, pupil.learner_id, naive.room))["AnswerRow"]) == 1


async def test_sides_take_turns_and_are_measured(naive: Naive) -> None:
    place = rounds.Place("any", naive.url, naive.database, naive.room, float)
    told: list[str] = []
    found = await rounds.take_turns(
        place,
        [naive.named("one"), naive.named("other")],
        rounds=2,
        clients=2,
        seconds=0.3,
        warm_up=10,
        progress=told.append,
    )
    names = [line.split(": ")[0] for line in told]
    assert names == [f"any, 2 learners, {name}" for name in ("one", "other", "other", "one")]
    for one in (*found["one"], *found["other"]):
        assert one.per_second > 0
        assert one.server_cpu > 0
        assert one.p50_ms <= one.p99_ms
