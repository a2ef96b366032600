"""Teachers' marks, and what becomes of appeals."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authoring, composing, marking, reviewing
from api.services.marking import Held, Said
from db import answers, learners, marks, reviews
from db.reviews import ReviewRow
from quiz import responses
from quiz.access import Caller, Scope
from quiz.errors import AlreadyExists, Conflict, Fault, Invalid, NotFound
from quiz.marking import alternatives
from quiz.marking.marks import MarkSource, without_appeals
from quiz.marking.reviews import (
    UNDECIDED,
    Decision,
    ReviewKind,
    ReviewStatus,
    decided_fraction,
)
from schemas.marks import AlternativeCreate, MarkCreate
from schemas.reviews import DecisionCreate


async def mark(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    answer_id: UUID,
    wanted: MarkCreate,
    *,
    now: datetime,
) -> bool:
    """Give the answer a teacher's mark; whether it had been sent before.

    Of two marks the later one counts, and both stay. Raises `NotFound`, `AlreadyExists` for an id
    that was used for something else, `Conflict` for an answer that was taken back or whose appeal
    waits, and for an alternative like `authoring.update` or `Forbidden`.
    """
    await reviewing.check_reach(db, caller, learner_id, answer_id, Scope.ANSWERS_MARK)
    held = await marking.hold(db, answer_id, learner_id=learner_id)
    if wanted.id is not None:
        known = await marks.find(db, wanted.id, learner_id=learner_id)
        if known is not None:
            sent = (answer_id, MarkSource.TEACHER, wanted.fraction, wanted.comment)
            if (known.answer_id, known.source, known.fraction, known.comment) != sent:
                raise AlreadyExists(f"The id {str(known.id)!r} was used for another mark.")
            return True
    marking.check_stands(held)
    waiting = await reviews.list_of_answer(db, answer_id, learner_id=learner_id)
    for row in waiting:
        if row.status is ReviewStatus.OPEN and row.kind is ReviewKind.APPEAL:
            raise Conflict(f"The appeal {str(row.id)!r} waits over this answer; decide that.")
    if wanted.add_alternative is not None:
        await _add_alternative(db, caller, held, wanted.add_alternative, now=now)
    said = _said(caller, held, wanted.fraction, wanted.comment, now=now, id=wanted.id)
    await marking.put(db, held, said, now=now)
    for row in waiting:
        if row.status is ReviewStatus.OPEN:
            _close(row, ReviewStatus.MARKED, said, now=now)
    marking.tell(db, "answer.marked", held, {"fraction": wanted.fraction}, now=now)
    await db.flush()
    return False


async def decide(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    appeal_id: UUID,
    wanted: DecisionCreate,
    *,
    now: datetime,
) -> ReviewRow:
    """The appeal as it was decided: a teacher's mark on its answer, and if wanted a new version of
    the card that accepts it.

    Of two who decide at once, one does. Raises `NotFound`, `Conflict` for an appeal that is
    decided or withdrawn, and like `mark` for an alternative.
    """
    await learners.lock(db, [learner_id])
    row = await reviewing.get_appeal(db, caller, learner_id, appeal_id)
    if row.status not in UNDECIDED:
        raise Conflict(f"The appeal is {row.status.value} already.")
    held = await marking.hold(db, row.answer_id, learner_id=learner_id)
    marking.check_stands(held)
    is_accepted = wanted.status is ReviewStatus.ACCEPTED
    if wanted.add_alternative is not None:
        if not is_accepted:
            rule = "goes only with an appeal that you accept"
            raise Invalid(f"The alternative {rule}.", [Fault("/add_alternative", rule)])
        await _add_alternative(db, caller, held, wanted.add_alternative, now=now)
    assert row.claimed is not None
    fraction = decided_fraction(
        Decision(is_accepted, wanted.fraction, wanted.comment),
        claimed=row.claimed,
        otherwise=without_appeals(answers.graded(held.answer), held.marks).fraction,
    )
    said = _said(caller, held, fraction, wanted.comment, now=now, review_id=row.id)
    await marking.put(db, held, said, now=now)
    _close(row, wanted.status, said, now=now)
    data = {"appeal_id": str(row.id), "status": row.status.value, "fraction": fraction}
    marking.tell(db, "appeal.decided", held, data, now=now)
    await db.flush()
    return row


def _said(
    caller: Caller,
    held: Held,
    fraction: float,
    comment: str | None,
    *,
    now: datetime,
    id: UUID | None = None,
    review_id: UUID | None = None,
) -> Said:
    return Said(
        id=id or new_id(now),
        source=MarkSource.TEACHER,
        fraction=fraction,
        is_right=held.passes(fraction),
        comment=comment,
        made_by=caller.writes_as,
        review_id=review_id,
    )


def _close(row: ReviewRow, status: ReviewStatus, said: Said, *, now: datetime) -> None:
    row.status = status
    row.closed_at = now
    row.closed_by = said.made_by
    row.comment = said.comment
    row.revision += 1


async def _add_alternative(
    db: AsyncSession, caller: Caller, held: Held, wanted: AlternativeCreate, *, now: datetime
) -> None:
    """Let the card accept what was answered, as its author would."""
    try:
        editing, card = await authoring.begin_with_card(db, caller, held.answer.card_id, now=now)
    except NotFound as error:
        raise Conflict("The card of this answer is gone, or not yours to change.") from error
    text = wanted.text or alternatives.text_of(responses.from_json(held.answer.response))
    if text is None:
        rule = "say which wording; the answer itself has none"
        raise Invalid(f"The alternative: {rule}.", [Fault("/add_alternative/text", rule)])
    named = None if wanted.key_point is None else tuple(wanted.key_point)
    place = named or alternatives.best_place(card.content, held.grade.evidence)
    content = alternatives.with_alternative(card.content, text, place)
    shape = composing.as_authored(card.row, content)
    patch: dict[str, Any] = {
        name: shape[name] for name in ("accepted", "key_points") if name in shape
    }
    await authoring.update(editing, card, patch, at="/add_alternative")
    await authoring.finish(editing)
