"""The one function that writes answers: lists of them, in one transaction."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from answered import apply, graded
from sqlalchemy import func, select

from db import answer_writer, memories, sessions
from db.answers import AnswerRow
from db.engine import Database
from db.events import EventRow
from db.graded_answers import Applied, Outcome, Rejected
from quiz.errors import AlreadyExists, NotFound, QuizError, SessionOverdue, StaleQuestion
from quiz.session.sessions import Feedback, Mode

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def count(database: Database, row: Any) -> int:
    async with database.reading() as db:
        return (await db.execute(select(func.count()).select_from(row))).scalar_one()


def errors(outcomes: list[Outcome]) -> list[type[QuizError] | None]:
    return [type(o.error) if isinstance(o, Rejected) else None for o in outcomes]


async def test_an_answer_moves_everything_at_once(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session_id = await seeds.session(learner, [card])
    item = await graded(seeds, learner, session_id)
    [outcome] = await apply(database, item)
    assert isinstance(outcome, Applied)
    async with database.reading() as db:
        session = await sessions.get(db, session_id, learner_id=learner)
        memory = await memories.get(db, card, learner_id=learner)
        event = await db.get(EventRow, (learner, item.event_id))
    assert (session.answered_count, session.right_count, session.pending) == (1, 1, None)
    assert (memory.review_count, memory.fraction) == (1, 1)
    assert event.data["answer_id"] == str(item.id)


async def test_nothing_to_write_is_nothing(database: Database) -> None:
    assert await apply(database) == []


async def test_two_answers_of_one_session_follow_each_other(database: Database, seeds: Any) -> None:
    learner = await seeds.learner()
    session_id = await seeds.session(learner, [await seeds.card(), await seeds.card()])
    first = await graded(seeds, learner, session_id, 1)
    second = await graded(seeds, learner, session_id, 2, text="Bergen")
    second = replace(second, question=replace(second.question, id=first.next.question_id))
    outcomes = await apply(database, first, second)
    assert errors(outcomes) == [None, None]
    assert [o.progress.right for o in outcomes] == [1, 1]
    async with database.reading() as db:
        session = await sessions.get(db, session_id, learner_id=learner)
    assert (session.answered_count, session.right_count) == (2, 1)


async def test_two_answers_to_one_card_are_both_folded(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    items = [await graded(seeds, learner, await seeds.session(learner, [card])) for _ in range(2)]
    assert errors(await apply(database, *items)) == [None, None]
    async with database.reading() as db:
        assert (await memories.get(db, card, learner_id=learner)).review_count == 2


async def test_a_late_answer_is_folded_where_it_belongs(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    new = await graded(seeds, learner, await seeds.session(learner, [card]), confidence=5)
    await apply(database, new)
    late = await graded(
        seeds,
        learner,
        await seeds.session(learner, [card]),
        confidence=1,
        answered_at=NOW - timedelta(days=1),
    )
    await apply(database, late)
    async with database.reading() as db:
        memory = await memories.get(db, card, learner_id=learner)
    assert (memory.review_count, memory.confidence) == (2, 5)
    assert memory.first_answered_at == NOW - timedelta(days=1)


async def test_a_bad_answer_fails_alone(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    good = [await graded(seeds, learner, await seeds.session(learner, [card])) for _ in range(3)]
    stale = replace(good[1], question=replace(good[1].question, id=seeds.id()))
    lost = replace(good[2], session_id=seeds.id())
    late_session = await seeds.session(learner, [card], seconds=60)
    late = await graded(seeds, learner, late_session, answered_at=NOW + timedelta(seconds=60))
    outcomes = await apply(database, good[0], stale, lost, late)
    assert errors(outcomes) == [None, StaleQuestion, NotFound, SessionOverdue]
    assert await count(database, AnswerRow) == await count(database, EventRow) == 1


async def test_a_repeated_id_gives_the_first_result(database: Database, seeds: Any) -> None:
    learner = await seeds.learner()
    session_id = await seeds.session(learner, [await seeds.card(), await seeds.card()])
    item = await graded(seeds, learner, session_id)
    [first, within] = await apply(database, item, item)
    [later] = await apply(database, replace(item, answered_at=NOW + timedelta(days=1)))
    [other] = await apply(database, replace(item, body_hash="2" * 64))
    for repeated in (within, later):
        assert repeated.is_replay
        assert repeated.memory == first.memory
        assert (repeated.progress, repeated.next) == (first.progress, first.next)
    assert errors([other]) == [AlreadyExists]
    assert await count(database, AnswerRow) == 1


async def test_a_deferred_answer_is_not_remembered_yet(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session_id = await seeds.session(learner, [card], mode=Mode.TEST, feedback=Feedback.DEFERRED)
    [outcome] = await apply(database, await graded(seeds, learner, session_id))
    assert outcome.memory is None
    assert outcome.progress.right is None
    async with database.reading() as db:
        assert await memories.list_by_key(db, [(learner, card)]) == {}


async def test_a_hundred_answers_of_one_card_at_once_are_all_remembered(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    items = [await graded(seeds, learner, await seeds.session(learner, [card])) for _ in range(100)]
    outcomes = await asyncio.gather(*(apply(database, item) for item in items))
    assert all(isinstance(o, Applied) for [o] in outcomes)
    async with database.reading() as db:
        assert (await memories.get(db, card, learner_id=learner)).review_count == 100


async def test_batches_that_cross_do_not_deadlock(database: Database, seeds: Any) -> None:
    card = await seeds.card()
    learners = [await seeds.learner() for _ in range(8)]
    forwards, backwards = [], []
    for learner in learners:
        forwards.append(await graded(seeds, learner, await seeds.session(learner, [card])))
        backwards.append(await graded(seeds, learner, await seeds.session(learner, [card])))
    await asyncio.gather(apply(database, *forwards), apply(database, *reversed(backwards)))
    assert await count(database, AnswerRow) == 16


async def test_a_batch_that_fails_writes_nothing(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    item = await graded(seeds, learner, await seeds.session(learner, [card]))
    try:
        async with database.writing() as db:
            await answer_writer.apply(db, [item])
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert await count(database, AnswerRow) == await count(database, EventRow) == 0
    async with database.reading() as db:
        row = await sessions.get(db, item.session_id, learner_id=learner)
    assert row.answered_count == 0
