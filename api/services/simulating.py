"""Foretells a learner's workload and what they will remember, in the worker."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import enrolling
from api.services.computing import compute
from api.services.working import Prepare, Report
from db import (
    deck_memories,
    deck_settings,
    fits,
    learners,
    operations,
    queues,
    review_logs,
    study_events,
)
from db.engine import Database
from db.operations import OperationRow
from quiz.access import Caller
from quiz.errors import NotFound
from quiz.scheduling import folding, optimizing
from quiz.scheduling.memories import FsrsSchedule, Memory
from quiz.scheduling.optimizing.workloads import Habits, habits_of
from quiz.scheduling.settings import Limits, SchedulerName, Settings
from quiz.scheduling.study_days import study_day
from schemas import simulations as simulation_schemas
from schemas.simulations import SimulationCreate

KIND = "simulation"
_AT_ONCE = 500
"""Cards whose logs are read at once."""

Write = Callable[[AsyncSession], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a simulation starts from."""

    memories: list[Memory]
    unseen_count: int
    settings: Settings
    limits: Limits
    habits: Habits


async def accept(
    db: AsyncSession, caller: Caller, learner_id: UUID, wanted: SimulationCreate, *, now: datetime
) -> OperationRow:
    """The operation that will simulate.

    Raises like `enrolling.learner_to_see` and `operations.add`, `NotFound` for decks that the
    learner has not begun, and `Unavailable` where NumPy is not installed.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    optimizing.check_installed()
    begun = await deck_settings.list_deck_ids(db, learner_id=learner.id)
    if unknown := [deck_id for deck_id in wanted.deck_ids if deck_id not in begun]:
        raise NotFound(f"The learner has not begun the deck {str(unknown[0])!r}.")
    return await operations.add(
        db,
        id=new_id(now),
        learner_id=learner.id,
        created_by=caller.writes_as,
        kind=KIND,
        parameters=wanted.model_dump(mode="json"),
        now=now,
    )


def preparer(database: Database) -> Prepare:
    """What simulates; nothing is written but its report."""

    async def prepare(operation: OperationRow, report: Report, *, now: datetime) -> Write:
        optimizing.check_installed()
        from quiz.scheduling.optimizing import simulating

        learner_id = operations.learner_of(operation)
        wanted = SimulationCreate.model_validate(operation.parameters)
        async with database.reading() as db:
            known = await _known(db, learner_id, wanted)
            learner = await learners.get(db, learner_id)
        today = study_day(now, learner.timezone, learner.day_starts_at)
        workloads = await compute(
            lambda progress: simulating.compare(
                simulating.memories_of(known.memories, today),
                unseen_count=known.unseen_count,
                settings=known.settings,
                limits=known.limits,
                habits=known.habits,
                days=wanted.days,
                retentions=wanted.desired_retentions or [known.settings.desired_retention],
                progress=progress,
            ),
            report,
        )
        shown = simulation_schemas.show(workloads, from_on=today)

        async def write(db: AsyncSession) -> dict[str, Any]:  # noqa: ARG001 nothing but the report
            return shown.model_dump(mode="json")

        return write

    return prepare


async def _known(db: AsyncSession, learner_id: UUID, wanted: SimulationCreate) -> _Known:
    """The memories, cards, settings and habits of the learner; of several decks the limits of the
    day together."""
    begun = list(dict.fromkeys(wanted.deck_ids)) or await deck_settings.list_deck_ids(
        db, learner_id=learner_id
    )
    keys = [(learner_id, deck_id) for deck_id in begun]
    limits = list((await deck_settings.list_limits(db, keys)).values())
    found = await deck_settings.list_by_key(db, keys)
    settings = deck_settings.settings_of(found[keys[0]][-1]) if len(keys) == 1 else Settings()
    fit = await fits.find_adopted(db, learner_id=learner_id)
    if settings.parameters is None and fit is not None:
        settings = replace(settings, parameters=tuple(fit.parameters))
    new_per_day = sum(each.new_per_day for each in limits)
    due_per_day = sum(each.due_per_day for each in limits)
    return _Known(
        memories=await _memories(db, learner_id, begun, settings),
        unseen_count=await queues.count_unseen(db, learner_id=learner_id, deck_ids=begun),
        settings=settings,
        limits=Limits(
            new_per_day=new_per_day if wanted.new_per_day is None else wanted.new_per_day,
            due_per_day=due_per_day if wanted.due_per_day is None else wanted.due_per_day,
        ),
        habits=habits_of(await review_logs.read(db, learner_id=learner_id)),
    )


async def _memories(
    db: AsyncSession, learner_id: UUID, deck_ids: Sequence[UUID], settings: Settings
) -> list[Memory]:
    """What is remembered of the decks as FSRS has it, or would have it where another scheduler
    decides."""
    found = await deck_memories.list_by_card(db, learner_id=learner_id, deck_ids=deck_ids)
    others = [
        card_id
        for card_id, memory in found.items()
        if memory.schedule is not None and not isinstance(memory.schedule, FsrsSchedule)
    ]
    by_fsrs = replace(settings, scheduler=SchedulerName.FSRS)
    for start in range(0, len(others), _AT_ONCE):
        logs = await study_events.list_by_key(
            db, learner_ids=[learner_id], card_ids=others[start : start + _AT_ONCE]
        )
        for (_, card_id), log in logs.items():
            memory = await asyncio.to_thread(folding.fold_under, log, by_fsrs)
            if memory is not None:
                found[card_id] = memory
    return list(found.values())
