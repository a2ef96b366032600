"""Erases learners with everything that is kept of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import enrolling
from db import (
    adjustments,
    deck_settings,
    events,
    fits,
    idempotency_keys,
    learner_zones,
    learners,
    memories,
    operations,
    packed_questions,
    regrade_changes,
    sessions,
    sign_ins,
    whole_answers,
)
from db.learners import LearnerKind, LearnerRow
from quiz.access import Caller, CallerKind, Scope
from quiz.errors import Conflict, Forbidden

_CALL_AS_LEARNERS = (CallerKind.GUEST, CallerKind.LEARNER_TOKEN)


async def learner_to_erase(db: AsyncSession, caller: Caller, learner_id: UUID) -> LearnerRow:
    """The managed learner or the guest, held, if the caller may erase them.

    Raises like `enrolling.learner_to_change`, `Forbidden` for a learner token, which is only for
    studying, and `Conflict` for an account's own learner.
    """
    row = await enrolling.learner_to_change(db, caller, learner_id)
    if caller.kind is CallerKind.LEARNER_TOKEN:
        raise Forbidden("A learner token is only for studying; the workspace erases its learners.")
    if row.kind is LearnerKind.OWN:
        raise Conflict("An account's own learner stays as long as the account.")
    return row


async def erase(db: AsyncSession, learner: LearnerRow, *, now: datetime) -> None:
    """Delete the learner, whom the caller holds, and every row that is keyed by them."""
    await regrade_changes.remove_of_learner(db, learner_id=learner.id)
    await whole_answers.remove_all(db, learner_id=learner.id)
    await operations.remove_of_learner(db, learner_id=learner.id)
    await fits.remove_all(db, learner_id=learner.id)
    await adjustments.remove_all(db, learner_id=learner.id)
    await memories.remove_all(db, learner_id=learner.id)
    await deck_settings.remove_all(db, learner_id=learner.id)
    await learner_zones.remove_all(db, learner_id=learner.id)
    await packed_questions.remove_all(db, learner_id=learner.id)
    await sessions.remove_all(db, learner_id=learner.id)
    await sign_ins.remove_all(db, learner_id=learner.id)
    await events.remove_all(db, owner_id=learner.id)
    for kind in _CALL_AS_LEARNERS:
        caller = Caller(kind, frozenset[Scope](), learner_id=learner.id)
        await idempotency_keys.remove_all(db, subject=caller.subject)
    await learners.remove(db, learner.id)
    if learner.workspace_id is not None:
        events.add(
            db,
            id=new_id(now),
            type="learner.erased",
            data={"learner_id": str(learner.id)},
            now=now,
            owner_id=learner.workspace_id,
            workspace_id=learner.workspace_id,
        )
    await db.flush()
