"""The tables' history, up and down, with rows in them."""

from typing import Any

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, select, text, update
from sqlmodel import col

from db import migrating, revisions, tables
from db.decks import DeckRow
from db.engine import Database, connect
from quiz.session.sessions import Mode


async def _names(database: Database) -> set[str]:
    async with database.reading() as db:
        connection = await db.connection()
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_tables_go_up_down_and_up_again(database_url: str) -> None:
    database = connect(database_url)
    assert await revisions.current(database) is None
    await migrating.upgrade(database)
    assert await revisions.current(database) == migrating.head() == revisions.HEAD
    assert await _names(database) == {*tables.metadata.tables, "alembic_version"}
    await migrating.downgrade(database, "base")
    assert await _names(database) == {"alembic_version"}
    await migrating.upgrade(database)
    await database.dispose()


async def test_a_populated_database_goes_down_and_up(database: Database, seeds: object) -> None:
    learner = await seeds.learner()
    await seeds.session(learner, [await seeds.card()], mode=Mode.TEST)
    await migrating.downgrade(database, "base")
    await migrating.upgrade(database)
    async with database.reading() as db:
        assert (await db.execute(text("SELECT count(*) FROM sessions"))).scalar_one() == 0


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({"mode": "learn", "order": "queue", "limit": 5}, {"mode": "study", "limit": 5}),
        ({"mode": "review"}, {"mode": "study"}),
        ({"mode": "test", "order": "deck"}, {"mode": "test", "order": "deck"}),
        ({}, {}),
    ],
)
async def test_going_down_leaves_no_study_defaults_that_nobody_reads(
    database: Database, seeds: Any, said: dict[str, Any], left: dict[str, Any]
) -> None:
    async with database.writing() as db:
        await db.execute(
            update(DeckRow).where(col(DeckRow.id) == seeds.deck_id).values(study_defaults=said)
        )
    await migrating.downgrade(database, "20261123_schedule_memories")
    async with database.reading() as db:
        kept = (await db.execute(select(col(DeckRow.study_defaults)))).scalar_one()
    assert kept == left


async def test_the_tables_are_what_the_code_says(database: Database) -> None:
    await migrating.check(database)


async def test_migrating_twice_changes_nothing(database: Database, seeds: object) -> None:
    await migrating.upgrade(database)
    async with database.reading() as db:
        assert (await db.execute(text("SELECT count(*) FROM decks"))).scalar_one() == 1


async def test_foreign_keys_hold_after_a_migration(database: Database) -> None:
    if not database.is_sqlite:
        return
    await migrating.upgrade(database)
    async with database.reading() as db:
        assert (await db.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1


async def test_foreign_keys_hold_after_a_migration_that_failed(database: Database) -> None:
    if not database.is_sqlite:
        return
    with pytest.raises(CommandError):
        await migrating.upgrade(database, "no_such_revision")
    async with database.reading() as db:
        assert (await db.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1


async def test_only_open_sessions_with_an_end_are_indexed_by_it(database: Database) -> None:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    async with database.reading() as db:
        connection = await db.connection()
        found = await connection.run_sync(lambda sync: inspect(sync).get_indexes("sessions"))
    [index] = [index for index in found if index["name"] == "ix_sessions_ends_at"]
    condition = str(index["dialect_options"][f"{kind}_where"])
    assert "finished_at IS NULL" in condition
    assert "ends_at IS NOT NULL" in condition


def test_study_tables_lead_with_the_learner() -> None:
    for name in ("sessions", "answers", "answer_cards", "answer_voids", "memories"):
        keys = tables.metadata.tables[name].primary_key.columns.keys()
        assert keys[0] == "learner_id", name


def test_foreign_keys_are_named_and_content_does_not_lean_on_study() -> None:
    study = {"sessions", "answers", "answer_cards", "answer_voids", "memories", "learners"}
    content = {"decks", "cards", "card_versions", "workspaces"}
    for name, table in tables.metadata.tables.items():
        for constraint in table.foreign_key_constraints:
            assert constraint.name, name
            assert not (name in content and constraint.referred_table.name in study)
