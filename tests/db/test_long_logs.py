"""Cards with very long logs: folding them anew holds up nobody else."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from answered import NOW, answer, apply, graded
from sqlalchemy import select

from api.ids import uuid7
from db import refolding
from db.answers import AnswerRow
from db.engine import Database
from db.upserts import insert_into
from quiz.scheduling import folding

EVENTS = 2_000
AT_ONCE = 400


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


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each event that is folded, whether that was on the thread of the event loop."""
    found: list[bool] = []
    review = folding.review

    def watched(*arguments: Any, **named: Any) -> Any:
        found.append(threading.current_thread() is threading.main_thread())
        return review(*arguments, **named)

    monkeypatch.setattr(folding, "review", watched)
    return found


async def test_a_late_answer_to_a_card_with_a_long_log_holds_up_nobody(
    database: Database, seeds: Any, threads: list[bool]
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_often(database, seeds, learner, card)
    session = await seeds.session(learner, [card])
    late = await graded(seeds, learner, session, answered_at=NOW + timedelta(seconds=30))
    threads.clear()
    [outcome] = await apply(database, late)
    assert outcome.memory.review_count == EVENTS + 1
    assert len(threads) > EVENTS
    assert sum(threads) <= 1


async def test_a_long_log_is_folded_anew_and_holds_up_nobody(
    database: Database, seeds: Any, threads: list[bool]
) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer_often(database, seeds, learner, card)
    assert len(threads) > EVENTS
    assert sum(threads) <= 1
