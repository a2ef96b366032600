"""Grades stored answers again, and lists what that would change: the dry run of a regrade.

Answers are read a chunk at a time, each chunk in a transaction of its own, and what would change is
listed in the database, so that memory does not grow with the number of answers. A list belongs to
its operation and shows once that has succeeded; a worker that starts over begins it anew.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.services import applying_regrades, regrading, working
from api.services.regrading import Wanted
from api.services.tallying import Tally
from api.services.working import Prepare, Report
from db import answers, cards, learners, marks, questions, regrade_changes
from db.answers import AnswerRow
from db.engine import Database
from db.operations import OperationRow
from quiz import responses
from quiz.cards import CardVersion
from quiz.marking.marks import Mark, Result, for_marks
from quiz.marking.regrades import (
    CHANGES,
    RegradeAgainst,
    Regraded,
    RegradeOutcome,
    outcome,
    regrade,
)
from quiz.questions import Question

CHUNK = 500
"""Answers that are graded between two looks at the database."""

log = structlog.get_logger("recite.regrade")


@dataclass(frozen=True, slots=True)
class _Stored:
    """An answer with everything that grading it again takes."""

    row: AnswerRow
    question: Question
    marks: Sequence[Mark]
    current: CardVersion


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a regrade makes of an answer; `after` where the grader gave a grade."""

    row: AnswerRow
    before: Result
    outcome: RegradeOutcome
    after: Regraded | None


def preparer(database: Database) -> Prepare:
    """The kind of long work that regrades, over this database."""

    async def prepare(
        operation: OperationRow, report: Report, *, now: datetime
    ) -> Callable[[AsyncSession], Awaitable[dict[str, Any]]]:
        wanted = regrading.wanted_of(operation)
        if wanted.dry_run_id is not None:
            return await applying_regrades.apply(
                database, operation, wanted, wanted.dry_run_id, report, now=now
            )
        tally = await _list_changes(database, operation, wanted, report)

        async def write(_: AsyncSession) -> dict[str, Any]:
            return tally.report(wanted).model_dump(mode="json")

        return write

    return prepare


async def _list_changes(
    database: Database, operation: OperationRow, wanted: Wanted, report: Report
) -> Tally:
    tally = Tally()
    async with database.writing() as db:
        await working.hold(db, operation)
        await regrade_changes.remove_all(db, operation_id=operation.id)
    async with database.reading() as db:
        found = await cards.list_candidates(
            db, deck_ids=[wanted.deck_id], card_ids=wanted.card_ids, tags=()
        )
        card_ids = [card.card_id for card in found]
        total = sum([await answers.count_of_card(db, card_id) for card_id in card_ids])
    async for chunk in _chunks(database, card_ids):
        seen = await asyncio.to_thread(_look_at_all, chunk, wanted)
        changes = [_change(one, operation, tally) for one in seen if one.outcome in CHANGES]
        for one, stored in zip(seen, chunk, strict=True):
            tally.count(one.row.card_id, stored.current.version, one.outcome)
        await _list_chunk(database, operation, changes)
        await report(tally.answers, max(total, tally.answers))
    return tally


async def _list_chunk(
    database: Database, operation: OperationRow, changes: Sequence[dict[str, Any]]
) -> None:
    """List the changes but for those whose learners were erased meanwhile."""
    keys = [(change["learner_id"], change["answer_id"]) for change in changes]
    async with database.writing() as db:
        await learners.lock(db, {key[0] for key in keys})
        await working.hold(db, operation)
        known = await answers.list_by_key(db, keys)
        listed = [change for change, key in zip(changes, keys, strict=True) if key in known]
        await regrade_changes.add_many(db, listed)


async def _chunks(database: Database, card_ids: Sequence[UUID]) -> AsyncIterator[list[_Stored]]:
    """The standing answers to the cards, never empty, card by card in the order of learners."""
    for card_id in card_ids:
        after: tuple[UUID, UUID] | None = None
        while True:
            async with database.reading() as db:
                chunk = await _chunk(db, card_id, after)
            if not chunk:
                break
            yield chunk
            after = (chunk[-1].row.learner_id, chunk[-1].row.id)


async def _chunk(db: AsyncSession, card_id: UUID, after: tuple[UUID, UUID] | None) -> list[_Stored]:
    rows = await answers.list_of_card(db, card_id, after, CHUNK)
    if not rows:
        return []
    current = await cards.get_current(db, card_id)
    given = await marks.list_by_key(db, [(row.learner_id, row.id) for row in rows])
    return [
        _Stored(row, question, given.get((row.learner_id, row.id), ()), current)
        for row, question in await questions.list_answered(db, rows)
    ]


def _look_at_all(chunk: Sequence[_Stored], wanted: Wanted) -> list[_Seen]:
    return [_look_at(stored, wanted) for stored in chunk]


def _look_at(stored: _Stored, wanted: Wanted) -> _Seen:
    row = stored.row
    before = for_marks(answers.graded(row), stored.marks)
    current = stored.current if wanted.against is RegradeAgainst.CURRENT_VERSION else None
    try:
        response = responses.from_json(row.response)
        found = regrade(stored.question, response, row.confidence, current)
    except Exception:
        # One answer that a grader breaks on must not keep the others from being looked at.
        log.exception("answer_not_regraded", answer_id=str(row.id), card_id=str(row.card_id))
        return _Seen(row, before, RegradeOutcome.FAILED, None)
    if isinstance(found, RegradeOutcome):
        return _Seen(row, before, found, None)
    return _Seen(row, before, outcome(before, found, wanted.policy), found)


def _change(seen: _Seen, operation: OperationRow, tally: Tally) -> dict[str, Any]:
    """The change as it is listed, under the next number."""
    assert seen.after is not None
    tally.listed += 1
    return {
        "learner_id": seen.row.learner_id,
        "operation_id": operation.id,
        "answer_id": seen.row.id,
        "number": tally.listed,
        "card_id": seen.row.card_id,
        "card_version": seen.after.card_version,
        "before_fraction": seen.before.fraction,
        "before_is_right": seen.before.is_right,
        "before_source": seen.before.source,
        "after_fraction": seen.after.fraction,
        "after_is_right": seen.after.is_right,
        "grader": seen.after.grader,
        "grader_version": seen.after.grader_version,
    }
