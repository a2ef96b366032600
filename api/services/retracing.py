"""Looks back at what happened to a card, and what was remembered after each step."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from api.services import enrolling
from db import answers, memories, settings_changes, study_events
from db.answers import AnswerRow
from db.engine import Database
from db.pages import PageRequest, RowPage
from quiz.access import Caller
from quiz.scheduling.events import Answered
from quiz.scheduling.retracing import Step, retrace


@dataclass(frozen=True, slots=True)
class Retraced:
    """A step of a card's history; `answer` where it is one."""

    step: Step
    answer: AnswerRow | None


async def history(
    database: Database, caller: Caller, learner_id: UUID, card_id: UUID, page: PageRequest
) -> RowPage[Retraced]:
    """What the learner's memory of the card was folded over, the newest first.

    The log is folded from its beginning, in a thread and with no connection held, as it can be
    long. Raises `NotFound` where nothing is remembered, and like `enrolling.learner_to_see`.
    """
    async with database.reading() as db:
        learner = await enrolling.learner_to_see(db, caller, learner_id)
        memory = await memories.get(db, card_id, learner_id=learner.id)
        events = await study_events.list_of_card(db, learner_id=learner.id, card_id=card_id)
        deck = (learner.id, memory.deck_id)
        changes = (await settings_changes.list_by_key(db, [deck]))[deck]
    before = None if page.after is None else (page.after[0], page.after[1])
    fold = partial(retrace, events, changes, before=before, most=page.limit + 1)
    steps = await asyncio.to_thread(fold)
    shown = steps[: page.limit]
    next_key = shown[-1].place if len(steps) > page.limit else None
    return RowPage(await _with_answers(database, learner.id, shown), next_key)


async def _with_answers(
    database: Database, learner_id: UUID, steps: Sequence[Step]
) -> list[Retraced]:
    """The steps with their answers; those that were erased meanwhile are left out."""
    keys = {
        step.place: (learner_id, step.event.id)
        for step in steps
        if isinstance(step.event, Answered)
    }
    found = {}
    if keys:
        async with database.reading() as db:
            found = await answers.list_by_key(db, list(keys.values()))
    return [
        Retraced(step, found[keys[step.place]][0] if step.place in keys else None)
        for step in steps
        if step.place not in keys or keys[step.place] in found
    ]
