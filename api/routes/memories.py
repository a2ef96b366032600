"""What is remembered of learners' cards, and what they do to their place in the queue."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import AnyCaller, Conditions, Db, Now, Reading, Student, Writing
from api.etags import Conditional
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import adjusting, recalling, retracing
from api.services.adjusting import Held
from api.services.recalling import Recalled
from api.showing import show_memory
from api.showing_histories import show_step
from db.memories import MemoryFilter
from quiz.scheduling.memories import CardState
from schemas.base import Day, Page
from schemas.memories import Memory, MemoryUpdate
from schemas.memory_histories import HistoryStep

router = strict_router("/v1", "memories")


async def _filter(
    deck_id: Annotated[UUID | None, Query(description="Only cards of this deck.")] = None,
    state: Annotated[CardState | None, Query(description="Only cards in this state.")] = None,
    is_suspended: Annotated[
        bool | None, Query(description="Only cards that are suspended, or that are not.")
    ] = None,
    is_leech: Annotated[
        bool | None, Query(description="Only leeches, or only cards that are none.")
    ] = None,
    due_by: Annotated[
        Day | None, Query(description="Only cards that are due on this study day or before it.")
    ] = None,
) -> MemoryFilter:
    return MemoryFilter(
        deck_id=deck_id,
        state=state,
        is_suspended=is_suspended,
        is_leech=is_leech,
        due_by=due_by,
    )


Memories = Annotated[MemoryFilter, Depends(_filter)]


@router.get("/memories")
async def memories_list(
    caller: Student, db: Reading, now: Now, pages: Pages, filter: Memories
) -> Page[Memory]:
    """The learner's memories. Answers of a deferred session join them when it is finished."""
    found = await recalling.list_own(db, caller, pages.request, filter, now=now)
    return pages.page(found, show_memory)


@router.get("/memories/{card_id}", responses=NOT_MODIFIED | problems(404))
async def memories_get(
    card_id: UUID, caller: Student, db: Reading, now: Now, tag: Conditions
) -> Memory:
    """What is remembered of one card."""
    found = await recalling.get(db, caller, caller.studies_as, card_id, now=now)
    return _tagged(tag, found)


@router.patch("/memories/{card_id}", responses=problems(404, 409, 412, 413, 415))
async def memories_update(
    card_id: UUID, body: MemoryUpdate, caller: Student, db: Writing, now: Now, tag: Conditions
) -> Memory:
    """Suspend a card, bury it until tomorrow, set when it is due, or make it new again.

    Each change joins the card's history; what was answered stays there. A card that was never
    asked can be changed too; sending what is so already changes nothing.
    """
    held = await adjusting.hold(db, caller, caller.studies_as, card_id, now=now)
    return await _adjusted(db, held, body, tag, now)


@router.get("/memories/{card_id}/history", responses=problems(404))
async def memories_list_history(
    card_id: UUID, caller: Student, database: Db, pages: Pages
) -> Page[HistoryStep]:
    """What happened to a card, the newest first, and what was remembered after each step.

    Answers that count for memory, what was done to the card's place, and changes of the deck's
    settings since it was first seen. Answers that were taken back are left out, as memory leaves
    them out; `/v1/answers` has them. What was remembered is folded anew, so it fits what is
    remembered now, also where an answer came late or was marked since.
    """
    found = await retracing.history(database, caller, caller.studies_as, card_id, pages.request)
    return pages.page(found, show_step)


@router.get("/learners/{learner_id}/memories", responses=problems(404))
async def learners_list_memories(
    learner_id: UUID, caller: AnyCaller, db: Reading, now: Now, pages: Pages, filter: Memories
) -> Page[Memory]:
    """The memories of a learner whom your workspace manages (`learners:read`), or your own."""
    found = await recalling.list_of_learner(db, caller, learner_id, pages.request, filter, now=now)
    return pages.page(found, show_memory)


@router.get("/learners/{learner_id}/memories/{card_id}", responses=NOT_MODIFIED | problems(404))
async def learners_get_memory(
    learner_id: UUID, card_id: UUID, caller: AnyCaller, db: Reading, now: Now, tag: Conditions
) -> Memory:
    """What is remembered of one card and a learner whom your workspace manages, or yourself."""
    return _tagged(tag, await recalling.get(db, caller, learner_id, card_id, now=now))


@router.patch(
    "/learners/{learner_id}/memories/{card_id}", responses=problems(404, 409, 412, 413, 415)
)
async def learners_update_memory(
    learner_id: UUID,
    card_id: UUID,
    body: MemoryUpdate,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
) -> Memory:
    """Suspend, bury, reset a card or set when it is due, as `PATCH /v1/memories/{card_id}` does,
    for a learner whom your workspace manages (`learners:write`), or for yourself."""
    held = await adjusting.hold(db, caller, learner_id, card_id, now=now)
    return await _adjusted(db, held, body, tag, now)


@router.get("/learners/{learner_id}/memories/{card_id}/history", responses=problems(404))
async def learners_list_memory_history(
    learner_id: UUID, card_id: UUID, caller: AnyCaller, database: Db, pages: Pages
) -> Page[HistoryStep]:
    """What happened to a card, as `/v1/memories/{card_id}/history` tells, for a learner whom your
    workspace manages (`learners:read`), or for yourself."""
    found = await retracing.history(database, caller, learner_id, card_id, pages.request)
    return pages.page(found, show_step)


async def _adjusted(
    db: AsyncSession, held: Held, body: MemoryUpdate, tag: Conditional, now: datetime
) -> Memory:
    known = held.recalled
    if known is None:
        tag.expects_nothing("memory")
    else:
        tag.expects("memory", held.card_id, known.row.revision, known.view)
    return _tagged(tag, await adjusting.adjust(db, held, body.wish(), now=now))


def _tagged(tag: Conditional, found: Recalled) -> Memory:
    tag.shows("memory", found.row.card_id, found.row.revision, view=found.view)
    return show_memory(found)
