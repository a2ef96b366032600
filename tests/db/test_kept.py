"""What never changes is kept; what may yet be rolled back is not."""

import pytest

from db.engine import Database
from db.kept import Shelf

SHELF: Shelf[str, int] = Shelf("numbers of a test", 2)


async def kept(database: Database, key: str) -> int | None:
    async with database.reading() as db:
        return SHELF.find(db, key)


async def test_what_a_reading_reads_is_kept(database: Database) -> None:
    async with database.reading() as db:
        SHELF.keep(db, "one", 1)
    assert await kept(database, "one") == 1


async def test_what_a_writing_reads_is_not_kept(database: Database) -> None:
    async with database.writing() as db:
        SHELF.keep(db, "one", 1)
    assert await kept(database, "one") is None


async def test_what_is_written_is_kept_once_it_is_committed(database: Database) -> None:
    async with database.writing() as db:
        SHELF.keep_once_committed(db, "one", 1)
        assert await kept(database, "one") is None
    assert await kept(database, "one") == 1


async def test_what_nobody_will_ask_for_is_dropped_once_that_is_committed(
    database: Database,
) -> None:
    async with database.reading() as db:
        SHELF.keep(db, "one", 1)
    async with database.writing() as db:
        SHELF.drop_once_committed(db, "one")
        assert await kept(database, "one") == 1
    assert await kept(database, "one") is None


async def test_what_is_rolled_back_is_not_kept(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.writing() as db:
            SHELF.keep_once_committed(db, "one", 1)
            raise LookupError("on purpose")
    assert await kept(database, "one") is None


async def test_a_full_shelf_gives_away_what_was_used_longest_ago(database: Database) -> None:
    async with database.reading() as db:
        for number, key in enumerate(("one", "two", "three")):
            SHELF.keep(db, key, number)
    assert [await kept(database, key) for key in ("one", "two", "three")] == [None, 1, 2]


async def test_what_is_heavy_takes_the_place_of_much(database: Database) -> None:
    weighed: Shelf[str, int] = Shelf("weights of a test", 10, lambda weight: weight)
    async with database.reading() as db:
        for key, weight in (("six", 6), ("three", 3), ("five", 5), ("eleven", 11)):
            weighed.keep(db, key, weight)
        held = [weighed.find(db, key) for key in ("six", "three", "five", "eleven")]
    assert held == [None, 3, 5, None]
