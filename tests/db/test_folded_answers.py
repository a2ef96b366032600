"""Answers folded into memories: what is foreseen of one before it is written."""

from datetime import timedelta
from typing import Any

from answered import NOW, answer, apply, graded
from sqlalchemy import update

from db import folded_answers, sessions
from db.engine import Database
from db.memories import MemoryRow
from quiz.scheduling.memories import CardState


async def test_an_answer_to_what_an_older_fold_has_made_is_foreseen_in_a_reading(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    async with database.writing() as db:
        await db.execute(update(MemoryRow).values(fold_version=0, state=CardState.NEW))
    later = NOW + timedelta(days=3)
    session_id = await seeds.session(learner, [card])
    item = await graded(seeds, learner, session_id, answered_at=later, studied_on=later.date())
    async with database.reading() as db:
        session = sessions.to_domain(await sessions.get(db, session_id, learner_id=learner))
        foreseen = await folded_answers.foresee(db, item, session)
    [outcome] = await apply(database, item)
    assert foreseen == outcome.memory
    assert foreseen.review_count == 2
