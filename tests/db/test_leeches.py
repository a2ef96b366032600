"""Cards that are forgotten again and again: told once, whichever way the lapse was folded."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from answered import NOW, answer, graded
from answered import apply as write
from sqlalchemy import select
from sqlmodel import col

from api.services import finishing
from db.deck_settings import DeckSettingsRow
from db.engine import Database
from db.events import EventRow
from quiz import plain_json
from quiz.scheduling.settings import Limits, Settings
from quiz.session.sessions import Feedback

AT = Settings(learning_steps=(), relearning_steps=(), leech_at=2)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


async def leeched(database: Database) -> list[int]:
    """The lapse counts that were told, the first first."""
    query = select(col(EventRow.data)).where(col(EventRow.type) == "memory.leeched")
    async with database.reading() as db:
        told = (await db.execute(query.order_by(col(EventRow.created_at)))).scalars()
        return [data["lapse_count"] for data in told]


async def begun(database: Database, seeds: Any) -> tuple[UUID, UUID]:
    """A learner, whose cards are leeches at two lapses, and a card in review."""
    learner, card = await seeds.learner(), await seeds.card()
    row = DeckSettingsRow(
        learner_id=learner,
        deck_id=seeds.deck_id,
        number=1,
        from_at=BEGAN,
        settings=plain_json.dump(AT),
        limits=plain_json.dump(Limits()),
    )
    async with database.writing() as db:
        db.add(row)
    await answer(database, seeds, learner, card)
    return learner, card


def on_day(day: int) -> dict[str, Any]:
    at = NOW + timedelta(days=day)
    return {"answered_at": at, "studied_on": at.date()}


async def forget(database: Database, seeds: Any, learner: UUID, card: UUID, day: int) -> UUID:
    """The session in which the card was forgotten."""
    session: UUID = await seeds.session(learner, [card])
    await answer(database, seeds, learner, card, session=session, text="Rome", **on_day(day))
    return session


async def test_a_leech_is_told_when_it_becomes_one(database: Database, seeds: Any) -> None:
    learner, card = await begun(database, seeds)
    await forget(database, seeds, learner, card, 1)
    assert await leeched(database) == []
    await forget(database, seeds, learner, card, 2)
    await forget(database, seeds, learner, card, 3)
    assert await leeched(database) == [2]


async def test_a_lapse_that_comes_late_is_told(database: Database, seeds: Any) -> None:
    learner, card = await begun(database, seeds)
    await forget(database, seeds, learner, card, 5)
    await forget(database, seeds, learner, card, 3)
    assert await leeched(database) == [2]
    await answer(database, seeds, learner, card, **on_day(4))
    assert await leeched(database) == [2]


async def test_lapses_of_one_batch_are_told_once(database: Database, seeds: Any) -> None:
    learner, card = await begun(database, seeds)
    items = [
        await graded(
            seeds, learner, await seeds.session(learner, [card]), text="Rome", **on_day(day)
        )
        for day in range(1, 7)
    ]
    await write(database, *items)
    assert await leeched(database) == [6]


async def test_a_lapse_of_a_deferred_session_is_told_when_it_is_finished(
    database: Database, seeds: Any
) -> None:
    learner, card = await begun(database, seeds)
    await forget(database, seeds, learner, card, 1)
    session = await seeds.session(learner, [card], feedback=Feedback.DEFERRED)
    await answer(database, seeds, learner, card, session=session, text="Rome", **on_day(2))
    assert await leeched(database) == []
    async with database.writing() as db:
        await finishing.finish(db, session, learner_id=learner, now=NOW + timedelta(days=2))
    assert await leeched(database) == [2]


async def test_a_lapse_is_told_again_where_taking_it_back_fell_below_the_count(
    database: Database, seeds: Any
) -> None:
    learner, card = await begun(database, seeds)
    await forget(database, seeds, learner, card, 1)
    await undo(database, await forget(database, seeds, learner, card, 2), learner)
    await forget(database, seeds, learner, card, 2)
    assert await leeched(database) == [2, 2]


async def test_a_lapse_is_not_told_again_where_taking_it_back_left_a_leech(
    database: Database, seeds: Any
) -> None:
    learner, card = await begun(database, seeds)
    await forget(database, seeds, learner, card, 1)
    await forget(database, seeds, learner, card, 2)
    await undo(database, await forget(database, seeds, learner, card, 3), learner)
    await forget(database, seeds, learner, card, 3)
    assert await leeched(database) == [2]


async def undo(database: Database, session: UUID, learner: UUID) -> None:
    async with database.writing() as db:
        await finishing.undo(db, session, learner_id=learner, answer_id=None, now=NOW)
