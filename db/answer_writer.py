"""The one way answers are written: a list of graded answers, applied in one transaction.

For each item in order: an answer with the same id gives its first result back; the session must
still wait for this question, or be an offline one that has it. What is taken is then folded into
memory, in the order in which it was given, and answers, grades of cards, memories, sessions and
events are written with one statement per table. An item that the state forbids is rejected alone,
its neighbours are applied. The caller owns the transaction, and commits it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import (
    answer_cards,
    folded_answers,
    learners,
    packed_questions,
    reviews,
    sessions,
    situations,
)
from db.answers import AnswerRow, AnswerValues
from db.events import EventRow
from db.folded_answers import FoldedAnswers, is_folded_now
from db.graded_answers import (
    Applied,
    GradedAnswer,
    Outcome,
    Rejected,
    replay,
    to_cards,
    to_event,
    to_reviews,
    to_row,
    was_right,
)
from db.idempotency_keys import IdempotencyKeyRow
from db.packed_questions import Given
from db.pairs import PairStatement
from db.situations import Held
from db.upserts import insert_many
from quiz.errors import NotFound, QuizError
from quiz.session.sessions import (
    Planned,
    Progress,
    Session,
    check_pending,
    counts_for_memory,
    is_offline,
    progress,
)

Key = tuple[UUID, UUID]


@dataclass(slots=True)
class _Batch:
    """What a batch has read, and what it makes of it.

    `first` are answers that stand already, `given` what was given to questions of offline sessions
    before, by (learner id, id of the answer or question).
    """

    first: Mapping[Key, AnswerRow]
    held: Mapping[Key, Held]
    sessions: dict[Key, Session]
    given: dict[Key, Given]
    taken: set[Key] = field(default_factory=set)
    changed: dict[Key, tuple[Session, datetime]] = field(default_factory=dict)
    replanned: dict[Key, Session] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An answer that is taken: the session before it, and how far that is with it."""

    item: GradedAnswer
    before: Session
    attempt: int
    told: Progress


class LearnersHeld(Exception):
    """Somebody else holds the study rows of these learners; nothing was written."""

    def __init__(self, learner_ids: Collection[UUID]) -> None:
        super().__init__(f"The study rows of {len(learner_ids)} learners are held.")
        self.learner_ids = learner_ids


async def apply_at_once(db: AsyncSession, items: Sequence[GradedAnswer]) -> list[Outcome]:
    """As `apply`, but waits for no learner's lock: raises `LearnersHeld` where it would have to."""
    wanted = {item.learner_id for item in items}
    held = wanted - await learners.lock_free(db, wanted)
    if held:
        raise LearnersHeld(held)
    return await _apply(db, items)


async def apply(db: AsyncSession, items: Sequence[GradedAnswer]) -> list[Outcome]:
    """Write the answers; one outcome per item, in order.

    Safe with other writers: the learners' locks are taken in id order first, and everything
    that is decided on is read after that.
    """
    await learners.lock(db, (item.learner_id for item in items))
    return await _apply(db, items)


async def _apply(db: AsyncSession, items: Sequence[GradedAnswer]) -> list[Outcome]:
    """Write the answers of learners whose locks are held."""
    if not items:
        return []
    batch = await _gather(db, items)
    decided = [_decide(batch, item) for item in items]
    taken = [one for one in decided if isinstance(one, _Taken)]
    counted = [one.item for one in taken if is_folded_now(one.item, one.before)]
    folded = await folded_answers.fold(db, counted)
    foretold = await folded_answers.foretell(db, [one.item for one in taken if _waits(one)])
    rows = [_row(one, folded, foretold) for one in taken]
    await _write(db, batch, taken, rows, folded)
    new = {
        (row.learner_id, row.id): _applied(one, row, folded)
        for one, row in zip(taken, rows, strict=True)
    }
    outcomes: list[Outcome] = []
    for item, one in zip(items, decided, strict=True):
        key = (item.learner_id, item.id)
        if isinstance(one, Rejected):
            outcomes.append(one)
        elif isinstance(one, _Taken):
            outcomes.append(new[key])
        else:
            outcomes.append(replay(batch.first.get(key) or new[key].row, item.body_hash))
    return outcomes


async def _gather(db: AsyncSession, items: Sequence[GradedAnswer]) -> _Batch:
    answer_rows = await _LIST_KNOWN.run(db, [(item.learner_id, item.id) for item in items])
    held = await situations.list_sessions(
        db, {(item.learner_id, item.session_id) for item in items}
    )
    found = {key: one.session for key, one in held.items()}
    asked = {
        (item.learner_id, item.question.id)
        for item in items
        if (session := found.get((item.learner_id, item.session_id))) and is_offline(session)
    }
    return _Batch(
        first={(row.learner_id, row.id): row for row in answer_rows.scalars()},
        held=held,
        sessions=found,
        given=await packed_questions.list_given(db, asked),
    )


def _decide(batch: _Batch, item: GradedAnswer) -> _Taken | Rejected | None:
    """Whether the answer is taken; `None` of one that was sent before."""
    key = (item.learner_id, item.id)
    if key in batch.first or key in batch.taken:
        return None
    place = (item.learner_id, item.session_id)
    session = batch.sessions.get(place)
    if session is None:
        return Rejected(NotFound(f"There is no session {str(item.session_id)!r}."))
    try:
        given = _given(batch, item, session)
    except QuizError as error:
        return Rejected(error)
    after = _answered(session, item, is_repeated=given.standing > 0)
    batch.taken.add(key)
    batch.given[item.learner_id, item.question.id] = given.and_one
    batch.sessions[place] = after
    batch.changed[place] = (after, item.received_at)
    if after.plan != session.plan or after.returning != session.returning:
        batch.replanned[place] = after
    return _Taken(item, session, given.count + 1, progress(after, item.received_at))


def _given(batch: _Batch, item: GradedAnswer, session: Session) -> Given:
    """What was given to the question before; it must be one that the session takes answers to."""
    if not is_offline(session):
        check_pending(session, item.question.id, item.received_at)
        return Given(session.id)
    given = batch.given.get((item.learner_id, item.question.id))
    if given is None or given.session_id != session.id:
        raise NotFound(
            f"Session {str(session.id)!r} has no question {str(item.question.id)!r} in its pack."
        )
    return given


def _answered(session: Session, item: GradedAnswer, *, is_repeated: bool) -> Session:
    """The session once the answer is counted, and the next question waits. In an offline session
    a question that is answered again is asked once more than was planned."""
    plan = session.plan if item.plan is None else item.plan
    if is_repeated:
        plan = (*plan, Planned(item.question.card.card_id, item.question.format, None))
    return replace(
        session,
        pending=item.next,
        answered_count=session.answered_count + 1,
        right_count=session.right_count + bool(was_right(item)),
        plan=plan,
        returning=session.returning if item.returning is None else item.returning,
    )


def _waits(one: _Taken) -> bool:
    """Whether memory is to follow the answer later."""
    return counts_for_memory(one.before) and not is_folded_now(one.item, one.before)


def _row(one: _Taken, batch: FoldedAnswers, foretold: Mapping[Key, float | None]) -> AnswerValues:
    folded = batch.of(one.item)
    waiting = foretold.get((one.item.learner_id, one.item.id))
    return to_row(
        one.item,
        one.before,
        folded.memory if folded else None,
        one.told,
        attempt=one.attempt,
        predicted_recall=folded.predicted_recall if folded else waiting,
    )


def _applied(one: _Taken, row: AnswerValues, batch: FoldedAnswers) -> Applied:
    folded = batch.of(one.item)
    return Applied(
        row=row,
        memory=folded.memory if folded else None,
        progress=one.told,
        next=one.item.next,
        is_replay=False,
    )


async def _write(
    db: AsyncSession,
    batch: _Batch,
    taken: Sequence[_Taken],
    rows: Sequence[AnswerValues],
    folded: FoldedAnswers,
) -> None:
    if not taken:
        return
    items = [one.item for one in taken]
    await insert_many(db, AnswerRow, [row._asdict() for row in rows])
    await answer_cards.add_many(db, [card for item in items for card in to_cards(item)])
    await reviews.open_many(db, [review for item in items for review in to_reviews(item)])
    await folded.write(db, now=max(item.received_at for item in items))
    await sessions.advance(db, batch.changed, batch.replanned)
    await insert_many(db, EventRow, [to_event(item) for item in items])
    keys = [item.key.model_dump() for item in items if item.key is not None]
    await insert_many(db, IdempotencyKeyRow, keys)
    for place, (session, _) in batch.changed.items():
        situations.keep_once_committed(db, batch.held[place], session)


_ANSWERS = AnswerRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_LIST_KNOWN = PairStatement(
    _ANSWERS.c.learner_id,
    _ANSWERS.c.id,
    lambda keys: select(AnswerRow).where(keys).execution_options(populate_existing=True),
)
