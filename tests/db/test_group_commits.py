"""Group commit: answers that arrive together share a transaction, and each stands for itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from answered import graded
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import IntegrityError

from db import learners, memories, sessions
from db.answers import AnswerRow
from db.engine import Database, connect
from db.events import EventRow
from db.graded_answers import Applied, GradedAnswer, Rejected
from db.group_commits import AnswerWriter
from db.group_reads import SituationReader
from quiz.errors import NotFound, SessionFinished, Unavailable


@contextmanager
def counting_commits() -> Iterator[list[None]]:
    commits: list[None] = []

    def note(_connection: Any) -> None:
        commits.append(None)

    event.listen(Engine, "commit", note)
    yield commits
    event.remove(Engine, "commit", note)


async def answers_of(seeds: Any, count: int) -> list[GradedAnswer]:
    """Answers of so many learners, each to the first question of a session."""
    card = await seeds.card()
    found = []
    for _ in range(count):
        learner = await seeds.learner()
        found.append(await graded(seeds, learner, await seeds.session(learner, [card])))
    return found


async def stored(database: Database, row: Any) -> int:
    async with database.reading() as db:
        return (await db.execute(select(func.count()).select_from(row))).scalar_one()


async def submit_all(writer: AnswerWriter, items: list[GradedAnswer]) -> list[Any]:
    return await asyncio.gather(*map(writer.submit, items), return_exceptions=True)


async def test_answers_that_arrive_together_share_a_commit(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 20)
    with counting_commits() as commits:
        outcomes = await submit_all(AnswerWriter(database), items)
    assert [outcome.row.id for outcome in outcomes] == [item.id for item in items]
    assert await stored(database, AnswerRow) == await stored(database, EventRow) == 20
    assert len(commits) == 1


async def test_no_transaction_takes_more_than_its_share(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 7)
    with counting_commits() as commits:
        outcomes = await submit_all(AnswerWriter(database, most=3), items)
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert len(commits) == 3


async def test_an_answer_that_fails_fails_alone(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 5)
    items[2] = replace(items[2], took_ms=-1)
    outcomes = await submit_all(AnswerWriter(database), items)
    failed = outcomes.pop(2)
    assert isinstance(failed, IntegrityError)
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert await stored(database, AnswerRow) == await stored(database, EventRow) == 4


async def test_answers_of_one_submission_stand_or_fall_together(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    items = [await graded(seeds, learner, await seeds.session(learner, [card])) for _ in range(3)]
    items[2] = replace(items[2], took_ms=-1)
    with pytest.raises(IntegrityError):
        await AnswerWriter(database).submit_many(items)
    assert await stored(database, AnswerRow) == 0


async def test_an_answer_that_is_sent_twice_at_once_stands_once(
    database: Database, seeds: Any
) -> None:
    [item] = await answers_of(seeds, 1)
    first, again = await submit_all(AnswerWriter(database), [item, item])
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.row.id == item.id
    assert await stored(database, AnswerRow) == 1


async def test_answers_to_one_card_at_once_are_all_folded(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    items = [await graded(seeds, learner, await seeds.session(learner, [card])) for _ in range(9)]
    await submit_all(AnswerWriter(database), items)
    async with database.reading() as db:
        assert (await memories.get(db, card, learner_id=learner)).review_count == 9


async def test_a_full_queue_refuses_and_loses_nothing(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 5)
    writer = AnswerWriter(database, capacity=3)
    outcomes = await submit_all(writer, items)
    assert [type(outcome) for outcome in outcomes] == [Applied] * 3 + [Unavailable] * 2
    assert await stored(database, AnswerRow) == 3
    assert all(isinstance(one, Applied) for one in await submit_all(writer, items[3:]))


async def test_a_writer_that_closes_writes_what_waits(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 4)
    writer = AnswerWriter(database, most=1)
    waiting = [asyncio.create_task(writer.submit(item)) for item in items[:3]]
    await asyncio.sleep(0)
    await writer.close()
    assert all(isinstance(one.result(), Applied) for one in waiting)
    with pytest.raises(Unavailable):
        await writer.submit(items[3])


async def test_lanes_do_not_share_transactions(database: Database, seeds: Any) -> None:
    items = await answers_of(seeds, 6)
    lanes = {item.learner_id: place % 2 for place, item in enumerate(items)}
    with counting_commits() as commits:
        outcomes = await submit_all(AnswerWriter(database, lane_of=lanes.__getitem__), items)
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert len(commits) == 2


async def test_writers_of_several_processes_do_not_harm_each_other(
    database: Database, seeds: Any
) -> None:
    learners, cards = [await seeds.learner() for _ in range(6)], [await seeds.card()]
    items = [
        await graded(seeds, learner, await seeds.session(learner, cards))
        for learner in learners * 4
    ]
    other = connect(database.engine.url.render_as_string(hide_password=False))
    mine, theirs = AnswerWriter(database), AnswerWriter(other)
    outcomes = await asyncio.gather(
        submit_all(mine, items[::2]), submit_all(theirs, items[1::2][::-1])
    )
    await other.dispose()
    assert all(isinstance(one, Applied) for some in outcomes for one in some)
    async with database.reading() as db:
        counts = [(await memories.get(db, cards[0], learner_id=id)).review_count for id in learners]
    assert counts == [4] * 6


async def test_what_another_process_wrote_is_seen(database: Database, seeds: Any) -> None:
    [item] = await answers_of(seeds, 1)
    reader, writer = SituationReader(database), AnswerWriter(database)
    situation, _ = await reader.read(item.session_id, learner_id=item.learner_id)
    assert situation.question == item.question
    await finish_elsewhere(database, item.learner_id, item.session_id)
    again, _ = await reader.read(item.session_id, learner_id=item.learner_id)
    assert again.session.finished_at is not None
    outcome = await writer.submit(item)
    assert isinstance(outcome, Rejected)
    assert isinstance(outcome.error, SessionFinished)


async def finish_elsewhere(database: Database, learner_id: UUID, session_id: UUID) -> None:
    other = connect(database.engine.url.render_as_string(hide_password=False))
    async with other.writing() as db:
        row = await sessions.get(db, session_id, learner_id=learner_id)
        row.finished_at, row.revision = row.started_at, row.revision + 1
    await other.dispose()


async def test_nobody_waits_for_a_learner_whom_somebody_else_holds_but_they(
    database: Database, seeds: Any
) -> None:
    if database.is_sqlite:
        pytest.skip("The write transaction is the lock.")
    items = await answers_of(seeds, 4)
    writer = AnswerWriter(database)
    async with database.writing() as db:
        await learners.lock(db, [items[1].learner_id])
        waiting = [asyncio.create_task(writer.submit(item)) for item in items]
        done, held = await asyncio.wait(waiting, timeout=5)
        assert (len(done), held) == (3, {waiting[1]})
        assert await stored(database, AnswerRow) == 3
    assert isinstance(await waiting[1], Applied)
    await writer.close()


async def test_a_writer_that_closes_waits_for_held_learners(database: Database, seeds: Any) -> None:
    if database.is_sqlite:
        pytest.skip("The write transaction is the lock.")
    [item] = await answers_of(seeds, 1)
    writer = AnswerWriter(database)
    async with database.writing() as db:
        await learners.lock(db, [item.learner_id])
        waiting = asyncio.create_task(writer.submit(item))
        await asyncio.sleep(0.2)
        closing = asyncio.create_task(writer.close())
        await asyncio.sleep(0.1)
        assert not closing.done()
    await closing
    assert isinstance(waiting.result(), Applied)


async def test_a_reader_that_breaks_leaves_nobody_waiting(
    database: Database, seeds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    [item] = await answers_of(seeds, 1)

    async def broken(*_rest: Any, **_named: Any) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(Database, "read_together", broken)
    with pytest.raises(Unavailable):
        async with asyncio.timeout(5):
            await SituationReader(database).read(item.session_id, learner_id=item.learner_id)


async def test_a_session_that_is_kept_says_what_is_stored(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(2)]
    session_id = await seeds.session(learner, cards)
    item = await graded(seeds, learner, session_id)
    await AnswerWriter(database).submit(item)
    kept, _ = await SituationReader(database).read(session_id, learner_id=learner)
    async with database.reading() as db:
        row = await sessions.get(db, session_id, learner_id=learner)
    assert kept.session == sessions.to_domain(row)


async def test_what_was_rolled_back_is_not_kept(database: Database, seeds: Any) -> None:
    [item] = await answers_of(seeds, 1)
    writer = AnswerWriter(database)
    with pytest.raises(IntegrityError):
        await writer.submit(replace(item, took_ms=-1))
    situation, _ = await SituationReader(database).read(item.session_id, learner_id=item.learner_id)
    assert situation.session.answered_count == 0
    assert isinstance(await writer.submit(item), Applied)
    situation, _ = await SituationReader(database).read(item.session_id, learner_id=item.learner_id)
    assert (situation.session.answered_count, situation.session.pending) == (1, None)


async def test_a_session_that_is_not_there_harms_no_other_reading(
    database: Database, seeds: Any
) -> None:
    items = await answers_of(seeds, 3)
    reader = SituationReader(database)
    wishes = [(item.session_id, item.learner_id) for item in items]
    wishes[1] = (seeds.id(), items[1].learner_id)
    found = await asyncio.gather(
        *(reader.read(session, learner_id=learner) for session, learner in wishes),
        return_exceptions=True,
    )
    assert isinstance(found[1], NotFound)
    assert [found[0][0].session.id, found[2][0].session.id] == [wishes[0][0], wishes[2][0]]
