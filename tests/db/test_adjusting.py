"""What is done to a card's place is an event like others: folding the log again changes nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from answered import answer
from sqlalchemy import func, select, update

from api.services import adjusting, merging
from db import deck_settings, memories, refolding, study_events
from db.adjustments import AdjustmentRow
from db.deck_settings import DeckSettingsRow
from db.engine import Database
from db.memories import MemoryRow
from quiz import plain_json
from quiz.access import Caller, CallerKind
from quiz.errors import NotFound
from quiz.scheduling.adjusting import Wish
from quiz.scheduling.memories import CardState, Memory
from quiz.scheduling.settings import BEGINNING, Limits, SchedulerName, Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def adjust(
    database: Database, learner: UUID, card: UUID, at: datetime = NOW, **wish: Any
) -> Memory:
    caller = Caller(CallerKind.GUEST, frozenset(), learner_id=learner)
    async with database.writing() as db:
        held = await adjusting.hold(db, caller, learner, card, now=at)
        recalled = await adjusting.adjust(db, held, Wish(**wish), now=at)
        return memories.to_domain(recalled.row)


async def remembered(database: Database, learner: UUID, card: UUID) -> Memory:
    async with database.reading() as db:
        return memories.to_domain(await memories.get(db, card, learner_id=learner))


async def refolded(database: Database, seeds: Any, learner: UUID, card: UUID) -> Memory:
    async with database.writing() as db:
        place = [(card, seeds.deck_id)]
        await refolding.refold_many(db, learner_id=learner, cards=place, now=NOW)
    return await remembered(database, learner, card)


async def use(database: Database, seeds: Any, learner: UUID, scheduler: SchedulerName) -> None:
    row = DeckSettingsRow(
        learner_id=learner,
        deck_id=seeds.deck_id,
        number=1,
        from_at=BEGINNING,
        settings=plain_json.dump(Settings(scheduler=scheduler)),
        limits=plain_json.dump(Limits()),
    )
    async with database.writing() as db:
        db.add(row)


async def count_adjustments(database: Database, learner: UUID) -> int:
    query = (
        select(func.count())
        .select_from(AdjustmentRow)
        .where(
            AdjustmentRow.learner_id == learner  # type: ignore[arg-type]
        )
    )
    async with database.reading() as db:
        return (await db.execute(query)).scalar_one()


async def test_folding_the_log_again_changes_nothing(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    wish = {"is_reset": True, "due_on": NOW.date(), "is_suspended": True, "is_buried": True}
    at_once = await adjust(database, learner, card, **wish)
    assert await refolded(database, seeds, learner, card) == at_once
    await answer(database, seeds, learner, card, answered_at=NOW + timedelta(minutes=1))
    after = await remembered(database, learner, card)
    assert await refolded(database, seeds, learner, card) == after
    assert (after.is_suspended, after.buried_on, after.review_count) == (True, NOW.date(), 2)


async def test_an_adjustment_comes_after_an_answer_of_a_clock_that_is_ahead(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    ahead = NOW + timedelta(minutes=4)
    await answer(database, seeds, learner, card, answered_at=ahead)
    after = await adjust(database, learner, card, is_reset=True)
    assert (after.state, after.last_event_at) == (
        CardState.NEW,
        ahead + timedelta(microseconds=1),
    )
    assert await refolded(database, seeds, learner, card) == after


async def test_an_answer_that_comes_late_goes_before_a_reset(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    await adjust(database, learner, card, at=NOW + timedelta(days=1), is_reset=True)
    late = NOW + timedelta(hours=1)
    await answer(database, seeds, learner, card, answered_at=late)
    after = await remembered(database, learner, card)
    assert (after.state, after.schedule, after.review_count) == (CardState.NEW, None, 2)


async def test_resetting_the_last_card_keeps_the_count_of_answers(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(3)]
    await use(database, seeds, learner, SchedulerName.CONFIDENCE)
    for minutes, card in enumerate(cards[:2]):
        at = NOW + timedelta(minutes=minutes)
        await answer(database, seeds, learner, card, answered_at=at, studied_on=at.date())
    await adjust(database, learner, cards[1], at=NOW + timedelta(minutes=5), is_reset=True)
    await answer(database, seeds, learner, cards[2], answered_at=NOW + timedelta(minutes=6))
    after = await remembered(database, learner, cards[2])
    assert after.rank == 3
    assert await refolded(database, seeds, learner, cards[2]) == after


async def test_the_first_adjustment_begins_the_learners_settings(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await adjust(database, learner, card, is_suspended=True)
    async with database.reading() as db:
        assert await deck_settings.list_deck_ids(db, learner_id=learner) == [seeds.deck_id]


async def test_many_wishes_at_once_leave_one_adjustment(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    wishes = (adjust(database, learner, card, is_suspended=True) for _ in range(6))
    found = await asyncio.gather(*wishes)
    assert [memory.is_suspended for memory in found] == [True] * 6
    assert await count_adjustments(database, learner) == 1


async def test_adjustments_and_answers_at_once_are_folded_all(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    answers = (
        answer(database, seeds, learner, card, answered_at=NOW + timedelta(seconds=n))
        for n in range(4)
    )
    wishes = (
        adjust(database, learner, card, at=NOW + timedelta(seconds=n), due_on=day)
        for n, day in enumerate(NOW.date() + timedelta(days=n) for n in range(1, 5))
    )
    await asyncio.gather(*answers, *wishes)
    after = await remembered(database, learner, card)
    assert after.review_count == 4
    assert await refolded(database, seeds, learner, card) == after


async def test_what_an_older_fold_has_made_is_made_anew_before_it_is_changed(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    before = await remembered(database, learner, card)
    await _make_outdated(database)
    after = await adjust(database, learner, card, is_suspended=True)
    assert (after.schedule, after.due_on, after.is_suspended) == (
        before.schedule,
        before.due_on,
        True,
    )


async def test_what_an_older_fold_has_made_is_made_anew_before_an_answer(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    await _make_outdated(database)
    await answer(database, seeds, learner, card, answered_at=NOW + timedelta(minutes=1))
    after = await remembered(database, learner, card)
    assert after.schedule is not None
    assert await refolded(database, seeds, learner, card) == after


async def test_a_guests_adjustments_go_along_when_they_sign_in(
    database: Database, seeds: Any
) -> None:
    guest, learner, card = await seeds.learner(), await seeds.learner(), await seeds.card()
    await adjust(database, guest, card, due_on=NOW.date() + timedelta(days=9))
    async with database.writing() as db:
        await merging.merge(db, guest_id=guest, learner_id=learner, now=NOW)
    after = await remembered(database, learner, card)
    assert after.due_on == NOW.date() + timedelta(days=9)
    async with database.reading() as db:
        assert await study_events.list_of_card(db, learner_id=guest, card_id=card) == []


async def test_a_card_that_was_deleted_unseen_is_not_there(database: Database, seeds: Any) -> None:
    learner = await seeds.learner()
    with pytest.raises(NotFound):
        await adjust(database, learner, seeds.id(), is_suspended=True)


async def _make_outdated(database: Database) -> None:
    """Memories as they were before there were schedules."""
    old = {"fold_version": 0, "schedule": None, "state": CardState.NEW, "due_on": None}
    old |= {"last_event_at": None, "last_event_id": None}
    async with database.writing() as db:
        await db.execute(update(MemoryRow).values(**old))
