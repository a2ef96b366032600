"""A learner's own settings for a deck."""

from uuid import UUID

from api.deps import AnyCaller, Conditions, Now, Reading, Writing
from api.etags import Conditional
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import configuring
from api.services.configuring import Configured
from quiz.scheduling.settings import SchedulerName
from schemas.deck_settings import DeckSettings, DeckSettingsUpdate

router = strict_router("/v1/learners/{learner_id}/decks/{deck_id}/settings", "learners")


@router.get("", responses=NOT_MODIFIED | problems(404))
async def deck_settings_get(
    learner_id: UUID, deck_id: UUID, caller: AnyCaller, db: Reading, tag: Conditions
) -> DeckSettings:
    """How your cards of a deck are scheduled, or those of a learner whom your workspace manages
    (`learners:read`), and how much of it is asked a day.

    Until the learner begins, these are the deck's study defaults, which an edit of the deck
    changes; from then on they are the learner's own.
    """
    return _tagged(tag, await configuring.get(db, caller, learner_id, deck_id))


@router.patch("", responses=problems(404, 409, 412, 413, 415))
async def deck_settings_update(
    learner_id: UUID,
    deck_id: UUID,
    body: DeckSettingsUpdate,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
) -> DeckSettings:
    """Change your settings for a deck, or those of a learner whom your workspace manages
    (`learners:write`).

    A change applies from the next review; what is scheduled stays. The scheduler can be changed
    here while nothing is answered (409 after that): later by a reschedule.
    """
    held = await configuring.hold(db, caller, learner_id, deck_id)
    tag.expects("deck_settings", held.deck_id, held.number, held.view)
    return _tagged(tag, await configuring.change(db, held, body.patch(), now=now))


def _tagged(tag: Conditional, found: Configured) -> DeckSettings:
    tag.shows("deck_settings", found.deck_id, found.number, view=found.view)
    settings, limits = found.settings, found.limits
    is_fsrs = settings.scheduler is SchedulerName.FSRS
    return DeckSettings(
        learner_id=found.learner.id,
        deck_id=found.deck_id,
        scheduler=settings.scheduler,
        algorithm=settings.algorithm if is_fsrs else None,
        parameters=list(settings.parameters) if is_fsrs and settings.parameters else None,
        fit_id=found.fit_id if is_fsrs else None,
        desired_retention=settings.desired_retention,
        maximum_interval_days=settings.maximum_interval_days,
        learning_steps=list(settings.learning_steps),
        relearning_steps=list(settings.relearning_steps),
        is_fuzzed=settings.is_fuzzed,
        leech_at=settings.leech_at,
        suspends_leeches=settings.suspends_leeches,
        new_per_day=limits.new_per_day,
        due_per_day=limits.due_per_day,
        buries_siblings=limits.buries_siblings,
        balances_load=limits.balances_load,
        from_at=found.last.from_at if found.last else None,
        revision=found.number,
    )
