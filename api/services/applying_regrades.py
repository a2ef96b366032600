"""Puts the marks on answers that a dry run listed.

The listed changes are gone through in the order of learners, a chunk at a time, each chunk in one
transaction: the chunk's learners are locked, and what each change rests on is read and decided on
again. A change is made as it was listed, or not at all. Each answer stands for itself, so that half
a regrade is nothing wrong: a worker that starts over knows its own marks again and goes on.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import working
from api.services.regrading import Wanted
from api.services.tallying import Tally
from api.services.working import Report
from db import (
    answers,
    events,
    learners,
    marks,
    operations,
    refolding,
    regrade_changes,
    sessions,
    study_events,
)
from db.answers import AnswerRow
from db.engine import Database
from db.operations import OperationRow
from db.regrade_changes import Key, RegradeChangeRow
from quiz.marking.marks import Mark, MarkSource, Result, consequences, for_marks
from quiz.marking.regrades import CHANGES, Regraded, RegradeOutcome, applied, outcome

CHUNK = 200
"""Changes that are made in one transaction."""


@dataclass(slots=True)
class _Effects:
    """What a chunk of changes is about to do, by (learner id, id of what is changed)."""

    marks: list[dict[str, Any]] = field(default_factory=list)
    right: Counter[Key] = field(default_factory=Counter)
    memories: dict[Key, UUID] = field(default_factory=dict)


async def apply(
    database: Database,
    operation: OperationRow,
    wanted: Wanted,
    dry_run_id: UUID,
    report: Report,
    *,
    now: datetime,
) -> Callable[[AsyncSession], Awaitable[dict[str, Any]]]:
    """Apply what the dry run listed; what is given back then tells of it. Raises `Cancelled`."""
    tally = Tally()
    after: Key | None = None
    async with database.reading() as db:
        total = await regrade_changes.count_of_operation(db, dry_run_id)
    while True:
        async with database.writing() as db:
            rows = await regrade_changes.list_after(db, dry_run_id, after, CHUNK)
            if rows:
                after = (rows[-1].learner_id, rows[-1].answer_id)
                await _apply_chunk(db, operation, wanted, rows, tally, now=now)
        if not rows:
            break
        await report(tally.answers, max(total, tally.answers))

    async def write(db: AsyncSession) -> dict[str, Any]:
        home = operations.workspace_of(operation)
        _tell(db, operation, wanted, home, "deck.regraded", {}, now=now, to=home)
        return tally.report(wanted).model_dump(mode="json")

    return write


async def _apply_chunk(
    db: AsyncSession,
    operation: OperationRow,
    wanted: Wanted,
    rows: Sequence[RegradeChangeRow],
    tally: Tally,
    *,
    now: datetime,
) -> None:
    """Do what of these changes still stands, and count what becomes of each. Raises `Cancelled`."""
    await learners.lock(db, {row.learner_id for row in rows})
    await working.hold(db, operation)
    keys = [(row.learner_id, row.answer_id) for row in rows]
    found = await answers.list_by_key(db, keys)
    given = await marks.list_by_key(db, keys)
    studied = await study_events.list_cards(db, [answer for answer, _ in found.values()])
    effects = _Effects()
    for row, key in zip(rows, keys, strict=True):
        if key not in found:
            continue  # Its learner was erased meanwhile.
        answer, void = found[key]
        said = given.get(key, [])
        is_done = any(mark.operation_id == operation.id for mark in said)
        made = (
            RegradeOutcome.TAKEN_BACK
            if void is not None and not is_done
            else _outcome(row, answer, said, wanted, is_done=is_done)
        )
        tally.count(row.card_id, row.card_version, made)
        if made in CHANGES and not is_done:
            mark = _mark(row, len(said) + 1, operation, now)
            _follow(effects, answer, studied[key], said, mark)
    await marks.add_many(db, effects.marks)
    await sessions.add_right(db, effects.right, now=now)
    await db.flush()
    await refolding.refold(db, effects.memories, now=now)
    await _tell_learners(db, operation, wanted, effects, now=now)


def _outcome(
    row: RegradeChangeRow,
    answer: AnswerRow,
    said: Sequence[Mark],
    wanted: Wanted,
    *,
    is_done: bool,
) -> RegradeOutcome:
    listed = Result(row.before_fraction, row.before_is_right, row.before_source, None)
    if is_done:
        return outcome(listed, _regraded(row), wanted.policy)
    now = for_marks(answers.graded(answer), said)
    return applied(listed, now, _regraded(row), wanted.policy)


def _follow(
    effects: _Effects,
    answer: AnswerRow,
    studied: Sequence[tuple[UUID, UUID]],
    said: Sequence[Mark],
    mark: Mark,
) -> None:
    """Note what the mark does to the answer's session and to the memories of its cards, which are
    given as (card id, deck id)."""
    follows = consequences(answers.graded(answer), said, mark)
    effects.marks.append(marks.to_values(mark, follows.result, learner_id=answer.learner_id))
    effects.right[answer.learner_id, answer.session_id] += follows.right_change
    if answer.counts_for_memory and follows.changes_memory:
        effects.memories |= {(answer.learner_id, card): deck for card, deck in studied}


def _regraded(row: RegradeChangeRow) -> Regraded:
    return Regraded(
        fraction=row.after_fraction,
        is_right=row.after_is_right,
        grader=row.grader,
        grader_version=row.grader_version,
        card_version=row.card_version,
    )


def _mark(row: RegradeChangeRow, number: int, operation: OperationRow, now: datetime) -> Mark:
    return Mark(
        id=new_id(now),
        answer_id=row.answer_id,
        number=number,
        source=MarkSource.REGRADE,
        fraction=row.after_fraction,
        is_right=row.after_is_right,
        confidence=None,
        counts=True,
        comment=None,
        made_by=operation.created_by,
        made_at=now,
        operation_id=operation.id,
        grader=row.grader,
        grader_version=row.grader_version,
        card_version=row.card_version,
    )


async def _tell_learners(
    db: AsyncSession, operation: OperationRow, wanted: Wanted, effects: _Effects, *, now: datetime
) -> None:
    """One event for each learner, with the number of their answers in this chunk."""
    counts = Counter(values["learner_id"] for values in effects.marks)
    workspaces = await learners.list_workspaces(db, counts)
    for learner_id, count in counts.items():
        data = {"learner_id": str(learner_id), "answer_count": count}
        managed_by = workspaces[learner_id]
        _tell(db, operation, wanted, learner_id, "answers.regraded", data, now=now, to=managed_by)


def _tell(
    db: AsyncSession,
    operation: OperationRow,
    wanted: Wanted,
    owner_id: UUID,
    type: str,
    data: dict[str, Any],
    *,
    now: datetime,
    to: UUID | None = None,
) -> None:
    """Write an event about the regrade; the workspace `to` may hear of it, if any."""
    events.add(
        db,
        id=new_id(now),
        type=type,
        data={"deck_id": str(wanted.deck_id), "operation_id": str(operation.id), **data},
        now=now,
        owner_id=owner_id,
        workspace_id=to,
    )
