"""Regrades of many answers: what a dry run lists is what applying does, whatever happens meanwhile.

Ten thousand answers on both databases with RECITE_FULL=1, else a thousand.
"""

import os
import tracemalloc
from collections import Counter
from time import perf_counter
from typing import Any

import pytest
from regraded import (
    LATER,
    answer_many,
    appeal,
    apply,
    changes_of,
    check_whole,
    give_mark,
    look,
    marks_given,
    take_back,
)
from sqlalchemy import select
from sqlmodel import col

from db import marks, memories, refolding, regrade_changes
from db.answers import AnswerRow
from db.engine import Database
from db.events import EventRow
from db.marks import MarkRow
from db.pages import PageRequest
from db.regrade_changes import RegradeChangeRow
from quiz.marking.marks import MarkSource, ResultSource

MANY = 10_000 if "RECITE_FULL" in os.environ else 1_000
SOME = 200
PEAK_BYTES = 20 * 2**20


def said(row: MarkRow | RegradeChangeRow) -> tuple[Any, ...]:
    """What a mark or a listed change says of which answer."""
    match row:
        case MarkRow():
            counts = (row.fraction, row.is_right)
        case RegradeChangeRow():
            counts = (row.after_fraction, row.after_is_right)
    graded_by = (row.grader, row.grader_version, row.card_version)
    return (row.learner_id, row.answer_id, counts, graded_by)


@pytest.mark.parametrize("policy", ["never_lower", "as_graded"])
async def test_applying_does_what_the_dry_run_lists(
    database: Database, seeds: Any, policy: str
) -> None:
    await answer_many(seeds, MANY)
    begun = perf_counter()
    dry_id, dry = await look(seeds, policy=policy)
    looked = perf_counter()
    listed = await changes_of(database, dry_id)
    assert await marks_given(database) == []
    assert len(listed) == dry.raised + dry.lowered
    assert dry.answers == MANY
    assert dry.raised > 0
    assert (dry.lowered > 0, dry.kept_higher > 0) == (policy == "as_graded", policy != "as_graded")
    applying = perf_counter()
    real_id, real = await apply(seeds, dry_id, policy=policy)
    print(f"{MANY} answers: {looked - begun:.2f} s, applied in {perf_counter() - applying:.2f} s")
    assert (real.answers, real.raised, real.lowered) == (len(listed), dry.raised, dry.lowered)
    given = await marks_given(database)
    assert [said(mark) for mark in given] == [said(change) for change in listed]
    assert {(m.operation_id, m.source, m.number) for m in given} == {
        (real_id, MarkSource.REGRADE, 1)
    }
    await check_whole(database)


async def test_memory_does_not_grow_with_the_answers(database: Database, seeds: Any) -> None:
    await answer_many(seeds, MANY)
    tracemalloc.start()
    dry_id, _ = await look(seeds, policy="as_graded")
    await apply(seeds, dry_id, policy="as_graded")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{MANY} answers: at most {peak / 2**20:.1f} MiB")
    assert peak < PEAK_BYTES


async def test_applying_is_told_to_each_learner_and_to_the_workspace(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds)
    await apply(seeds, dry_id)
    async with database.reading() as db:
        told = (await db.execute(select(EventRow))).scalars().all()
    learned = {e.owner_id: e.data["answer_count"] for e in told if e.type == "answers.regraded"}
    assert learned == Counter(row.learner_id for row in await changes_of(database, dry_id))
    assert sum(learned.values()) == dry.raised
    [home] = [event for event in told if event.type == "deck.regraded"]
    assert (home.owner_id, home.workspace_id) == (seeds.workspace_id, seeds.workspace_id)


async def test_applying_twice_is_harmless(database: Database, seeds: Any) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds)
    await apply(seeds, dry_id)
    before = await marks_given(database)
    _, again = await apply(seeds, dry_id)
    assert (again.raised, again.same, again.changed_since) == (0, dry.raised, 0)
    assert await marks_given(database) == before


async def test_against_what_was_pinned_the_same_grader_changes_nothing(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    _, report = await look(seeds, against="pinned_version", policy="as_graded")
    assert (report.answers, report.same) == (SOME, SOME)


async def test_what_is_not_as_it_was_listed_is_skipped_and_counted(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds, policy="as_graded")
    marked, appealed, taken_back, regraded, *others = await changes_of(database, dry_id)
    await give_mark(database, seeds, marked, 0.5)
    await appeal(database, seeds, appealed)
    await take_back(database, taken_back)
    await regrade_otherwise(database, seeds, regraded.answer_id)
    _, real = await apply(seeds, dry_id, policy="as_graded")
    assert (real.kept_by_person, real.taken_back, real.changed_since) == (2, 1, 1)
    assert real.raised + real.lowered == dry.raised + dry.lowered - 4 == len(others)
    by_regrade = {m.answer_id for m in await marks_given(database) if m.source == "regrade"}
    assert by_regrade == {row.answer_id for row in others} | {regraded.answer_id}
    [teachers] = [m for m in await marks_given(database) if m.answer_id == marked.answer_id]
    assert teachers.source is MarkSource.TEACHER


async def regrade_otherwise(database: Database, seeds: Any, answer_id: Any) -> None:
    """Let the answer count as a quarter, by another regrade."""
    async with database.writing() as db:
        query = select(AnswerRow).where(col(AnswerRow.id) == answer_id)
        row = (await db.execute(query)).scalar_one()
        mark = MarkRow(
            learner_id=row.learner_id,
            id=seeds.id(),
            answer_id=row.id,
            number=1,
            source=MarkSource.REGRADE,
            fraction=0.25,
            is_right=False,
            counts=True,
            made_at=LATER,
            result_fraction=0.25,
            result_is_right=False,
            result_source=ResultSource.REGRADE,
        )
        db.add(mark)


async def test_an_answer_since_the_dry_run_is_left_for_the_next(
    database: Database, seeds: Any
) -> None:
    await answer_many(seeds, SOME)
    dry_id, dry = await look(seeds)
    await answer_many(seeds, SOME)
    _, real = await apply(seeds, dry_id)
    assert real.answers == dry.raised
    _, rest = await look(seeds)
    assert (rest.answers, rest.raised > 0) == (2 * SOME, True)


async def test_the_learners_own_word_stands_for_memory(database: Database, seeds: Any) -> None:
    await answer_many(seeds, SOME)
    dry_id, _ = await look(seeds)
    first = (await changes_of(database, dry_id))[0]
    async with database.writing() as db:
        waits = MarkRow(
            learner_id=first.learner_id,
            id=seeds.id(),
            answer_id=first.answer_id,
            number=1,
            source=MarkSource.APPEAL,
            fraction=0.3,
            is_right=False,
            counts=False,
            made_at=LATER,
            result_fraction=first.before_fraction,
            result_is_right=first.before_is_right,
            result_source=ResultSource.GRADER,
        )
        db.add(waits)
        await db.flush()
        key = {(first.learner_id, first.card_id): seeds.deck_id}
        await refolding.refold(db, key, now=LATER)
    _, real = await apply(seeds, dry_id)
    assert real.changed_since == 0
    async with database.reading() as db:
        memory = await memories.get(db, first.card_id, learner_id=first.learner_id)
        last = (await marks.list_of_answer(db, first.answer_id, learner_id=first.learner_id))[-1]
    assert (last.source, last.fraction) == (MarkSource.REGRADE, 1.0)
    assert memory.fraction == 0.3
    await check_whole(database)


async def test_the_list_of_changes_comes_in_pages(database: Database, seeds: Any) -> None:
    await answer_many(seeds, SOME)
    dry_id, report = await look(seeds)
    _, numbers = await read_pages(database, seeds, dry_id, None)
    assert numbers == list(range(1, report.raised + 1))
    first = (await changes_of(database, dry_id))[0]
    await give_mark(database, seeds, first, 0.5)
    real_id, _ = await apply(seeds, dry_id)
    _, done = await read_pages(database, seeds, dry_id, real_id)
    assert done == [number for number in numbers if number != first.number]


async def read_pages(
    database: Database, seeds: Any, dry_id: Any, applied_by: Any
) -> tuple[set[Any], list[int]]:
    """Whose answers are told (of guests nobody's), and the numbers of the changes."""
    shown, numbers, after = set(), [], None
    while True:
        async with database.reading() as db:
            page = await regrade_changes.page_of_operation(
                db,
                PageRequest(limit=33, after=after),
                operation_id=dry_id,
                applied_by=applied_by,
                workspace_id=seeds.workspace_id,
            )
        numbers += [row.number for row, _ in page.rows]
        shown |= {answer for _, answer in page.rows}
        after = page.next_key
        if after is None:
            break
    assert shown == {None}
    return shown, numbers
