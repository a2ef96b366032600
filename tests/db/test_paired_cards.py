"""Each card of a matching question made of cards is remembered by its own pair."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from answered import answer, apply
from paired import graded_cards, paired, remembered, replayed, rivers
from regraded import apply as apply_regrade
from regraded import look
from sqlalchemy import delete, event, update

from api.services import finishing, marking
from api.services.marking import Said
from db import study_events
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow
from db.engine import Database
from db.graded_answers import Applied
from quiz.marking.marks import MarkSource
from quiz.responses import Format
from quiz.session.sessions import Feedback, Mode

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def mark(
    database: Database, seeds: Any, learner: UUID, answer_id: UUID, fraction: float, **said: Any
) -> None:
    """A teacher's mark for the answer, unless `said` makes it another's."""
    async with database.writing() as db:
        held = await marking.hold(db, answer_id, learner_id=learner)
        source = said.pop("source", MarkSource.TEACHER)
        await marking.put(db, held, Said(seeds.id(), source, fraction, fraction >= 0.6), now=NOW)


async def undo(database: Database, learner: UUID, session: UUID) -> None:
    async with database.writing() as db:
        await finishing.undo(db, session, learner_id=learner, answer_id=None, now=NOW)


async def finish(database: Database, learner: UUID, session: UUID) -> None:
    async with database.writing() as db:
        await finishing.finish(db, session, learner_id=learner, now=NOW)


async def test_each_card_is_remembered_by_its_own_pair(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[1:3], confidence=2)
    [outcome] = await apply(database, item)
    known = await remembered(database, learner)
    assert [known[card].fraction for card in cards] == [0, 1, 1, 0]
    assert [known[card].right_count for card in cards] == [0, 1, 1, 0]
    assert {(m.review_count, m.confidence, m.last_answer_id) for m in known.values()} == {
        (1, 2, item.id)
    }
    assert isinstance(outcome, Applied)
    assert (outcome.row.fraction, outcome.memory) == (0.5, known[cards[0]])


async def test_each_card_has_a_row_with_its_grade(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[:1])
    await apply(database, item)
    rows = {row.card_id: row for row in await graded_cards(database)}
    assert {row.answer_id for row in rows.values()} == {item.id}
    assert {(row.learner_id, row.deck_id) for row in rows.values()} == {(learner, seeds.deck_id)}
    told = [(rows[card].card_version, rows[card].fraction, rows[card].is_right) for card in cards]
    assert told == [(1, 1, True), (1, 0, False), (1, 0, False), (1, 0, False)]


async def test_other_answers_have_no_rows_of_cards(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    await answer(database, seeds, learner, card)
    assert await graded_cards(database) == []


async def test_the_cards_of_many_answers_are_written_with_one_statement(
    database: Database, seeds: Any
) -> None:
    cards = await rivers(seeds)
    items = [await paired(seeds, await seeds.learner(), cards, right=cards) for _ in range(3)]
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    await apply(database, *items)
    for table in ("answers", "answer_cards", "memories"):
        assert sum(f"INSERT INTO {table} " in statement for statement in statements) == 1
    assert len(await graded_cards(database)) == 12


async def test_a_repeated_answer_is_remembered_once(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[:2])
    await apply(database, item, item)
    [again] = await apply(database, item)
    known = await remembered(database, learner)
    assert again.is_replay
    assert again.memory == known[cards[0]]
    assert [known[card].review_count for card in cards] == [1, 1, 1, 1]
    assert len(await graded_cards(database)) == 4


async def test_a_late_answer_is_folded_where_it_belongs(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    await apply(database, await paired(seeds, learner, cards, right=cards[:1]))
    late = NOW - timedelta(days=1)
    await apply(database, await paired(seeds, learner, cards, right=cards[1:], answered_at=late))
    known = await remembered(database, learner)
    assert [known[card].fraction for card in cards] == [1, 0, 0, 0]
    assert {m.first_answered_at for m in known.values()} == {late}
    assert known == await replayed(database, learner, cards)


async def test_late_answers_of_one_batch_know_of_each_other(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    items = [
        await paired(
            seeds, learner, cards, right=cards[:at], answered_at=NOW - timedelta(minutes=at)
        )
        for at in range(4)
    ]
    await apply(database, *items)
    known = await remembered(database, learner)
    assert [known[card].review_count for card in cards] == [4, 4, 4, 4]
    assert [known[card].right_count for card in cards] == [3, 2, 1, 0]
    assert known == await replayed(database, learner, cards)


async def test_an_open_deferred_answer_of_the_same_batch_stays_out(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    deferred = await seeds.session(
        learner, cards[:1], format=Format.MATCHING, mode=Mode.TEST, feedback=Feedback.DEFERRED
    )
    hidden = await paired(seeds, learner, cards, right=cards, session=deferred)
    now = await paired(seeds, learner, cards, right=[])
    late = await paired(seeds, learner, cards, right=[], answered_at=NOW - timedelta(days=1))
    await apply(database, now, hidden, late)
    known = await remembered(database, learner)
    assert [known[card].review_count for card in cards] == [2, 2, 2, 2]
    assert known == await replayed(database, learner, cards)


async def test_undoing_brings_all_cards_back(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    await apply(database, await paired(seeds, learner, cards, right=cards))
    before = await remembered(database, learner)
    session = await seeds.session(learner, cards[1:2], format=Format.MATCHING)
    turned = [cards[1], cards[0], *cards[2:]]
    later = NOW + timedelta(minutes=1)
    item = await paired(seeds, learner, turned, right=[], session=session, answered_at=later)
    await apply(database, item)
    assert {m.fraction for m in (await remembered(database, learner)).values()} == {0}
    await undo(database, learner, session)
    assert await remembered(database, learner) == before


async def test_undoing_the_only_answer_leaves_nothing(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    session = await seeds.session(learner, cards[:1], format=Format.MATCHING)
    await apply(database, await paired(seeds, learner, cards, right=cards, session=session))
    await undo(database, learner, session)
    assert await remembered(database, learner) == {}


async def test_a_deferred_session_teaches_all_cards_at_its_end(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    session = await seeds.session(
        learner, cards[:1], format=Format.MATCHING, mode=Mode.TEST, feedback=Feedback.DEFERRED
    )
    await apply(database, await paired(seeds, learner, cards, right=cards[2:], session=session))
    assert await remembered(database, learner) == {}
    assert await replayed(database, learner, cards) == {}
    await finish(database, learner, session)
    known = await remembered(database, learner)
    assert [known[card].fraction for card in cards] == [0, 0, 1, 1]


@pytest.mark.parametrize("source", [MarkSource.TEACHER, MarkSource.APPEAL, MarkSource.REGRADE])
async def test_a_mark_speaks_of_all_cards(
    database: Database, seeds: Any, source: MarkSource
) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[:2])
    await apply(database, item)
    await mark(database, seeds, learner, item.id, 0.75, source=source)
    known = await remembered(database, learner)
    assert [(known[c].fraction, known[c].right_count) for c in cards] == [(0.75, 1)] * 4
    assert known == await replayed(database, learner, cards)


async def test_a_late_mark_leaves_what_came_after_it(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=[])
    await apply(database, item)
    later = NOW + timedelta(minutes=1)
    await apply(database, await paired(seeds, learner, cards, right=cards[:2], answered_at=later))
    await mark(database, seeds, learner, item.id, 1)
    known = await remembered(database, learner)
    assert [known[card].fraction for card in cards] == [1, 1, 0, 0]
    assert [known[card].right_count for card in cards] == [2, 2, 1, 1]


async def test_a_regrade_speaks_of_all_cards(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[:3])
    await apply(database, item)
    async with database.writing() as db:
        await db.execute(update(AnswerRow).values(fraction=0.65))
    dry_run, _ = await look(seeds)
    _, report = await apply_regrade(seeds, dry_run)
    assert report.raised == 1
    known = await remembered(database, learner)
    assert [(known[c].fraction, known[c].right_count) for c in cards] == [(0.75, 1)] * 4


async def test_answers_from_before_cards_had_grades_are_the_asked_cards(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), await rivers(seeds)
    item = await paired(seeds, learner, cards, right=cards[1:3])
    await apply(database, item)
    async with database.writing() as db:
        await db.execute(delete(AnswerCardRow))
    known = await replayed(database, learner, cards)
    assert {card: memory.fraction for card, memory in known.items() if memory} == {cards[0]: 0.5}


async def test_learners_keep_apart(database: Database, seeds: Any) -> None:
    cards, one, other = await rivers(seeds), await seeds.learner(), await seeds.learner()
    item = await paired(seeds, one, cards, right=cards)
    same_id = replace(await paired(seeds, other, cards, right=[]), id=item.id)
    third = await seeds.learner()
    await answer(database, seeds, third, cards[0], id=item.id)
    await apply(database, item, same_id)
    await mark(database, seeds, other, item.id, 0.5)
    assert {m.fraction for m in (await remembered(database, one)).values()} == {1}
    assert {m.fraction for m in (await remembered(database, other)).values()} == {0.5}
    async with database.reading() as db:
        logs = await study_events.list_by_key(db, learner_ids=[one, other, third], card_ids=cards)
    assert {key: len(log) for key, log in logs.items()} == dict.fromkeys(
        [(one, card) for card in cards] + [(other, card) for card in cards] + [(third, cards[0])], 1
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_happens_memories_are_what_a_replay_gives(
    database: Database, seeds: Any, seed: int
) -> None:
    drawn, learner, cards = random.Random(seed), await seeds.learner(), await rivers(seeds)
    done: list[tuple[UUID, UUID]] = []
    for _ in range(25):
        match drawn.choice(["pairs", "pairs", "one", "deferred", "mark", "undo", "finish"]):
            case "one":
                when = NOW + timedelta(minutes=drawn.randrange(60))
                await answer(database, seeds, learner, drawn.choice(cards), answered_at=when)
            case "pairs" | "deferred" as kind:
                is_deferred = kind == "deferred"
                turned = drawn.sample(cards, 4)
                session = await seeds.session(
                    learner,
                    turned[:1],
                    format=Format.MATCHING,
                    feedback=Feedback.DEFERRED if is_deferred else Feedback.IMMEDIATE,
                )
                item = await paired(
                    seeds,
                    learner,
                    turned,
                    right=drawn.sample(cards, drawn.randrange(5)),
                    session=session,
                    answered_at=NOW + timedelta(minutes=drawn.randrange(60)),
                )
                await apply(database, item)
                done.append((session, item.id))
            case "mark" if done:
                fraction = drawn.choice([0, 0.5, 1])
                await mark(database, seeds, learner, drawn.choice(done)[1], fraction)
            case "undo" if done:
                await undo(database, learner, done.pop()[0])
            case "finish" if done:
                await finish(database, learner, done.pop(0)[0])
        assert await remembered(database, learner) == await replayed(database, learner, cards)
