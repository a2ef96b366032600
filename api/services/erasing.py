"""Erases learners with everything that is kept of them."""

from sqlalchemy.ext.asyncio import AsyncSession

from db import answers, events, idempotency_keys, learners, memories, sessions, sign_ins
from db.learners import LearnerRow
from quiz.access import Caller, CallerKind, Scope

_CALLS = (CallerKind.GUEST, CallerKind.LEARNER_TOKEN)


async def erase(db: AsyncSession, learner: LearnerRow) -> None:
    """Delete the learner, whose lock the caller holds, and every row that is keyed by them."""
    await answers.remove_all(db, learner_id=learner.id)
    await memories.remove_all(db, learner_id=learner.id)
    await sessions.remove_all(db, learner_id=learner.id)
    await sign_ins.remove_all(db, learner_id=learner.id)
    await events.remove_all(db, owner_id=learner.id)
    for kind in _CALLS:
        caller = Caller(kind, frozenset[Scope](), learner_id=learner.id)
        await idempotency_keys.remove_all(db, subject=caller.subject)
    await learners.remove(db, learner.id)
