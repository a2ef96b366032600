"""How well learners know their decks."""

from uuid import UUID

from api.deps import AnyCaller, Now, Reading
from api.listing import Pages
from api.openapi import problems
from api.routing import router as strict_router
from api.services import measuring_mastery
from schemas.base import Page
from schemas.mastery import Mastery, MasteryHistory, show, show_history

router = strict_router("/v1/learners", "learners")


@router.get("/{learner_id}/mastery", responses=problems(404))
async def learners_list_mastery(
    learner_id: UUID, caller: AnyCaller, db: Reading, now: Now, pages: Pages
) -> Page[Mastery]:
    """How well you, or a learner that your workspace manages, know each deck that was begun, the
    oldest deck first; decks out of the learner's sight are left out."""
    found = await measuring_mastery.list_decks(db, caller, learner_id, pages.request, now=now)
    return pages.page(found, lambda each: show(each.deck_id, each.mastery))


@router.get("/{learner_id}/decks/{deck_id}/mastery", responses=problems(404))
async def learners_get_deck_mastery(
    learner_id: UUID, deck_id: UUID, caller: AnyCaller, db: Reading, now: Now
) -> MasteryHistory:
    """How well you, or a learner that your workspace manages, know a deck, and knew it week by
    week, by today's view of the answers: marks and taken back answers included."""
    found = await measuring_mastery.of_deck(db, caller, learner_id, deck_id, now=now)
    return show_history(learner_id, deck_id, found.now.mastery, found.points, found.folded)
