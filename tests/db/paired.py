"""Answers to matching questions made of cards, written as the service writes them."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from answered import UNCHANGED, asked, graded
from sqlalchemy import select

from db import memories, study_events
from db.answer_cards import AnswerCardRow
from db.engine import Database
from db.graded_answers import GradedAnswer
from db.memories import MemoryRow
from quiz.cards import MatchingContent, TypedContent
from quiz.questions import OPTION_IDS, Question, left_order, rights_in_order
from quiz.responses import Format, MatchingResponse
from quiz.scheduling import folding
from quiz.scheduling.memories import Memory

RIVERS = {"Paris": "Seine", "London": "Thames", "Cairo": "Nile", "Vienna": "Danube"}


async def rivers(seeds: Any) -> list[UUID]:
    """Four cards, of which a matching question can be made."""
    return [
        await seeds.card(TypedContent(prompt=f"River through {city}", accepted=(river,)))
        for city, river in RIVERS.items()
    ]


async def paired(
    seeds: Any,
    learner: UUID,
    card_ids: list[UUID],
    right: Collection[UUID],
    *,
    session: UUID | None = None,
    **changes: Any,
) -> GradedAnswer:
    """An answer to a question made of the four cards, the first of which is asked, that matches
    these rightly and no other; in a session of its own unless one is given."""
    if session is None:
        session = await seeds.session(learner, card_ids[:1], format=Format.MATCHING)
    question, _ = await asked(seeds, learner, session)
    response = MatchingResponse(_pairs(question, right))
    return await graded(seeds, learner, session, response=response, **changes)


def _pairs(question: Question, right: Collection[UUID]) -> dict[str, str]:
    content = question.asked
    assert isinstance(content, MatchingContent)
    ids = dict(zip(rights_in_order(content, question.seed), OPTION_IDS, strict=False))
    return {
        str(place): ids[content.pairs[index].right]
        for place, index in enumerate(left_order(content, question.seed), start=1)
        if question.paired[index].card_id in right
    }


async def remembered(database: Database, learner: UUID) -> dict[UUID, Memory]:
    """What is remembered of the learner's cards."""
    async with database.reading() as db:
        rows = (await db.execute(select(MemoryRow))).scalars()
        return {row.card_id: memories.to_domain(row) for row in rows if row.learner_id == learner}


async def replayed(
    database: Database, learner: UUID, card_ids: Iterable[UUID]
) -> dict[UUID, Memory | None]:
    """What a replay of the log gives, of the cards that it speaks of."""
    async with database.reading() as db:
        logs = await study_events.list_by_key(db, learner_ids=[learner], card_ids=list(card_ids))
    return {card_id: folding.fold(log, UNCHANGED) for (_, card_id), log in logs.items()}


async def graded_cards(database: Database) -> list[AnswerCardRow]:
    async with database.reading() as db:
        return list((await db.execute(select(AnswerCardRow))).scalars())
