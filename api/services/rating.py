"""Takes a learner's own rating of an answer that the grader left open."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import marking
from api.services.marking import Held, Marked, Said
from db import marks
from quiz.access import Caller
from quiz.errors import AlreadyExists, Conflict
from quiz.marking.marks import Mark, MarkSource, rated
from schemas.marks import RatingCreate


async def rate(
    db: AsyncSession, caller: Caller, answer_id: UUID, wanted: RatingCreate, *, now: datetime
) -> Marked:
    """The answer with the learner's rating, which memory follows now.

    The same id gives what stands, whatever came after it. Raises `NotFound`, `AlreadyExists` for
    an id that was used for something else, and `Conflict` for an answer that was graded, marked,
    rated or taken back, or whose grade may not be told yet.
    """
    held = await marking.hold(db, answer_id, learner_id=caller.studies_as)
    if wanted.id is not None:
        known = await marks.find(db, wanted.id, learner_id=caller.studies_as)
        if known is not None:
            _check_same(known, held, wanted)
            return Marked(held, await marking.memory_of(db, held), is_replay=True)
    marking.check_stands(held)
    marking.check_told(held, now)
    if held.marks:
        raise Conflict("The answer has a mark already; appeal if you do not agree with it.")
    if held.answer.fraction is not None:
        raise Conflict("The answer is graded; rate only what was left open, or appeal.")
    fraction, is_right = rated(wanted.confidence, wanted.fraction, held.pass_at)
    said = Said(
        id=wanted.id or new_id(now),
        source=MarkSource.LEARNER_RATING,
        fraction=fraction,
        is_right=is_right,
        confidence=wanted.confidence,
    )
    marked = await marking.put(db, held, said, now=now)
    data = {"fraction": fraction, "confidence": wanted.confidence}
    marking.tell(db, "answer.rated", held, data, now=now)
    await db.flush()
    return marked


def _check_same(known: Mark, held: Held, wanted: RatingCreate) -> None:
    fraction, _ = rated(wanted.confidence, wanted.fraction, held.pass_at)
    sent = (held.answer.id, MarkSource.LEARNER_RATING, wanted.confidence, fraction)
    if (known.answer_id, known.source, known.confidence, known.fraction) != sent:
        raise AlreadyExists(
            f"The id {str(known.id)!r} was used for another mark; use a new id for a new one."
        )
