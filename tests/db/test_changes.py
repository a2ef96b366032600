"""Writers at the same time: a reader who follows the numbers misses none of them.

Each test holds a writer's transaction open while another one writes and a reader reads, and lets
them commit one after the other.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from answered import apply, graded
from sqlalchemy import text

from api import change_cursors
from api.services import authoring, erasing, following, loading
from api.services.browsing import SeenCard
from api.services.following import Mark
from db import changes, deck_settings, decks, learners, memories
from db.decks import DeckRow
from db.engine import Database
from db.forgotten_memories import ForgottenMemoryRow
from db.memories import MemoryRow
from quiz.access import Caller, CallerKind, Scope, Visibility
from quiz.errors import Invalid
from quiz.following import DeckState, Reached, Run, Sight
from quiz.scheduling.memories import Memory
from schemas.cards import CardCreate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CARD = CardCreate.model_validate({"kind": "typed", "prompt": "Peru?", "accepted": ["Lima"]})


@dataclass
class Reader:
    """Follows a learner's changes, and keeps the cards it was told of."""

    database: Database
    learner_id: UUID
    mark: Mark | None = None

    async def read(self, limit: int = 500) -> list[Any]:
        caller = Caller(CallerKind.GUEST, frozenset({Scope.STUDY}), learner_id=self.learner_id)
        async with self.database.reading() as db:
            followed = await following.follow(db, caller, self.mark, limit)
        self.mark = followed.mark
        return list(followed.changes)

    async def cards(self) -> list[UUID]:
        told = await self.read()
        found = [one.row.id for one in told if isinstance(one, SeenCard)]
        return found + [one.card_id for one in told if isinstance(one, MemoryRow)]


@dataclass
class Writer:
    """A transaction in a task of its own, which commits when it is told to."""

    task: asyncio.Task[None]
    wrote: asyncio.Event
    may_commit: asyncio.Event

    async def has_written(self, *, within: float = 5) -> bool:
        waiting = asyncio.create_task(self.wrote.wait())
        await asyncio.wait({waiting, self.task}, timeout=within, return_when="FIRST_COMPLETED")
        waiting.cancel()
        return self.wrote.is_set()

    async def commit(self) -> None:
        self.may_commit.set()
        await self.task


@asynccontextmanager
async def writer(database: Database, write: Callable[[Any], Awaitable[Any]]) -> AsyncIterator[Any]:
    wrote, may_commit = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with database.writing() as db:
            await write(db)
            await db.flush()
            wrote.set()
            await may_commit.wait()

    started = Writer(asyncio.create_task(run()), wrote, may_commit)
    yield started
    await started.commit()


async def studies(seeds: Any, *deck_ids: UUID) -> Reader:
    """A reader of a new learner's, who studies these decks."""
    learner_id = await seeds.learner()
    async with seeds.database.writing() as db:
        await deck_settings.ensure_many(db, learner_id=learner_id, deck_ids=deck_ids, now=NOW)
    return Reader(seeds.database, learner_id)


async def one_after_the_other(
    seeds: Any, reader: Reader, write: Callable[[int], Callable[[Any], Awaitable[Any]]]
) -> list[list[UUID]]:
    """What the reader is told while neither of two writers has committed, after the first did, and
    after the second did.

    The second may not write before the first has committed; what it writes has a smaller id, so
    that a number that both have is noticed.
    """
    told = []
    async with writer(seeds.database, write(1)) as first:
        assert await first.has_written()
        async with writer(seeds.database, write(2)) as second:
            overtook = await second.has_written(within=0.3)
            told.append(await reader.cards())
            await first.commit()
            if not overtook:
                assert await second.has_written()
            told.append(await reader.cards())
            await second.commit()
            told.append(await reader.cards())
    return told


async def test_two_who_edit_a_deck_are_both_told_of(database: Database, seeds: Any) -> None:
    reader = await studies(seeds, seeds.deck_id)
    await reader.read()
    author = Caller(
        CallerKind.API_KEY, frozenset(Scope), workspace_id=seeds.workspace_id, api_key_id=seeds.id()
    )

    def write(number: int) -> Any:
        return lambda db: authoring.create_one(db, author, seeds.deck_id, CARD.root, now=NOW)

    told = await one_after_the_other(seeds, reader, write)
    assert [len(cards) for cards in told] == [0, 1, 1]


async def test_two_who_write_a_learners_memories_are_both_told_of(
    database: Database, seeds: Any
) -> None:
    reader = await studies(seeds, seeds.deck_id)
    cards = sorted([await seeds.card() for _ in range(2)], reverse=True)
    await reader.read()

    def write(number: int) -> Any:
        values = memories.to_values(
            Memory(),
            learner_id=reader.learner_id,
            card_id=cards[number - 1],
            deck_id=seeds.deck_id,
            now=NOW,
        )
        return lambda db: memories.put_many(db, [values])

    assert await one_after_the_other(seeds, reader, write) == [[], [cards[0]], [cards[1]]]


async def test_two_decks_that_come_at_the_same_time_are_both_told_of(
    database: Database, seeds: Any
) -> None:
    reader = await studies(seeds)
    await reader.read()
    own = await seeds.card()
    found = sorted([seeds.deck_id, await other_deck(seeds)], reverse=True)

    def write(number: int) -> Any:
        return lambda db: deck_settings.ensure_many(
            db, learner_id=reader.learner_id, deck_ids=[found[number - 1]], now=NOW
        )

    assert await one_after_the_other(seeds, reader, write) == [[], [], [own]]


async def other_deck(seeds: Any) -> UUID:
    async with seeds.database.writing() as db:
        first = await decks.get_as_operator(db, seeds.deck_id)
        row = DeckRow(**first.model_dump() | {"id": seeds.id(), "visibility": Visibility.PUBLIC})
        db.add(row)
    return row.id


async def test_answers_from_two_devices_are_both_told_of(database: Database, seeds: Any) -> None:
    reader = await studies(seeds, seeds.deck_id)
    cards = [await seeds.card() for _ in range(8)]
    sessions = [await seeds.session(reader.learner_id, [card]) for card in cards]
    items = [await graded(seeds, reader.learner_id, session) for session in sessions]
    await reader.read()
    told: list[UUID] = []

    async def follow() -> None:
        while len(told) < len(cards):
            told.extend(await reader.cards())

    async with asyncio.timeout(20):
        await asyncio.gather(follow(), *[apply(database, item) for item in items])
    assert sorted(told) == sorted(cards)


async def test_a_deck_that_is_loaded_again_is_told_of(
    database: Database, seeds: Any, tmp_path: Path
) -> None:
    async def load(*prompts: str) -> UUID:
        cards = [{"kind": "typed", "prompt": prompt, "accepted": ["x"]} for prompt in prompts]
        document = {"recite": 1, "decks": [{"title": "Rivers", "cards": cards}]}
        path = tmp_path / "rivers.json"
        path.write_text(json.dumps(document))
        async with database.writing() as db:
            return (await loading.load_file(db, path, now=NOW)).deck_id

    reader = await studies(seeds, await load("Oder?", "Nile?", "Ob?"))
    assert len(await reader.read()) == 4
    for prompts, told in (
        (["Oder?", "Nile!", "Ob?"], ["DeckAccess", "SeenCard"]),
        (["Oder?", "Nile!"], ["DeckAccess", "GoneCard"]),
        (["Oder?", "Nile!", "Ob?", "Don?"], ["DeckAccess", "SeenCard", "SeenCard"]),
        (["Oder?", "Nile!", "Ob?", "Don?"], []),
    ):
        await load(*prompts)
        assert [type(one).__name__ for one in await reader.read()] == told


async def test_a_mark_from_before_a_backup_was_restored_is_refused(
    database: Database, seeds: Any
) -> None:
    reader = await studies(seeds, seeds.deck_id)
    await seeds.card()
    await reader.read()
    assert reader.mark is not None
    for older in (
        "UPDATE decks SET change_number = 0",
        "DELETE FROM deck_settings",
    ):
        async with database.writing() as db:
            await db.execute(text(older))
        with pytest.raises(Invalid, match="ahead"):
            await reader.read()


async def test_an_erased_learner_leaves_nothing_behind(database: Database, seeds: Any) -> None:
    reader = await studies(seeds, seeds.deck_id)
    card = await seeds.card()
    values = {"learner_id": reader.learner_id, "card_id": card, "deck_id": seeds.deck_id}
    async with database.writing() as db:
        await memories.put_many(db, [memories.to_values(Memory(), **values, now=NOW)])
        await memories.remove_many(db, [(reader.learner_id, card), (reader.learner_id, seeds.id())])
    [gone] = [one for one in await reader.read() if isinstance(one, ForgottenMemoryRow)]
    assert gone.card_id == card
    async with database.writing() as db:
        await erasing.erase(db, await learners.hold(db, reader.learner_id), now=NOW)
    async with database.reading() as db:
        assert await changes.find_number(db, learner_id=reader.learner_id) is None
        count = await db.execute(text("SELECT count(*) FROM forgotten_memories"))
        assert count.scalar_one() == 0


async def test_pages_go_along_an_index(database: Database, seeds: Any) -> None:
    reader = await studies(seeds, seeds.deck_id)
    place = (1, seeds.id())
    async with database.reading() as db:
        plans = [
            await plan_of(
                db, changes.memories_after(MemoryRow, place, learner_id=reader.learner_id)
            ),
            await plan_of(
                db, changes.memories_after(ForgottenMemoryRow, place, learner_id=seeds.id())
            ),
            await plan_of(db, changes.cards_of(seeds.deck_id, Run(1, 9, 1, place), 500)),
        ]
    indexes = (
        "ix_memories_learner_id_change_number_card_id",
        "ix_forgotten_memories_learner_id_change_number_card_id",
        "ix_cards_deck_id_change_number_id",
    )
    for plan, index in zip(plans, indexes, strict=True):
        assert index in plan, plan
        assert "sort" not in plan.lower(), plan
        assert "TEMP B-TREE" not in plan, plan


async def plan_of(db: Any, query: Any) -> str:
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(text("SET LOCAL enable_seqscan = off"))
        await db.execute(text("SET LOCAL enable_sort = off"))
        await db.execute(text("SET LOCAL enable_bitmapscan = off"))
    explain = "EXPLAIN" if db.get_bind().dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    compiled = query.limit(500).compile(db.get_bind(), compile_kwargs={"literal_binds": True})
    rows = (await db.execute(text(f"{explain} {compiled}"))).all()
    return "\n".join(str(row[-1]) for row in rows)


def test_a_cursor_over_hundreds_of_decks_is_short() -> None:
    sight = Sight(reads_answers=False, edits=False)
    for count, most in ((300, 800), (1_000, 2_500), (4_000, 10_000)):
        known = tuple(DeckState(1 + number * 7919 % 900, sight) for number in range(count))
        run = Run(1, 900, 1, (7, UUID(int=7)))
        mark = Mark(Reached((12_345, UUID(int=1 << 127)), known, 3, run), bytes(8))
        cursor = change_cursors.encode(mark, list_name="me", key=b"k")
        assert len(cursor) <= most, (count, len(cursor))
        assert change_cursors.decode(cursor, list_name="me", key=b"k") == mark


def test_a_cursor_says_of_each_deck_what_was_seen() -> None:
    sights = [Sight(reads, edits) for reads in (False, True) for edits in (False, True)]
    known = tuple(DeckState(10**12, sight) for sight in sights)
    mark = Mark(Reached(None, (*known, DeckState(0, None)), 4), b"12345678")
    cursor = change_cursors.encode(mark, list_name="me", key=b"k")
    assert change_cursors.decode(cursor, list_name="me", key=b"k") == mark
