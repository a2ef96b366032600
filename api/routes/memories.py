"""What is remembered of the learner's cards."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.deps import Conditions, Pages, Reading, Student
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.showing import show_memory
from db import memories
from schemas.base import Page
from schemas.memories import Memory

router = strict_router("/v1/memories", "memories")


@router.get("")
async def memories_list(
    caller: Student,
    db: Reading,
    pages: Pages,
    deck_id: Annotated[UUID | None, Query(description="Only cards of this deck.")] = None,
) -> Page[Memory]:
    """The learner's memories. Answers of a deferred session join them when it is finished."""
    rows = await memories.list_of_learner(
        db, pages.request, learner_id=caller.studies_as, deck_id=deck_id
    )
    return pages.page(rows, show_memory)


@router.get("/{card_id}", responses=NOT_MODIFIED | problems(404))
async def memories_get(card_id: UUID, caller: Student, db: Reading, tag: Conditions) -> Memory:
    """What is remembered of one card."""
    row = await memories.get(db, card_id, learner_id=caller.studies_as)
    tag.shows("memory", row.card_id, row.revision, view=str(row.learner_id))
    return show_memory(row)
