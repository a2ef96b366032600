"""Finds whose figures are asked for: the learner, their study day, and the decks they may see."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import enrolling
from api.services.reaching import DECKS_SEARCHED
from db import accounts, deck_settings
from db import decks as decks_table
from db.learners import LearnerRow
from quiz.access import Caller
from quiz.errors import NotFound
from quiz.scheduling.study_days import study_day


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A learner on a study day of theirs; `deck_ids` are the decks to look at, by age, and
    `deck_id` the one that was named, if any was."""

    learner: LearnerRow
    today: date
    deck_ids: list[UUID]
    deck_id: UUID | None


async def survey(
    db: AsyncSession, caller: Caller, learner_id: UUID, deck_id: UUID | None, *, now: datetime
) -> Surveyed:
    """What `survey_learner` gives, for callers who may see the learner.

    Raises `NotFound`, or `Forbidden` for staff whose role or key does not cover the learner.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    return await survey_learner(db, learner, deck_id, now=now)


async def survey_learner(
    db: AsyncSession, learner: LearnerRow, deck_id: UUID | None, *, now: datetime
) -> Surveyed:
    """The learner today, with the deck that is named, or else those they have begun: at most
    `DECKS_SEARCHED`, without those they may no longer see.

    Raises `NotFound` for a deck that they may not see.
    """
    wanted = [deck_id] if deck_id is not None else None
    if wanted is None:
        begun = await deck_settings.list_deck_ids(db, learner_id=learner.id)
        wanted = begun[:DECKS_SEARCHED]
    readable = await decks_table.list_readable_ids(
        db,
        wanted,
        account_id=await accounts.find_id_of_learner(db, learner.id),
        workspace_id=learner.workspace_id,
    )
    if deck_id is not None and not readable:
        raise NotFound(f"There is no deck {str(deck_id)!r}.")
    today = study_day(now, learner.timezone, learner.day_starts_at)
    return Surveyed(learner, today, readable, deck_id)
