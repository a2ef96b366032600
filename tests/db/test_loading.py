"""Loading decks from files: deterministic, idempotent, safe in parallel."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from api.services import loading
from api.services.loading import Loaded, LoadStatus
from db import cards, decks, engine, migrating, workspaces
from db.engine import Database
from db.events import EventRow
from quiz.access import Visibility
from quiz.errors import Invalid

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
RIVERS = [
    {"kind": "typed", "prompt": "Wrocław lies on the …", "accepted": ["Oder"]},
    {"kind": "basic", "prompt": "Rivers of Egypt?", "answer": "- the Nile"},
    {"kind": "typed", "prompt": "Cologne lies on the …", "accepted": ["Rhine"]},
]


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = engine.connect(database_url)
    await migrating.upgrade(database)
    yield database
    await database.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "rivers.json", RIVERS)


def written(path: Path, cards: list[dict[str, Any]], **fields: Any) -> Path:
    deck = {"title": "Rivers", "cards": cards} | fields
    path.write_text(json.dumps({"recite": 1, "decks": [deck]}))
    return path


async def load(database: Database, path: Path, now: datetime = NOW) -> Loaded:
    async with database.writing() as db:
        return await loading.load_file(db, path, now=now)


async def prompts_of(database: Database, loaded: Loaded) -> list[tuple[str, int]]:
    async with database.reading() as db:
        return [
            (version.content["prompt"], row.version)
            async for row, version in cards.each(db, deck_id=loaded.deck_id)
        ]


async def test_a_fresh_service_offers_the_fixture_to_everybody(database: Database) -> None:
    async with database.writing() as db:
        (loaded,) = await loading.load_fixtures(db, now=NOW)
    assert (loaded.name, loaded.card_count) == ("stalin-power-struggle", 12)
    async with database.reading() as db:
        row, role = await decks.get(db, loaded.deck_id, account_id=None, workspace_id=None)
        system = await workspaces.find_system(db)
    assert system is not None
    assert (row.visibility, row.answers_public, row.workspace_id, role) == (
        Visibility.PUBLIC,
        True,
        system.id,
        None,
    )


async def test_ids_follow_from_names_and_places(database: Database, file: Path) -> None:
    loaded = await load(database, file)
    async with database.reading() as db:
        found = [row async for row, _ in cards.each(db, deck_id=loaded.deck_id)]
    assert str(loaded.deck_id) == "a8336dfe-8653-542f-8276-fad44525b226"
    assert str(found[0].id) == "c0fb3893-1611-5f17-a8a4-8c7512e782c9"


async def test_an_unchanged_file_writes_nothing(database: Database, file: Path) -> None:
    first = await load(database, file)
    second = await load(database, file, LATER)
    assert (first.status, second.status) == (LoadStatus.CREATED, LoadStatus.UNCHANGED)
    async with database.reading() as db:
        row = await decks.find_fixture(db, "rivers")
        events = (await db.execute(select(func.count()).select_from(EventRow))).scalar_one()
    assert row is not None
    assert (row.updated_at, row.revision, events) == (NOW, 1, 1)


async def test_a_changed_card_gets_a_new_version(database: Database, file: Path) -> None:
    await load(database, file)
    written(file, [RIVERS[0], RIVERS[1] | {"prompt": "Which river of Egypt?"}, RIVERS[2]])
    loaded = await load(database, file, LATER)
    assert loaded.status is LoadStatus.UPDATED
    assert await prompts_of(database, loaded) == [
        ("Wrocław lies on the …", 1),
        ("Which river of Egypt?", 2),
        ("Cologne lies on the …", 1),
    ]


async def test_a_card_that_is_gone_leaves_a_tombstone(database: Database, file: Path) -> None:
    await load(database, file)
    written(file, RIVERS[:2])
    loaded = await load(database, file, LATER)
    assert (loaded.card_count, len(await prompts_of(database, loaded))) == (2, 2)
    async with database.reading() as db:
        ever = await cards.list_ever(db, deck_id=loaded.deck_id)
    assert [row.deleted_at for row, _ in ever.values() if row.deleted_at] == [LATER]


async def test_a_card_that_comes_back_keeps_its_id(database: Database, file: Path) -> None:
    await load(database, file)
    await load(database, written(file, RIVERS[:2]))
    loaded = await load(database, written(file, RIVERS), LATER)
    assert await prompts_of(database, loaded) == [(card["prompt"], 1) for card in RIVERS]


async def test_an_external_id_holds_a_card_when_it_moves(database: Database, file: Path) -> None:
    named = [card | {"external_id": str(place)} for place, card in enumerate(RIVERS)]
    await load(database, written(file, named))
    loaded = await load(database, written(file, named[::-1]), LATER)
    assert await prompts_of(database, loaded) == [(card["prompt"], 1) for card in RIVERS[::-1]]


async def test_what_the_file_says_of_the_deck_is_taken_over(database: Database, file: Path) -> None:
    await load(database, file)
    loaded = await load(database, written(file, RIVERS, title="Streams", tags=["geography"]))
    async with database.reading() as db:
        row = await decks.find_fixture(db, "rivers")
    assert row is not None
    assert (row.id, row.title, row.tags) == (loaded.deck_id, "Streams", ["geography"])
    assert row.words == "streams geography"


async def test_two_processes_can_load_at_once(database: Database, file: Path) -> None:
    loaded = await asyncio.gather(*(load(database, file) for _ in range(4)))
    statuses = sorted(one.status for one in loaded)
    assert statuses == [LoadStatus.CREATED, *[LoadStatus.UNCHANGED] * 3]
    assert len(await prompts_of(database, loaded[0])) == 3


async def test_a_file_of_no_format_is_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("just notes")
    with pytest.raises(Invalid, match=r"No format knows the file 'notes\.json'"):
        await load(database, path)


async def test_a_file_of_two_decks_is_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    deck = {"title": "Rivers", "cards": []}
    path.write_text(json.dumps({"recite": 1, "decks": [deck, deck]}))
    with pytest.raises(Invalid, match="holds 2 decks; it must hold one"):
        await load(database, path)


async def test_an_unsound_card_is_refused_and_nothing_stays(
    database: Database, tmp_path: Path
) -> None:
    path = written(tmp_path / "rivers.json", [*RIVERS, RIVERS[0] | {"accepted": []}])
    with pytest.raises(Invalid, match="/decks/0/cards/3/accepted"):
        await load(database, path)
    async with database.reading() as db:
        assert await decks.find_fixture(db, "rivers") is None
