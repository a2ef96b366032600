"""Imports write by the bulk path what adding one by one would, all or nothing, in little memory."""

import json
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from api.services.importing import Intake
from db import bulk, cards
from db.cards import CardRow, CardVersionRow
from db.engine import Database
from db.failures import as_quiz_error
from quiz import formats
from quiz.access import Visibility
from quiz.errors import Conflict, Invalid
from quiz.plain_json import to_json_text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CARDS: list[dict[str, Any]] = [
    {"kind": "typed", "prompt": "Ωx?", "accepted": ["10"], "tolerance": 1e22, "tags": ["é"]},
    {"kind": "basic", "prompt": "Why?", "answer": "- one\n- two", "metadata": {"n": "7"}},
    {"kind": "numeric", "prompt": "Half?", "value": "1/2", "external_id": "h"},
]


def source(*cards: dict[str, Any], decks: int = 1) -> Any:
    deck = {"title": "Rivers", "cards": list(cards)}
    body = json.dumps({"recite": 1, "decks": [deck] * decks}).encode()
    return formats.by_name("recite_json").parts(BytesIO(body))


def intake_of(parts: Any, seeds: Any) -> Intake:
    fields = {"workspace_id": seeds.workspace_id, "visibility": Visibility.PRIVATE}
    return Intake(parts, **fields, author_id=None, now=NOW)


async def told(_done: int, _total: int | None) -> None: ...


async def count(database: Database) -> int:
    async with database.reading() as db:
        return int((await db.execute(select(func.count()).select_from(CardRow))).scalar_one())


async def test_cards_are_written_as_they_are_read_one_by_one(database: Any, seeds: Any) -> None:
    intake = intake_of(source(*CARDS, decks=2), seeds)
    await intake.run(told)
    async with database.writing() as db:
        await intake.write(db)
    document = formats.document.whole(source(*CARDS, decks=2))
    for taken, deck in zip(intake.decks, document.decks, strict=True):
        async with database.reading() as db:
            found = [pair async for pair in cards.each(db, deck_id=taken.row.id)]
        assert [row.position for row, _ in found] == [1, 2, 3]
        assert [row.created_at for row, _ in found] == [NOW] * 3
        assert [row.tags for row, _ in found] == [["é"], [], []]
        assert [row.external_id for row, _ in found] == [None, None, "h"]
        contents = [cards.to_domain(row, version).content for row, version in found]
        assert contents[0] == deck.cards[0].content
        assert [point.text for point in contents[1].key_points] == ["one", "two"]
        assert contents[2] == deck.cards[2].content


async def test_a_fault_on_the_last_card_writes_nothing(database: Any, seeds: Any) -> None:
    intake = intake_of(source(*CARDS * 300, CARDS[0] | {"accepted": []}), seeds)
    with pytest.raises(Invalid) as caught:
        await intake.run(told)
    assert [fault.pointer for fault in caught.value.faults] == ["/decks/0/cards/900/accepted"]
    assert await count(database) == 0


async def test_what_the_database_refuses_is_a_conflict_and_leaves_nothing(
    database: Any, seeds: Any
) -> None:
    kept, other = seeds.id(), seeds.id()
    names = ["card_id", "version", "content", "created_at"]
    row = (other.hex, 1, to_json_text({"kind": "typed"}), NOW)

    async def chunks() -> AsyncIterator[list[tuple[Any, ...]]]:
        yield [row]

    with pytest.raises(Exception) as caught:  # noqa: PT011 each driver has its own
        async with database.writing() as db:
            db.add(_card(kept, seeds.deck_id))
            await db.flush()
            await bulk.insert(db, CardVersionRow.__table__, names, chunks())  # type: ignore[attr-defined]
    assert isinstance(as_quiz_error(caught.value), Conflict)
    assert await count(database) == 0


def _card(id: Any, deck_id: Any) -> CardRow:
    return CardRow(
        id=id,
        deck_id=deck_id,
        position=1,
        kind="typed",
        tags=[],
        source_metadata={},
        prompt_words="",
        answer_words="",
        created_at=NOW,
        updated_at=NOW,
    )


async def test_reading_many_cards_takes_the_memory_of_few(seeds: Any) -> None:
    few, many = [await _peak(seeds, number) for number in (2_000, 8_000)]
    # As objects a card takes some 5 kB, which would be 30 MB more; its text takes 100 bytes.
    assert many < few + 4_000_000


async def _peak(seeds: Any, number: int) -> int:
    parts = source(*[CARDS[0]] * number)
    tracemalloc.start()
    try:
        await intake_of(parts, seeds).run(told)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
