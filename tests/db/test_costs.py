"""What is asked most does not grow with what is stored: SQLite searches, and scans no table."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from sqlite3 import connect
from typing import Any
from uuid import UUID

import pytest
from answered import graded
from sqlalchemy import Engine, event

from db import cards
from db.cards import CardFilter
from db.engine import Database
from db.graded_answers import Applied
from db.group_commits import AnswerWriter
from db.group_reads import SituationReader
from db.pages import PageRequest
from db.tables import metadata


@contextmanager
def noting_statements() -> Iterator[dict[str, Any]]:
    """The statements that run in the block, each with parameters that it ran with."""
    noted: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        noted[statement] = given[0] if many else given

    event.listen(Engine, "before_cursor_execute", note)
    yield noted
    event.remove(Engine, "before_cursor_execute", note)


async def test_answers_of_many_learners_at_once_scan_no_table(
    database: Database, seeds: Any
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL scans small tables because that is faster.")
    items = []
    for _ in range(3):
        learner, cards = await seeds.learner(), [await seeds.card() for _ in range(2)]
        items.append(await graded(seeds, learner, await seeds.session(learner, cards)))
    reader, writer = SituationReader(database), AnswerWriter(database)
    with noting_statements() as noted:
        await asyncio.gather(
            *(reader.read(item.session_id, learner_id=item.learner_id) for item in items)
        )
        outcomes = await asyncio.gather(*map(writer.submit, items))
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert any("INTO answers" in statement for statement in noted)
    assert list(_scans(database, noted)) == []


async def test_a_later_page_begins_at_its_place_in_the_index(
    database: Database, seeds: Any
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL scans small tables because that is faster.")
    deck_id = await seeds.deck()
    page = PageRequest(50, after=(7, UUID(int=7)))
    with noting_statements() as noted:
        async with database.reading() as db:
            filter, search = CardFilter(), {"deck_id": deck_id, "search_answers": False}
            await cards.list_of_deck(db, page, filter=filter, **search)
    plans = [plan for plan, statement in _plans(database, noted) if "FROM cards" in statement]
    assert any("position>?" in plan for plan in plans), plans


def _scans(database: Database, noted: dict[str, Any]) -> Iterator[str]:
    """What SQLite says of statements that go through all rows of a table."""
    names = {table.name for table in metadata.sorted_tables}
    for plan, statement in _plans(database, noted):
        words = plan.split()
        if words[0] == "SCAN" and words[1] in names:
            yield f"{plan}: {statement}"


def _plans(database: Database, noted: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each step that SQLite takes for a statement, with the statement."""
    with closing(connect(database.engine.url.database or "")) as db:
        for statement, given in noted.items():
            if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", given):
                    yield row[3], statement
