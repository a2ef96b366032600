"""A reschedule makes every memory of a deck anew, whatever happens while it is prepared."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from answered import answer

from api.services import configuring, finishing, rescheduling
from api.services.working import Worker
from api.worker import kinds_of
from db import deck_settings, memories, operations, refolding
from db.deck_settings import DeckSettingsRow
from db.engine import Database
from db.fits import FitRow
from db.operations import OperationRow, OperationStatus
from quiz.access import Caller, CallerKind
from quiz.scheduling.memories import Memory
from schemas.reschedules import RescheduleCreate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

Write = Callable[[], Awaitable[dict[str, Any]]]


def caller_of(learner: UUID) -> Caller:
    return Caller(CallerKind.GUEST, frozenset(), learner_id=learner)


async def answer_at(
    database: Database, seeds: Any, learner: UUID, card: UUID, at: datetime
) -> UUID:
    return await answer(database, seeds, learner, card, answered_at=at, studied_on=at.date())


async def studied(database: Database, seeds: Any, cards: int = 3) -> tuple[UUID, list[UUID]]:
    """A learner who has answered each card twice, and the cards."""
    learner, card_ids = await seeds.learner(), [await seeds.card() for _ in range(cards)]
    async with database.writing() as db:
        await deck_settings.ensure_many(db, learner_id=learner, deck_ids=[seeds.deck_id], now=NOW)
    for day in (0, 4):
        for number, card in enumerate(card_ids):
            at = NOW + timedelta(days=day, minutes=number)
            await answer_at(database, seeds, learner, card, at)
    return learner, card_ids


async def accepted(database: Database, seeds: Any, learner: UUID, **wanted: Any) -> OperationRow:
    async with database.writing() as db:
        return await rescheduling.accept(
            db,
            caller_of(learner),
            learner,
            seeds.deck_id,
            RescheduleCreate(**{"dry_run": False} | wanted),
            now=LATER,
        )


async def prepared(database: Database, seeds: Any, learner: UUID, **wanted: Any) -> Write:
    """What writes a reschedule that was prepared."""
    operation = await accepted(database, seeds, learner, **wanted)

    async def report(done: int, total: int | None) -> None:
        assert total is not None
        assert done <= total

    write = await rescheduling.preparer(database)(operation, report, now=LATER)

    async def written() -> dict[str, Any]:
        async with database.writing() as db:
            return await write(db)

    return written


async def rescheduled(
    database: Database, seeds: Any, learner: UUID, **wanted: Any
) -> dict[str, Any]:
    return await (await prepared(database, seeds, learner, **wanted))()


async def remembered(database: Database, learner: UUID, cards: list[UUID]) -> dict[UUID, Memory]:
    async with database.reading() as db:
        found = await memories.list_by_key(db, [(learner, card) for card in cards])
    return {card_id: memory for (_, card_id), memory in found.items()}


async def refolded(
    database: Database, seeds: Any, learner: UUID, cards: list[UUID]
) -> dict[UUID, Memory]:
    async with database.writing() as db:
        places = [(card, seeds.deck_id) for card in cards]
        await refolding.refold_many(db, learner_id=learner, cards=places, now=LATER)
    return await remembered(database, learner, cards)


async def settings_of(database: Database, seeds: Any, learner: UUID) -> list[DeckSettingsRow]:
    key = (learner, seeds.deck_id)
    async with database.reading() as db:
        return (await deck_settings.list_by_key(db, [key]))[key]


def kinds(found: dict[UUID, Memory]) -> set[str]:
    return {type(memory.schedule).__name__ for memory in found.values()}


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    database: Database, seeds: Any
) -> None:
    learner, cards = await studied(database, seeds)
    before = await remembered(database, learner, cards)
    told = await rescheduled(database, seeds, learner, scheduler="leitner", dry_run=True)
    assert await remembered(database, learner, cards) == before
    assert len(await settings_of(database, seeds, learner)) == 1
    assert (told["dry_run"], told["revision"], told["card_count"]) == (True, None, 3)
    assert [told[side]["scheduler"] for side in ("before", "after")] == ["fsrs", "leitner"]
    assert len(told["days"]) == 30


async def test_what_the_dry_run_tells_is_what_comes(database: Database, seeds: Any) -> None:
    learner, _ = await studied(database, seeds)
    dry = await rescheduled(database, seeds, learner, scheduler="leitner", dry_run=True)
    done = await rescheduled(database, seeds, learner, scheduler="leitner")
    assert done == dry | {"dry_run": False, "revision": 2}


async def test_days_and_moves_are_counted(database: Database, seeds: Any) -> None:
    learner, cards = await studied(database, seeds)
    before = await remembered(database, learner, cards)
    told = await rescheduled(database, seeds, learner, scheduler="leitner")
    after = await remembered(database, learner, cards)
    # Two passes: box 3, due four days after the 6th of March.
    assert {memory.due_on.isoformat() for memory in after.values() if memory.due_on} == {
        "2026-03-10"
    }
    assert told["after"] == {"scheduler": "leitner", "overdue": 3, "due": 3, "later": 0}
    assert told["days"][0] == {"on": "2026-04-01", "before": 3, "after": 3}
    assert [move["before_on"] for move in told["moves"]] == [
        memory.due_on.isoformat()
        for card in (UUID(move["card_id"]) for move in told["moves"])
        if (memory := before[card]).due_on
    ]
    assert (told["moved_count"], told["earlier_count"] + told["later_count"]) == (3, 3)


@pytest.mark.parametrize("scheduler", ["confidence", "leitner", "sm2", "fsrs"])
async def test_every_memory_is_as_the_log_gives_it(
    database: Database, seeds: Any, scheduler: str
) -> None:
    learner, cards = await studied(database, seeds)
    await rescheduled(database, seeds, learner, scheduler=scheduler)
    after = await remembered(database, learner, cards)
    assert len(kinds(after)) == 1
    assert await refolded(database, seeds, learner, cards) == after
    await answer_at(database, seeds, learner, cards[0], LATER + timedelta(days=1))
    last = await remembered(database, learner, cards)
    assert await refolded(database, seeds, learner, cards) == last


async def test_there_and_back_is_as_if_nothing_had_been(database: Database, seeds: Any) -> None:
    learner, cards = await studied(database, seeds)
    before = await remembered(database, learner, cards)
    await rescheduled(database, seeds, learner, scheduler="confidence")
    assert kinds(await remembered(database, learner, cards)) == {"ConfidenceSchedule"}
    await rescheduled(database, seeds, learner, scheduler="fsrs")
    assert await remembered(database, learner, cards) == before


async def test_settings_of_today_hold_for_the_past_too(database: Database, seeds: Any) -> None:
    learner, cards = await studied(database, seeds)
    async with database.writing() as db:
        held = await configuring.hold(db, caller_of(learner), learner, seeds.deck_id)
        await configuring.change(db, held, {"maximum_interval_days": 2}, now=LATER)
    await rescheduled(database, seeds, learner)
    after = await remembered(database, learner, cards)
    assert {memory.interval_days for memory in after.values()} <= {0, 1, 2}
    assert await refolded(database, seeds, learner, cards) == after


async def test_published_parameters_leave_the_fit_behind(database: Database, seeds: Any) -> None:
    learner, cards = await studied(database, seeds)
    before = await remembered(database, learner, cards)
    fit = await _fitted(database, seeds, learner)
    await rescheduled(database, seeds, learner)
    assert await remembered(database, learner, cards) != before
    await rescheduled(database, seeds, learner, parameters="published")
    assert await remembered(database, learner, cards) == before
    rows = await settings_of(database, seeds, learner)
    assert [row.fit_id for row in rows] == [None, fit, fit, None]


async def test_a_late_answer_from_before_falls_under_the_new_scheduler(
    database: Database, seeds: Any
) -> None:
    learner, cards = await studied(database, seeds)
    await rescheduled(database, seeds, learner, scheduler="sm2")
    await answer_at(database, seeds, learner, cards[0], NOW + timedelta(days=2))
    after = await remembered(database, learner, cards)
    assert kinds(after) == {"Sm2Schedule"}
    assert await refolded(database, seeds, learner, cards) == after


async def _answer_again(database: Database, seeds: Any, learner: UUID, cards: list[UUID]) -> None:
    await answer_at(database, seeds, learner, cards[1], NOW + timedelta(days=9))


async def _answer_late(database: Database, seeds: Any, learner: UUID, cards: list[UUID]) -> None:
    await answer_at(database, seeds, learner, cards[1], NOW + timedelta(days=1))


async def _answer_a_new_card(
    database: Database, seeds: Any, learner: UUID, cards: list[UUID]
) -> None:
    cards.append(await seeds.card())
    await answer_at(database, seeds, learner, cards[-1], NOW + timedelta(days=9))


async def _change_settings(
    database: Database, seeds: Any, learner: UUID, cards: list[UUID]
) -> None:
    async with database.writing() as db:
        held = await configuring.hold(db, caller_of(learner), learner, seeds.deck_id)
        await configuring.change(db, held, {"maximum_interval_days": 1}, now=LATER)


@pytest.mark.parametrize("scheduler", ["fsrs", "leitner", "confidence"])
@pytest.mark.parametrize(
    "meanwhile", [_answer_again, _answer_late, _answer_a_new_card, _change_settings]
)
async def test_what_happens_while_it_is_prepared_counts(
    database: Database, seeds: Any, scheduler: str, meanwhile: Any
) -> None:
    learner, cards = await studied(database, seeds)
    write = await prepared(database, seeds, learner, scheduler=scheduler)
    await meanwhile(database, seeds, learner, cards)
    told = await write()
    after = await remembered(database, learner, cards)
    assert (len(after), told["card_count"]) == (len(cards), len(cards))
    assert len(kinds(after)) == 1
    assert await refolded(database, seeds, learner, cards) == after


@pytest.mark.parametrize("scheduler", ["leitner", "confidence"])
async def test_an_answer_taken_back_while_it_is_prepared_is_forgotten(
    database: Database, seeds: Any, scheduler: str
) -> None:
    learner, cards = await studied(database, seeds)
    once = await seeds.card()
    session = await seeds.session(learner, [once])
    await answer(database, seeds, learner, once, session=session, answered_at=NOW)
    write = await prepared(database, seeds, learner, scheduler=scheduler)
    async with database.writing() as db:
        await finishing.undo(db, session, learner_id=learner, answer_id=None, now=LATER)
    told = await write()
    after = await remembered(database, learner, [*cards, once])
    assert (after.keys(), told["card_count"]) == (set(cards), 3)
    assert await refolded(database, seeds, learner, cards) == after


async def test_an_answer_given_anew_while_it_is_prepared_counts(
    database: Database, seeds: Any
) -> None:
    learner, cards = await studied(database, seeds, cards=1)
    once = await seeds.card()
    session = await seeds.session(learner, [once])
    await answer(database, seeds, learner, once, session=session, answered_at=NOW)
    write = await prepared(database, seeds, learner, scheduler="leitner")
    async with database.writing() as db:
        await finishing.undo(db, session, learner_id=learner, answer_id=None, now=LATER)
    at = NOW + timedelta(days=2)
    await answer(
        database, seeds, learner, once, text="Bergen", answered_at=at, studied_on=at.date()
    )
    await write()
    after = await remembered(database, learner, [*cards, once])
    assert after[once].last_answered_at == at
    assert await refolded(database, seeds, learner, [*cards, once]) == after


async def test_work_that_is_cancelled_leaves_nothing_behind(database: Database, seeds: Any) -> None:
    learner, cards = await studied(database, seeds)
    before = await remembered(database, learner, cards)
    operation = await accepted(database, seeds, learner, scheduler="leitner")
    worker = Worker(database, _cancelling(database), lambda: LATER)
    assert await worker.work_once()
    async with database.reading() as db:
        row = await operations.find(db, operation.id)
    assert row is not None
    assert row.status is OperationStatus.CANCELLED
    assert await remembered(database, learner, cards) == before
    assert len(await settings_of(database, seeds, learner)) == 1


def _cancelling(database: Database) -> dict[str, Any]:
    """Work that somebody cancels when it is prepared."""
    prepare = kinds_of(database)[rescheduling.KIND]

    async def prepare_and_cancel(operation: OperationRow, report: Any, *, now: datetime) -> Any:
        write = await prepare(operation, report, now=now)
        async with database.writing() as db:
            row = await operations.lock(db, operation.id)
            assert row is not None
            row.cancel_requested_at = now
        return write

    return {rescheduling.KIND: prepare_and_cancel}


async def _fitted(database: Database, seeds: Any, learner: UUID) -> UUID:
    """The id of a fit whose parameters the deck uses from now on."""
    [before] = await settings_of(database, seeds, learner)
    parameters = (1.0, *[2.0, 5.0, 20.0], *_rest())
    row = FitRow(
        learner_id=learner,
        id=seeds.id(),
        operation_id=seeds.id(),
        made_at=NOW,
        algorithm="fsrs-6",
        parameters=list(parameters),
        scored_count=1000,
    )
    settings = deck_settings.settings_of(before)
    fitted = type(settings)(parameters=parameters)
    async with database.writing() as db:
        db.add(row)
        await db.flush()
        await deck_settings.append(db, before, settings=fitted, fit_id=row.id, now=LATER)
    return row.id


def _rest() -> tuple[float, ...]:
    """The published parameters but for the first stabilities."""
    from fsrs.scheduler import DEFAULT_PARAMETERS

    return tuple(DEFAULT_PARAMETERS[4:])
