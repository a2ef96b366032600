"""Columns that mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlmodel import col

from db.decks import DeckRow
from db.engine import Database
from db.events import EventRow, add
from db.types import has_tag


async def test_an_instant_comes_back_aware_and_in_utc(database: Database, seeds: object) -> None:
    oslo = timezone(timedelta(hours=2))
    at = datetime(2026, 6, 1, 14, 30, 15, 123456, tzinfo=oslo)
    id, owner = seeds.id(), seeds.id()
    async with database.writing() as db:
        add(db, id=id, type="x.y", data={}, now=at, owner_id=owner, workspace_id=None)
    async with database.reading() as db:
        row = await db.get(EventRow, (owner, id))
    assert row.created_at == at
    assert row.created_at.tzinfo is UTC


async def test_a_naive_instant_is_refused(database: Database, seeds: object) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        async with database.writing() as db:
            naive = datetime(2026, 6, 1)
            add(
                db,
                id=seeds.id(),
                type="x",
                data={},
                now=naive,
                owner_id=seeds.id(),
                workspace_id=None,
            )


@pytest.mark.parametrize(
    ("tag", "is_found"),
    [("north", True), ("nor", False), ('It\'s "x"', True), ("ÆØÅ", True), ("", False)],
)
async def test_a_tag_is_found_whole(
    database: Database, seeds: object, tag: str, is_found: bool
) -> None:
    async with database.writing() as db:
        deck = await db.get(DeckRow, seeds.deck_id)
        deck.tags = ["north", 'It\'s "x"', "ÆØÅ"]
    async with database.reading() as db:
        query = select(col(DeckRow.id)).where(has_tag(col(DeckRow.tags), tag))
        assert bool((await db.execute(query)).all()) is is_found
