"""Ending sessions: what a deferred one taught is remembered, and overdue ones end by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event, text

from api.services import finishing
from db import memories, refolding, sessions
from db.answers import AnswerRow, AnswerVoidRow
from db.engine import Database
from quiz.responses import Format
from quiz.session.sessions import Feedback, Mode

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def answer(seeds: Any, learner_id: UUID, session_id: UUID, card_id: UUID, at: int) -> AnswerRow:
    return AnswerRow(
        learner_id=learner_id,
        id=seeds.id(),
        session_id=session_id,
        question_id=seeds.id(),
        position=at,
        card_id=card_id,
        card_version=1,
        mode=Mode.TEST,
        deck_id=seeds.deck_id,
        format=Format.TYPED,
        seed=1,
        response={"text": "Oslo"},
        pins={},
        grade={},
        fraction=1.0,
        is_right=True,
        counts_for_memory=True,
        answered_at=NOW + timedelta(seconds=at),
        received_at=NOW + timedelta(seconds=at),
        studied_on=NOW.date(),
        body_hash="",
        outcome={},
    )


async def answered_session(
    seeds: Any, learner_id: UUID, count: int, seconds: int | None = None
) -> UUID:
    """A deferred session with as many answers, each to a card of its own."""
    card_ids = [await seeds.card() for _ in range(count)]
    session_id: UUID = await seeds.session(
        learner_id, card_ids, mode=Mode.TEST, feedback=Feedback.DEFERRED, seconds=seconds
    )
    async with seeds.database.writing() as db:
        db.add_all(
            answer(seeds, learner_id, session_id, card_id, at)
            for at, card_id in enumerate(card_ids, 1)
        )
    return session_id


async def count_memories(database: Database) -> int:
    async with database.reading() as db:
        return int((await db.execute(text("SELECT count(*) FROM memories"))).scalar_one())


async def test_many_answers_are_remembered_with_few_statements(
    database: Database, seeds: Any
) -> None:
    learner_id = await seeds.learner()
    session_id = await answered_session(seeds, learner_id, 300)
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    async with database.writing() as db:
        await finishing.finish(db, session_id, learner_id=learner_id, now=NOW)
    assert len(statements) < 20
    assert await count_memories(database) == 300


async def test_cards_of_which_nothing_is_left_are_forgotten(database: Database, seeds: Any) -> None:
    learner_id = await seeds.learner()
    session_id = await answered_session(seeds, learner_id, 2)
    async with database.writing() as db:
        await finishing.finish(db, session_id, learner_id=learner_id, now=NOW)
        rows = await finishing.results(db, session_id, learner_id=learner_id)
        [first, second] = [row for row, _ in rows[1]]
        db.add(AnswerVoidRow(learner_id=learner_id, answer_id=first.id, voided_at=NOW))
        await db.flush()
        cards = [(row.card_id, row.deck_id) for row in (first, second)]
        await refolding.refold_many(db, learner_id=learner_id, cards=cards, now=NOW)
        keys = [(learner_id, row.card_id) for row in (first, second)]
        assert set(await memories.list_by_key(db, keys)) == {keys[1]}


async def test_overdue_sessions_are_ended_and_remembered(database: Database, seeds: Any) -> None:
    learner_id = await seeds.learner()
    for _ in range(3):
        await answered_session(seeds, learner_id, 1, seconds=60)
    open_id = await answered_session(seeds, learner_id, 1, seconds=3600)
    later = NOW + timedelta(minutes=2)
    assert await finishing.finish_overdue(database, now=later, at_once=2) == 3
    assert await finishing.finish_overdue(database, now=later) == 0
    assert await count_memories(database) == 3
    async with database.reading() as db:
        assert (await sessions.get(db, open_id, learner_id=learner_id)).finished_at is None


async def test_a_session_waits_for_answers_that_are_being_graded(
    database: Database, seeds: Any
) -> None:
    learner_id = await seeds.learner()
    await answered_session(seeds, learner_id, 1, seconds=60)
    assert await finishing.finish_overdue(database, now=NOW + timedelta(seconds=90)) == 0
    assert await finishing.finish_overdue(database, now=NOW + timedelta(seconds=106)) == 1


async def test_a_session_that_cannot_be_ended_stops_no_other(
    database: Database, seeds: Any
) -> None:
    learner_id = await seeds.learner()
    ids = [await answered_session(seeds, learner_id, 1, seconds=60 + n) for n in range(3)]
    async with database.writing() as db:
        row = await sessions.get(db, ids[0], learner_id=learner_id)
        row.plan = ["not a question"]
    later = NOW + timedelta(minutes=2)
    assert await finishing.finish_overdue(database, now=later, at_once=1) == 2
    async with database.reading() as db:
        rows = [await sessions.get(db, id, learner_id=learner_id) for id in ids]
        assert [row.finished_at for row in rows] == [None, rows[1].ends_at, rows[2].ends_at]
