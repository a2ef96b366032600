"""Rating what the grader left open: marks, memory, counts, and who waits for it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from answered import SUGGESTED, answer, leave_open
from sqlalchemy import select

from api.services import finishing, rating
from api.services.marking import Marked
from api.showing_answers import show_marked, show_results
from db import answers, marks, memories, reviews, sessions
from db.engine import Database
from db.events import EventRow
from quiz.access import Caller, CallerKind
from quiz.errors import AlreadyExists, Conflict, NotFound
from quiz.marking.reviews import ReviewKind, ReviewStatus
from quiz.session.sessions import Feedback, Mode
from schemas.marks import RatingCreate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


async def rate(
    database: Database, learner: UUID, answer_id: UUID, confidence: int = 4, **given: Any
) -> Marked:
    caller = Caller(CallerKind.GUEST, frozenset(), learner_id=learner)
    wanted = RatingCreate(confidence=confidence, **given)
    async with database.writing() as db:
        return await rating.rate(db, caller, answer_id, wanted, now=LATER)


async def test_memory_waits_for_the_rating(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    async with database.reading() as db:
        assert await memories.list_by_key(db, [(learner, card)]) == {}
    marked = await rate(database, learner, answer_id)
    assert marked.memory is not None
    assert (marked.memory.review_count, marked.memory.right_count) == (1, 1)
    assert (marked.memory.confidence, marked.memory.fraction) == (4, 0.75)
    assert marked.memory.last_answered_at == NOW


async def test_the_session_counts_the_rating(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    marked = await rate(database, learner, answer_id)
    async with database.reading() as db:
        row = await sessions.get(db, marked.held.session.id, learner_id=learner)
        shown = show_results(*await finishing.results(db, row.id, learner_id=learner), LATER)
    assert (row.answered_count, row.right_count) == (1, 1)
    assert (shown.totals.right, shown.totals.ungraded, shown.totals.needs_review) == (1, 0, 1)
    assert shown.totals.fraction_of_all == 0.75


async def test_the_suggestion_is_told_after_the_rating(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    async with database.reading() as db:
        _, _, session = await answers.get(db, answer_id, learner_id=learner)
        before = show_results(*await finishing.results(db, session.id, learner_id=learner), NOW)
    [shown] = before.answers
    assert shown.grade is not None
    assert (shown.grade.suggested_fraction, shown.grade.evidence) == (None, None)
    assert shown.grade.needs_review
    assert shown.answer_side is not None
    after = show_marked(await rate(database, learner, answer_id), LATER).answer
    assert after.grade is not None
    assert (after.grade.suggested_fraction, after.grade.fraction) == (SUGGESTED, None)
    assert after.grade.evidence is not None
    assert [mark.source for mark in after.marks] == ["learner_rating"]
    assert after.result is not None
    assert (after.result.fraction, after.result.source) == (0.75, "learner_rating")


async def test_the_answers_row_is_never_touched(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    async with database.reading() as db:
        before = (await answers.get(db, answer_id, learner_id=learner))[0].model_dump()
    await rate(database, learner, answer_id)
    async with database.reading() as db:
        assert (await answers.get(db, answer_id, learner_id=learner))[0].model_dump() == before


async def test_a_rating_that_is_sent_again_counts_once(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id, id = await leave_open(database, seeds, learner, card), seeds.id()
    first = await rate(database, learner, answer_id, id=id)
    again = await rate(database, learner, answer_id, id=id)
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.held.marks == first.held.marks
    with pytest.raises(AlreadyExists):
        await rate(database, learner, answer_id, 1, id=id)
    with pytest.raises(Conflict, match="appeal"):
        await rate(database, learner, answer_id)


async def test_many_ratings_at_once_leave_one(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    tries = (rate(database, learner, answer_id, n % 5 + 1) for n in range(8))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(refused) == 7
    async with database.reading() as db:
        assert len(await marks.list_of_answer(db, answer_id, learner_id=learner)) == 1


async def test_what_is_graded_is_not_rated(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await answer(database, seeds, learner, card, text="Bergen")
    with pytest.raises(Conflict, match="appeal"):
        await rate(database, learner, answer_id)


async def test_somebody_elses_answer_is_not_there(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    with pytest.raises(NotFound):
        await rate(database, await seeds.learner(), answer_id)


async def test_a_deferred_session_is_rated_when_it_is_over(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session = await seeds.session(learner, [card], mode=Mode.TEST, feedback=Feedback.DEFERRED)
    answer_id = await leave_open(database, seeds, learner, card, session=session)
    with pytest.raises(Conflict, match="finish"):
        await rate(database, learner, answer_id)
    async with database.writing() as db:
        await finishing.finish(db, session, learner_id=learner, now=NOW)
    async with database.reading() as db:
        assert await memories.list_by_key(db, [(learner, card)]) == {}
    assert (await rate(database, learner, answer_id)).memory is not None


async def test_a_crammed_answer_is_rated_without_memory(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session = await seeds.session(learner, [card], mode=Mode.CRAM)
    answer_id = await leave_open(database, seeds, learner, card, session=session)
    assert (await rate(database, learner, answer_id)).memory is None


async def test_taking_back_a_rated_answer_takes_its_count_along(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session = await seeds.session(learner, [card])
    answer_id = await leave_open(
        database, seeds, learner, card, session=session, workspace_id=seeds.workspace_id
    )
    await rate(database, learner, answer_id)
    async with database.writing() as db:
        await finishing.undo(db, session, learner_id=learner, answer_id=answer_id, now=LATER)
    async with database.reading() as db:
        row = await sessions.get(db, session, learner_id=learner)
        assert (row.answered_count, row.right_count) == (0, 0)
        assert await memories.list_by_key(db, [(learner, card)]) == {}
        [review] = await reviews.list_of_answer(db, answer_id, learner_id=learner)
    assert review.status is ReviewStatus.WITHDRAWN


async def test_an_answer_taken_back_takes_no_rating(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    session = await seeds.session(learner, [card])
    answer_id = await leave_open(database, seeds, learner, card, session=session)

    async def undo() -> Any:
        async with database.writing() as db:
            return await finishing.undo(
                db, session, learner_id=learner, answer_id=answer_id, now=LATER
            )

    await asyncio.gather(undo(), rate(database, learner, answer_id), return_exceptions=True)
    with pytest.raises(Conflict):
        await rate(database, learner, answer_id)
    async with database.reading() as db:
        row = await sessions.get(db, session, learner_id=learner)
        assert (row.answered_count, row.right_count) == (0, 0)
        assert await memories.list_by_key(db, [(learner, card)]) == {}


async def test_only_managed_learners_wait_in_a_queue(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    alone = await leave_open(database, seeds, learner, card)
    managed = await leave_open(database, seeds, learner, card, workspace_id=seeds.workspace_id)
    async with database.reading() as db:
        assert await reviews.list_of_answer(db, alone, learner_id=learner) == []
        [row] = await reviews.list_of_answer(db, managed, learner_id=learner)
    assert (row.kind, row.status, row.workspace_id) == (
        ReviewKind.UNGRADED,
        ReviewStatus.OPEN,
        seeds.workspace_id,
    )


async def test_an_event_tells_of_the_rating(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answer_id = await leave_open(database, seeds, learner, card)
    await rate(database, learner, answer_id)
    async with database.reading() as db:
        rows = (await db.execute(select(EventRow))).scalars().all()
    [told] = [row for row in rows if row.type == "answer.rated"]
    assert (told.owner_id, told.data["answer_id"]) == (learner, str(answer_id))
