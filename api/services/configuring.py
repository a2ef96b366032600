"""Sets how a learner's cards of a deck are scheduled, and how much of it is asked a day.

Every change is a row of its own and holds from an instant after all that was folded: it applies
from the next review, and folding the log again gives what is remembered now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import acting, authorizing, enrolling
from db import deck_memories, deck_settings, events, learners
from db.deck_settings import DeckSettingsRow
from db.learners import LearnerRow
from quiz.access import Caller, Scope
from quiz.errors import Conflict
from quiz.scheduling.settings import Limits, Settings


@dataclass(frozen=True, slots=True)
class Configured:
    """A learner's settings for a deck; `last` is their newest row, `None` before they begin."""

    learner: LearnerRow
    deck_id: UUID
    settings: Settings
    limits: Limits
    fit_id: UUID | None
    last: DeckSettingsRow | None

    @property
    def number(self) -> int:
        """Counts the settings; 0 before the learner begins."""
        return 0 if self.last is None else self.last.number

    @property
    def view(self) -> str:
        """What an entity tag depends on besides the number: before the learner begins, all."""
        begun = "" if self.last else f"{self.settings}:{self.limits}"
        return f"{self.learner.id}:{begun}"


async def get(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    deck_id: UUID,
    scope: Scope = Scope.LEARNERS_READ,
) -> Configured:
    """The learner's settings for the deck, or what they would begin with.

    Raises like `enrolling.learner_to_see`, and `NotFound` for a deck that the learner has not begun
    and cannot see.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id, scope)
    return await _look(db, caller, learner, deck_id)


async def hold(db: AsyncSession, caller: Caller, learner_id: UUID, deck_id: UUID) -> Configured:
    """The settings, for changing them: their learner is locked. Raises like `get`."""
    learner = await enrolling.learner_to_see(db, caller, learner_id, Scope.LEARNERS_WRITE)
    await learners.lock(db, [learner.id])
    return await _look(db, caller, learner, deck_id)


async def change(
    db: AsyncSession, held: Configured, patch: Mapping[str, Any], *, now: datetime
) -> Configured:
    """The held settings with the patch applied; `None` stands for the deck's default.

    Raises `Conflict` for another scheduler once something was answered.
    """
    [(first, first_limits)] = (await deck_settings.list_defaults(db, [held.deck_id])).values()
    settings = replace(held.settings, **_of(Settings, patch, first))
    limits = replace(held.limits, **_of(Limits, patch, first_limits))
    if (settings, limits) == (held.settings, held.limits):
        return held
    if settings.scheduler is not held.settings.scheduler:
        await _check_nothing_answered(db, held)
    learner_id, deck_id = held.learner.id, held.deck_id
    await deck_settings.ensure_many(db, learner_id=learner_id, deck_ids=[deck_id], now=now)
    last = held.last or await deck_settings.find_last(db, learner_id=learner_id, deck_id=deck_id)
    assert last is not None
    row = await deck_settings.append(
        db,
        last,
        settings=settings,
        limits=limits,
        # Nothing is folded yet that it could change, and what comes late must not be left behind.
        replays=settings.scheduler is not held.settings.scheduler,
        now=now,
    )
    tell(db, held.learner, row, now=now)
    return replace(held, settings=settings, limits=limits, last=row)


def tell(db: AsyncSession, learner: LearnerRow, row: DeckSettingsRow, *, now: datetime) -> None:
    """Write an event about new settings."""
    events.add(
        db,
        id=new_id(now),
        type="deck_settings.changed",
        data={
            "learner_id": str(learner.id),
            "deck_id": str(row.deck_id),
            "number": row.number,
            "replays": row.replays,
        },
        now=now,
        owner_id=learner.id,
        workspace_id=learner.workspace_id,
    )


async def _look(db: AsyncSession, caller: Caller, learner: LearnerRow, deck_id: UUID) -> Configured:
    last = await deck_settings.find_last(db, learner_id=learner.id, deck_id=deck_id)
    if last is None:
        await authorizing.deck_to_read(db, acting.in_place_of(caller, learner), deck_id)
        [first] = (await deck_settings.list_first(db, [deck_id], learner_id=learner.id)).values()
        return Configured(learner, deck_id, *first, last=None)
    settings, limits = deck_settings.settings_of(last), deck_settings.limits_of(last)
    return Configured(learner, deck_id, settings, limits, last.fit_id, last)


async def _check_nothing_answered(db: AsyncSession, held: Configured) -> None:
    if await deck_memories.has_answers(db, learner_id=held.learner.id, deck_id=held.deck_id):
        raise Conflict(
            f"Cards of the deck {str(held.deck_id)!r} were answered already; "
            "'POST …/reschedules' changes the scheduler and shows before what that does."
        )


def _of(type: type, patch: Mapping[str, Any], defaults: Any) -> dict[str, Any]:
    """What the patch says of this part of the settings."""
    names = {field.name for field in fields(type)} & patch.keys()
    return {n: getattr(defaults, n) if patch[n] is None else patch[n] for n in names}
