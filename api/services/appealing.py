"""Takes a learner's word against a mark: "I was right"."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import marking
from api.services.marking import Held, Marked, Said
from db import decks, reviews
from db.reviews import ReviewRow
from quiz.access import Caller
from quiz.errors import AlreadyExists
from quiz.marking import reviews as rules
from quiz.marking.marks import MarkSource
from quiz.marking.reviews import AppealPolicy, ReviewKind, ReviewStatus
from schemas.appeals import AppealCreate


async def appeal(
    db: AsyncSession, caller: Caller, answer_id: UUID, wanted: AppealCreate, *, now: datetime
) -> tuple[ReviewRow, Marked]:
    """The appeal, and the answer with the mark that it makes. Memory follows it at once; results
    do by the policy that the deck has now.

    The same id gives the appeal as it stands. Raises `NotFound`, `AlreadyExists` for an id that
    was used for something else, and `Conflict` for an answer that was taken back, has no grade,
    has what is claimed, or had its appeal, or whose grade may not be told yet.
    """
    held = await marking.hold(db, answer_id, learner_id=caller.studies_as)
    if wanted.id is not None:
        known = await reviews.find(db, wanted.id, learner_id=caller.studies_as)
        if known is not None:
            _check_same(known, held, wanted)
            return known, Marked(held, await marking.memory_of(db, held), is_replay=True)
    await _check(db, held, wanted, now=now)
    row = await _open(db, held, wanted, now=now)
    said = Said(
        id=new_id(now),
        source=MarkSource.APPEAL,
        fraction=wanted.fraction,
        is_right=held.passes(wanted.fraction),
        counts=row.status is ReviewStatus.COUNTED,
        review_id=row.id,
    )
    marked = await marking.put(db, held, said, now=now)
    data = {"appeal_id": str(row.id), "fraction": wanted.fraction, "status": row.status.value}
    marking.tell(db, "appeal.opened", held, data, now=now, workspace_id=row.workspace_id)
    await db.flush()
    return row, marked


async def _check(db: AsyncSession, held: Held, wanted: AppealCreate, *, now: datetime) -> None:
    marking.check_stands(held)
    marking.check_told(held, now)
    before = await reviews.list_of_answer(db, held.answer.id, learner_id=held.answer.learner_id)
    appeals = [row.status for row in before if row.kind is ReviewKind.APPEAL]
    rules.check_undecided(frozenset(appeals))
    is_self_rated = rules.is_own_rating(held.result, held.grade.grader)
    rules.check_appeal(held.result, wanted.fraction, is_self_rated=is_self_rated)


async def _open(db: AsyncSession, held: Held, wanted: AppealCreate, *, now: datetime) -> ReviewRow:
    """The review of the appeal, for the workspace of the deck."""
    workspace_id, policy = await decks.get_appeal_policy(db, held.answer.deck_id)
    counts = policy is AppealPolicy.COUNT_AT_ONCE
    row = ReviewRow(
        learner_id=held.answer.learner_id,
        id=wanted.id or new_id(now),
        answer_id=held.answer.id,
        workspace_id=workspace_id,
        deck_id=held.answer.deck_id,
        kind=ReviewKind.APPEAL,
        status=ReviewStatus.COUNTED if counts else ReviewStatus.OPEN,
        reason=wanted.reason,
        claimed=wanted.fraction,
        opened_at=now,
    )
    db.add(row)
    await db.flush()
    return row


def _check_same(known: ReviewRow, held: Held, wanted: AppealCreate) -> None:
    sent = (ReviewKind.APPEAL, held.answer.id, wanted.reason, wanted.fraction)
    if (known.kind, known.answer_id, known.reason, known.claimed) != sent:
        raise AlreadyExists(
            f"The id {str(known.id)!r} was used for another appeal; use a new id for a new one."
        )
