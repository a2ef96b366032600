"""Cards with very long logs: folding them anew holds up nobody else."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from answered import NOW, answer, apply, graded
from sqlalchemy import select

from api.ids import uuid7
from db import refolding
from db.answers import AnswerRow
from db.engine import Database
from db.upserts import insert_into

EVENTS = 6_000
AT_ONCE = 400
MOST_SHARE = 0.5
"""Of the time that an answer takes, in which nothing else may have had its turn."""


async def answer_often(database: Database, seeds: Any, learner: UUID, card: UUID) -> None:
    """So many answers to the card, one a minute, in its memory too."""
    await answer(database, seeds, learner, card)
    async with database.writing() as db:
        first = (await db.execute(select(AnswerRow))).scalar_one().model_dump()
        rows = [first | _again(number) for number in range(1, EVENTS)]
        for start in range(0, EVENTS, AT_ONCE):
            await db.execute(insert_into(db, AnswerRow).values(rows[start : start + AT_ONCE]))
        cards = [(card, seeds.deck_id)]
        await refolding.refold_many(db, learner_id=learner, cards=cards, now=NOW)


def _again(number: int) -> dict[str, Any]:
    at = NOW + timedelta(minutes=number)
    return {
        "id": uuid7(5, number),
        "question_id": uuid7(6, number),
        "answered_at": at,
        "received_at": at,
        "studied_on": at.date(),
    }


async def watch(gaps: list[float]) -> None:
    """The times, in seconds, in which nothing else had its turn."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        gaps.append(time.perf_counter() - last)
        last = time.perf_counter()


async def test_a_late_answer_to_a_card_with_a_long_log_holds_up_nobody(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_often(database, seeds, learner, card)
    session = await seeds.session(learner, [card])
    late = await graded(seeds, learner, session, answered_at=NOW + timedelta(seconds=30))
    gaps: list[float] = []
    watching = asyncio.create_task(watch(gaps))
    [outcome] = await apply(database, late)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    assert outcome.memory.review_count == EVENTS + 1
    assert max(gaps) < MOST_SHARE * sum(gaps)


async def test_a_long_log_is_folded_anew_and_holds_up_nobody(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_often(database, seeds, learner, card)
    gaps: list[float] = []
    watching = asyncio.create_task(watch(gaps))
    async with database.writing() as db:
        cards = [(card, seeds.deck_id)]
        await refolding.refold_many(db, learner_id=learner, cards=cards, now=NOW)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    assert max(gaps) < MOST_SHARE * sum(gaps)
