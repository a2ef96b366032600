"""New settings apply from the next review: folding the log again gives what is remembered now."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from answered import answer
from sqlalchemy import event

from api.services import configuring
from api.services.configuring import Configured
from db import deck_settings, memories, refolding
from db.engine import Database
from db.fits import FitRow
from quiz.access import Caller, CallerKind
from quiz.errors import Conflict
from quiz.scheduling.memories import LeitnerSchedule, Memory
from quiz.scheduling.settings import Limits, SchedulerName

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXACT = {"is_fuzzed": False, "learning_steps": (), "relearning_steps": ()}


async def change(
    database: Database, seeds: Any, learner: UUID, at: datetime = NOW, **patch: Any
) -> Configured:
    caller = Caller(CallerKind.GUEST, frozenset(), learner_id=learner)
    async with database.writing() as db:
        held = await configuring.hold(db, caller, learner, seeds.deck_id)
        return await configuring.change(db, held, patch, now=at)


async def answer_at(
    database: Database, seeds: Any, learner: UUID, card: UUID, at: datetime
) -> None:
    await answer(database, seeds, learner, card, answered_at=at, studied_on=at.date())


async def remembered(database: Database, learner: UUID, card: UUID) -> Memory:
    async with database.reading() as db:
        return memories.to_domain(await memories.get(db, card, learner_id=learner))


async def refolded(database: Database, seeds: Any, learner: UUID, card: UUID) -> Memory:
    async with database.writing() as db:
        place = [(card, seeds.deck_id)]
        await refolding.refold_many(db, learner_id=learner, cards=place, now=NOW)
    return await remembered(database, learner, card)


async def test_a_change_leaves_what_is_remembered(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_at(database, seeds, learner, card, NOW)
    before = await remembered(database, learner, card)
    await change(database, seeds, learner, NOW, maximum_interval_days=1, **EXACT)
    assert await remembered(database, learner, card) == before
    assert await refolded(database, seeds, learner, card) == before


async def test_the_next_answer_falls_under_the_change(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_at(database, seeds, learner, card, NOW)
    await change(database, seeds, learner, NOW, maximum_interval_days=1, **EXACT)
    await answer_at(database, seeds, learner, card, NOW + timedelta(days=9))
    after = await remembered(database, learner, card)
    assert after.interval_days == 1
    assert await refolded(database, seeds, learner, card) == after


async def test_a_change_by_a_clock_that_is_behind_holds_after_the_newest_answer(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    ahead = NOW + timedelta(hours=1)
    await answer_at(database, seeds, learner, card, ahead)
    before = await remembered(database, learner, card)
    changed = await change(database, seeds, learner, NOW, maximum_interval_days=1, **EXACT)
    assert changed.last is not None
    assert changed.last.from_at == ahead + timedelta(microseconds=1)
    assert await refolded(database, seeds, learner, card) == before


async def test_later_settings_never_hold_from_an_earlier_time(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    first = await change(database, seeds, learner, NOW, leech_at=3)
    second = await change(database, seeds, learner, NOW - timedelta(hours=1), leech_at=4)
    assert first.last is not None
    assert second.last is not None
    assert first.last.from_at == second.last.from_at
    assert [first.number, second.number] == [2, 3]


async def test_an_answer_that_comes_late_falls_under_the_settings_of_its_time(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await change(database, seeds, learner, NOW, **EXACT)
    await change(database, seeds, learner, NOW + timedelta(days=2), maximum_interval_days=1)
    await answer_at(database, seeds, learner, card, NOW + timedelta(days=1))
    after = await remembered(database, learner, card)
    assert after.interval_days > 1
    assert await refolded(database, seeds, learner, card) == after


@pytest.mark.parametrize("seed", range(4))
async def test_replay_equals_incremental_whatever_the_clocks_say(
    database: Database, seeds: Any, seed: int
) -> None:
    learner, card, chance = await seeds.learner(), await seeds.card(), Random(seed)
    for hour in range(24):
        at = NOW + timedelta(hours=12 * hour + chance.uniform(-13, 13))
        if chance.random() < 0.4:
            retention = round(chance.uniform(0.7, 0.97), 2)
            await change(database, seeds, learner, at, desired_retention=retention)
        else:
            await answer_at(database, seeds, learner, card, at)
    after = await remembered(database, learner, card)
    assert await refolded(database, seeds, learner, card) == after


async def test_a_scheduler_chosen_before_the_first_answer_holds_for_one_that_comes_late(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await change(database, seeds, learner, NOW, leech_at=3)
    await change(database, seeds, learner, NOW, scheduler=SchedulerName.LEITNER)
    await answer_at(database, seeds, learner, card, NOW - timedelta(hours=3))
    after = await remembered(database, learner, card)
    assert isinstance(after.schedule, LeitnerSchedule)
    assert await refolded(database, seeds, learner, card) == after


async def test_of_a_first_answer_and_a_scheduler_at_once_one_is_first(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    chosen, _ = await asyncio.gather(
        change(database, seeds, learner, scheduler=SchedulerName.LEITNER),
        answer_at(database, seeds, learner, card, NOW),
        return_exceptions=True,
    )
    after = await remembered(database, learner, card)
    assert isinstance(chosen, Conflict) != isinstance(after.schedule, LeitnerSchedule)
    assert await refolded(database, seeds, learner, card) == after


async def test_who_was_fitted_sees_the_parameters_that_they_would_begin_with(
    database: Database, seeds: Any
) -> None:
    learner, fit = await seeds.learner(), seeds.id()
    row = FitRow(
        learner_id=learner,
        id=fit,
        operation_id=seeds.id(),
        made_at=NOW,
        algorithm="fsrs-6",
        parameters=[0.5] * 21,
        scored_count=1000,
    )
    async with database.writing() as db:
        db.add(row)
    seen = await change(database, seeds, learner)
    begun = await change(database, seeds, learner, leech_at=3)
    assert (seen.number, seen.fit_id, seen.settings.parameters) == (0, fit, (0.5,) * 21)
    assert (begun.number, begun.fit_id, begun.settings.parameters) == (2, fit, (0.5,) * 21)


async def test_changes_at_once_are_numbered_one_after_the_other(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    tries = (change(database, seeds, learner, leech_at=10 + n) for n in range(5))
    found = await asyncio.gather(*tries)
    assert sorted(each.number for each in found) == [2, 3, 4, 5, 6]
    async with database.reading() as db:
        key = (learner, seeds.deck_id)
        rows = (await deck_settings.list_by_key(db, [key]))[key]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]


async def test_limits_ask_decks_for_defaults_only_where_there_are_no_settings(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    begun, unbegun = (learner, seeds.deck_id), (learner, await seeds.deck())
    async with database.writing() as db:
        await deck_settings.ensure_many(db, learner_id=learner, deck_ids=[begun[1]], now=NOW)
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    async with database.reading() as db:
        assert await deck_settings.list_limits(db, [begun]) == {begun: Limits()}
        assert not [told for told in statements if "FROM decks" in told]
        assert await deck_settings.list_limits(db, [begun, unbegun]) == {
            begun: Limits(),
            unbegun: Limits(),
        }
