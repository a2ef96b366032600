"""Looks at memories as they stand on the learner's study day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import enrolling
from db import learners, memories, settings_changes
from db.learners import LearnerRow
from db.memories import MemoryFilter, MemoryRow
from db.pages import PageRequest, RowPage
from quiz.access import Caller
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import current
from quiz.scheduling.study_days import study_day


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory with what is true of it today alone: whether it is left out, and the chance (0..1)
    that the card is known, where its scheduler foretells one."""

    row: MemoryRow
    is_buried: bool
    retrievability: float | None

    @property
    def view(self) -> str:
        """What an entity tag depends on besides the row's revision."""
        return f"{self.row.learner_id}:{self.is_buried}:{self.retrievability}"


async def get(
    db: AsyncSession, caller: Caller, learner_id: UUID, card_id: UUID, *, now: datetime
) -> Recalled:
    """What is remembered of the learner and the card.

    Raises `NotFound`, or `Forbidden` for staff whose role or key does not cover the learner.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    row = await memories.get(db, card_id, learner_id=learner.id)
    [recalled] = await look_at(db, [row], today=today_of(learner, now))
    return recalled


async def list_own(
    db: AsyncSession, caller: Caller, page: PageRequest, filter: MemoryFilter, *, now: datetime
) -> RowPage[Recalled]:
    """The memories of the caller who studies, in the order of their cards' ids; none of one who
    was erased."""
    learner = await learners.find(db, caller.studies_as)
    return RowPage([], None) if learner is None else await _page(db, learner, page, filter, now)


async def list_of_learner(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    page: PageRequest,
    filter: MemoryFilter,
    *,
    now: datetime,
) -> RowPage[Recalled]:
    """The memories of a learner, in the order of their cards' ids. Raises like `get`."""
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    return await _page(db, learner, page, filter, now)


async def _page(
    db: AsyncSession, learner: LearnerRow, page: PageRequest, filter: MemoryFilter, now: datetime
) -> RowPage[Recalled]:
    found = await memories.list_of_learner(db, page, filter, learner_id=learner.id)
    recalled = await look_at(db, found.rows, today=today_of(learner, now))
    return RowPage(recalled, found.next_key)


def today_of(learner: LearnerRow, now: datetime) -> date:
    """The learner's present study day."""
    return study_day(now, learner.timezone, learner.day_starts_at)


async def look_at(db: AsyncSession, rows: Sequence[MemoryRow], *, today: date) -> list[Recalled]:
    """The memories as they stand on the study day, under the settings of today."""
    decks = {(row.learner_id, row.deck_id) for row in rows}
    changes = await settings_changes.list_by_key(db, decks)
    return [
        Recalled(
            row=row,
            is_buried=row.buried_on == today,
            retrievability=recall(
                memories.to_domain(row), today, current(changes[row.learner_id, row.deck_id])
            ),
        )
        for row in rows
    ]
