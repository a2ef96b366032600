"""Gives what a guest studied to the learner of the account that they sign in to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import erasing
from db import (
    adjustments,
    deck_settings,
    events,
    fits,
    learners,
    packed_questions,
    refolding,
    regrade_changes,
    sessions,
    study_events,
    whole_answers,
)
from db.learners import LearnerKind
from quiz.errors import InvalidGrant


async def merge(db: AsyncSession, *, guest_id: UUID, learner_id: UUID, now: datetime) -> None:
    """Copy the guest's sessions, answers and voids, remember them anew, and erase the guest.

    Ids that the learner has already are skipped, so that nothing counts twice; a session's with all
    its answers, which would otherwise join somebody else's run of questions. Raises
    `InvalidGrant` when the guest is no guest any more.
    """
    await learners.lock(db, [guest_id, learner_id])
    guest = await learners.find(db, guest_id)
    if guest is None or guest.kind is not LearnerKind.GUEST:
        raise InvalidGrant(
            "The guest of 'guest_token' has signed up or in before and is no guest any more; "
            "sign in without it.",
            "invalid_request",
        )
    shared = await sessions.list_shared_ids(db, guest_id, learner_id)
    await sessions.copy_all(db, from_learner_id=guest_id, learner_id=learner_id)
    await packed_questions.copy_all(
        db, from_learner_id=guest_id, learner_id=learner_id, except_sessions=shared
    )
    copied = await whole_answers.copy_all(
        db, from_learner_id=guest_id, learner_id=learner_id, except_sessions=shared
    )
    await regrade_changes.copy_all(
        db, from_learner_id=guest_id, learner_id=learner_id, answer_ids=copied
    )
    await adjustments.copy_all(db, from_learner_id=guest_id, learner_id=learner_id)
    await fits.copy_all(db, from_learner_id=guest_id, learner_id=learner_id)
    await deck_settings.copy_all(db, from_learner_id=guest_id, learner_id=learner_id)
    studied = await study_events.list_all_cards(db, learner_id=guest_id)
    await refolding.refold_many(db, learner_id=learner_id, cards=studied, now=now)
    await erasing.erase(db, await learners.hold(db, guest_id), now=now)
    events.add(
        db,
        id=new_id(now),
        type="learner.merged",
        data={"learner_id": str(learner_id), "guest_learner_id": str(guest_id)},
        now=now,
        owner_id=learner_id,
        workspace_id=None,
    )
    await db.flush()
