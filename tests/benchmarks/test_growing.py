"""Growing past one process, rehearsed with few learners: nothing is lost, and staleness is told."""

import json
import os
import re
from pathlib import Path
from uuid import UUID

import classroom
import growing
import insisting
import pytest

from db import engine, migrating

OPENAPI = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text())
FULL_ONLY = pytest.mark.skipif(
    "RECITE_FULL" not in os.environ, reason="takes half a minute; a part of 'scripts/check --full'"
)
CONFIGURATION = growing.CONFIGURATION.read_text()
READINGS = [re.compile(found) for found in re.findall(r'"~(\S+)" recite_reads;', CONFIGURATION)]


def goes_to_the_replica(path: str, method: str = "GET") -> bool:
    shown = re.sub(r"\{\w+\}", "01990000-0000-7000-8000-000000000001", path)
    return any(pattern.search(f"{method}:{shown}") for pattern in READINGS)


@FULL_ONLY
async def test_answers_through_nginx_survive_the_death_of_a_process() -> None:
    told: list[str] = []
    seen = await growing.rehearse_proxy(2, questions=10, tell=told.append)
    assert len(seen.taken) == len(set(seen.taken)) == 20
    assert told


@FULL_ONLY
async def test_a_replica_serves_readings_and_tells_when_it_is_too_old() -> None:
    told: list[str] = []
    found = await growing.rehearse_replica(2, questions=10, tell=told.append)
    assert found.delays
    assert found.unready_after_pause > 0
    assert found.writing_status == 503
    assert told


async def test_a_lost_answer_is_noticed(fresh_sqlite_url: str) -> None:
    database = engine.connect(fresh_sqlite_url)
    await migrating.upgrade(database)
    room = await classroom.fill(database, card_count=8)
    pupils = await classroom.open_sessions(database, room, each=1, questions=8)
    with pytest.raises(SystemExit, match="1 answers lost, 0 doubled, 0 that nobody sent"):
        await insisting.check(database, pupils, insisting.Seen(taken=[UUID(int=1)]))
    await database.dispose()


def test_the_replica_serves_decks_statistics_and_what_is_due() -> None:
    paths = [path for path in OPENAPI["paths"] if goes_to_the_replica(path)]
    learner = "/v1/learners/{learner_id}"
    assert sorted(paths) == sorted(
        [
            "/v1/decks",
            "/v1/decks/{deck_id}",
            "/v1/decks/{deck_id}/cards",
            "/v1/decks/{deck_id}/export",
            "/v1/decks/{deck_id}/items",
            f"{learner}/calibration",
            f"{learner}/charts",
            f"{learner}/charts/forecast.svg",
            f"{learner}/charts/heatmap.svg",
            f"{learner}/charts/mastery.svg",
            f"{learner}/charts/retention.svg",
            f"{learner}/decks/{{deck_id}}/mastery",
            f"{learner}/due",
            f"{learner}/forecast",
            f"{learner}/mastery",
            f"{learner}/retention",
            f"{learner}/stats",
        ]
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_written_on_the_replica(method: str) -> None:
    assert [path for path in OPENAPI["paths"] if goes_to_the_replica(path, method)] == []
