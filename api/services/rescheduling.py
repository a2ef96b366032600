"""Schedules a learner's cards of a deck anew from their beginning, by another scheduler or by new
parameters: first as a dry run, then all of them or none.

What the worker prepares holds for memories that nobody touches meanwhile. When it is written, under
the learner's lock, those that an answer has changed since are folded once more.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import configuring, enrolling
from api.services.recalling import today_of
from api.services.working import Prepare, Report
from db import (
    deck_memories,
    deck_settings,
    learners,
    leeches,
    memories,
    operations,
    refolding,
    study_events,
)
from db.deck_memories import Place
from db.engine import Database
from db.operations import OperationRow
from quiz.access import Caller, Scope
from quiz.errors import NotFound
from quiz.scheduling import folding
from quiz.scheduling.events import StudyEvent
from quiz.scheduling.memories import Memory
from quiz.scheduling.moves import DueDays, moves
from quiz.scheduling.settings import BEGINNING, SchedulerName, Settings, SettingsChange
from quiz.statistics.forecasts import Due, Forecast, forecast
from schemas import reschedules as reschedule_schemas
from schemas.reschedules import RescheduleCreate, RescheduleReport

KIND = "reschedule"
CHUNK = 500
DAYS = 30

Write = Callable[[AsyncSession], Awaitable[dict[str, Any]]]
Logs = Mapping[UUID, Sequence[StudyEvent]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Whose cards of which deck are scheduled by what; `today` is the learner's."""

    learner_id: UUID
    deck_id: UUID
    wanted: RescheduleCreate
    before: Settings
    today: date

    @property
    def after(self) -> Settings:
        """The settings that are to hold for everything."""
        return _settings_after(self.before, self.wanted)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A memory as it would be, and where its card stood when that was prepared."""

    memory: Memory
    before: Place


async def accept(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    deck_id: UUID,
    wanted: RescheduleCreate,
    *,
    now: datetime,
) -> OperationRow:
    """The operation that will reschedule, or tell what that would change.

    Raises like `enrolling.learner_to_see` and `operations.add`, and `NotFound` for a deck that the
    learner has not begun.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    if await deck_settings.find_last(db, learner_id=learner.id, deck_id=deck_id) is None:
        raise NotFound(f"The learner has not begun the deck {str(deck_id)!r}.")
    return await operations.add(
        db,
        id=new_id(now),
        learner_id=learner.id,
        created_by=caller.writes_as,
        kind=KIND,
        parameters=wanted.model_dump(mode="json") | {"deck_id": str(deck_id)},
        now=now,
    )


def preparer(database: Database) -> Prepare:
    """What folds the deck's memories anew; what it gives back writes them, if that is wanted."""

    async def prepare(operation: OperationRow, report: Report, *, now: datetime) -> Write:
        plan = await _plan(database, operation, now)
        folded = await _fold_all(database, plan, report)

        async def write(db: AsyncSession) -> dict[str, Any]:
            if plan.wanted.dry_run:
                told = _report_of_dry_run(plan, folded)
            else:
                told = await _apply(db, plan, folded, now=now)
            return told.model_dump(mode="json")

        return write

    return prepare


async def _plan(database: Database, operation: OperationRow, now: datetime) -> _Plan:
    said = dict(operation.parameters)
    deck_id, learner_id = UUID(said.pop("deck_id")), operations.learner_of(operation)
    async with database.reading() as db:
        learner = await learners.get(db, learner_id)
        last = await deck_settings.find_last(db, learner_id=learner_id, deck_id=deck_id)
    assert last is not None
    return _Plan(
        learner_id=learner_id,
        deck_id=deck_id,
        wanted=RescheduleCreate.model_validate(said),
        before=deck_settings.settings_of(last),
        today=today_of(learner, now),
    )


def _settings_after(before: Settings, wanted: RescheduleCreate) -> Settings:
    parameters = before.parameters if wanted.parameters == "current" else None
    return replace(before, scheduler=wanted.scheduler or before.scheduler, parameters=parameters)


async def _fold_all(database: Database, plan: _Plan, report: Report) -> dict[UUID, _Folded]:
    """Every memory of the deck as it would be. Logs are read a chunk of cards at a time, and held
    no longer than that where no rank hangs on all of them."""
    is_ranked = plan.after.scheduler is SchedulerName.CONFIDENCE
    async with database.reading() as db:
        card_ids = await deck_memories.list_card_ids(
            db, learner_id=plan.learner_id, deck_id=plan.deck_id
        )
    await report(0, len(card_ids))
    places: dict[UUID, Place] = {}
    held: dict[UUID, list[StudyEvent]] = {}
    folded: dict[UUID, Memory] = {}
    for start in range(0, len(card_ids), CHUNK):
        some = card_ids[start : start + CHUNK]
        async with database.reading() as db:
            keys = [(plan.learner_id, card_id) for card_id in some]
            found = await memories.list_rows(db, keys)
            logs = await _logs(db, plan, some)
        places |= {key[1]: deck_memories.place_of(row) for key, row in found.items()}
        if is_ranked:
            held |= logs
        else:
            folded |= await asyncio.to_thread(_fold, logs, plan.after)
        await report(start + len(some), len(card_ids))
    if is_ranked:
        folded = await asyncio.to_thread(lambda: _fold(folding.ranked(held), plan.after))
    return {
        card_id: _Folded(memory, places[card_id])
        for card_id, memory in folded.items()
        if card_id in places
    }


def _fold(logs: Logs, settings: Settings) -> dict[UUID, Memory]:
    found = ((card_id, folding.fold_under(log, settings)) for card_id, log in logs.items())
    return {card_id: memory for card_id, memory in found if memory is not None}


async def _logs(
    db: AsyncSession, plan: _Plan, card_ids: Sequence[UUID]
) -> dict[UUID, list[StudyEvent]]:
    found = await study_events.list_by_key(db, learner_ids=[plan.learner_id], card_ids=card_ids)
    return {card_id: log for (_, card_id), log in found.items()}


async def _apply(
    db: AsyncSession, plan: _Plan, folded: Mapping[UUID, _Folded], *, now: datetime
) -> RescheduleReport:
    """Write the settings and every memory. The learner's events wait meanwhile."""
    learner_id, deck_id = plan.learner_id, plan.deck_id
    await learners.lock(db, [learner_id])
    learner = await learners.get(db, learner_id)
    last = await deck_settings.find_last(db, learner_id=learner_id, deck_id=deck_id)
    assert last is not None
    held = replace(plan, before=deck_settings.settings_of(last))
    before = await deck_memories.list_places(db, learner_id=learner_id, deck_id=deck_id)
    row = await deck_settings.append(db, last, settings=held.after, replays=True, now=now)
    fresh = _fresh(folded, before, held.after) if held.after == plan.after else {}
    settings = {(learner_id, deck_id): (SettingsChange(BEGINNING, held.after),)}
    own = {(learner_id, card_id): memory for card_id, memory in fresh.items()}
    await leeches.tell(db, own, dict.fromkeys(own, deck_id), settings, now=now)
    await memories.put_many(
        db,
        [
            memories.to_values(
                memory, learner_id=learner_id, card_id=card_id, deck_id=deck_id, now=now
            )
            for card_id, memory in fresh.items()
        ],
    )
    touched = {(learner_id, card_id): deck_id for card_id in before.keys() - fresh.keys()}
    await refolding.refold(db, touched, now=now)
    configuring.tell(db, learner, row, now=now)
    after = await deck_memories.list_places(db, learner_id=learner_id, deck_id=deck_id)
    return _report(held, _days(before), _days(after), number=row.number)


def _fresh(
    folded: Mapping[UUID, _Folded], places: Mapping[UUID, Place], settings: Settings
) -> dict[UUID, Memory]:
    """What was prepared of memories that are still as they were. Where ranks hang on all answers in
    the deck, a single change leaves none."""
    fresh = {
        card_id: each.memory
        for card_id, each in folded.items()
        if places.get(card_id) == each.before
    }
    is_whole = fresh.keys() == places.keys() == folded.keys()
    return fresh if is_whole or settings.scheduler is not SchedulerName.CONFIDENCE else {}


def _days(places: Mapping[UUID, Place]) -> dict[UUID, date | None]:
    return {card_id: place.queue_on for card_id, place in places.items()}


def _report_of_dry_run(plan: _Plan, folded: Mapping[UUID, _Folded]) -> RescheduleReport:
    before = {card_id: each.before.queue_on for card_id, each in folded.items()}
    after = {card_id: each.memory.queue_on for card_id, each in folded.items()}
    return _report(plan, before, after, number=None)


def _report(
    plan: _Plan, before: DueDays, after: DueDays, *, number: int | None
) -> RescheduleReport:
    moved = moves(before, after)
    was, will_be = _forecast(before, plan.today), _forecast(after, plan.today)
    return RescheduleReport(
        learner_id=plan.learner_id,
        deck_id=plan.deck_id,
        dry_run=plan.wanted.dry_run,
        revision=number,
        card_count=len(before),
        before=reschedule_schemas.show_side(plan.before, was),
        after=reschedule_schemas.show_side(plan.after, will_be),
        days=reschedule_schemas.show_days(was, will_be),
        moved_count=len(moved),
        earlier_count=sum((move.days or 0) < 0 for move in moved),
        later_count=sum((move.days or 0) > 0 for move in moved),
        moves=reschedule_schemas.show_moves(moved),
    )


def _forecast(days: DueDays, today: date) -> Forecast:
    counted = Counter(day for day in days.values() if day is not None)
    return forecast((Due(day, cards) for day, cards in counted.items()), today=today, days=DAYS)
