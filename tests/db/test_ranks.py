"""Ranks of answers in decks of the `confidence` scheduler."""

from uuid import uuid4

from db import ranks
from db.engine import Database

MORE_THAN_SQLITE_PUTS_TOGETHER = 501


async def test_ranks_of_any_number_of_decks_are_read(database: Database) -> None:
    decks = {(uuid4(), uuid4()) for _ in range(MORE_THAN_SQLITE_PUTS_TOGETHER)}
    async with database.reading() as db:
        assert await ranks.list_last(db, decks) == {}
