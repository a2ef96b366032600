"""Finds what waits for a person, and decides which answers staff look after.

Staff of a workspace look after the answers of the learners it manages. An answer of anybody else is
the learner's own affair, until they appeal: that shows this one answer to the deck's workspace.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing, looking
from api.services.looking import Looked
from db import learners, reviews
from db.pages import PageRequest, RowPage
from db.reviews import ReviewFilter, ReviewRow
from quiz.access import Caller, Scope
from quiz.errors import NotFound
from quiz.marking.reviews import ReviewKind


async def check_reach(
    db: AsyncSession, caller: Caller, learner_id: UUID, answer_id: UUID, *scopes: Scope
) -> None:
    """Let through who may do what all `scopes` cover with the answer: for the workspace that
    manages the learner, or for one whose deck it was appealed over. Raises `NotFound`."""
    learner = await learners.find(db, learner_id)
    manager = learner.workspace_id if learner else None
    if manager is not None and await _allows(db, caller, manager, Scope.LEARNERS_READ, *scopes):
        return
    appeals = await reviews.list_of_answer(db, answer_id, learner_id=learner_id)
    for row in appeals:
        if row.kind is ReviewKind.APPEAL and await _allows(
            db, caller, row.workspace_id, Scope.ANSWERS_MARK
        ):
            return
    raise NotFound(f"There is no answer {str(answer_id)!r}.")


async def list_reviews(
    db: AsyncSession,
    caller: Caller,
    page: PageRequest,
    filter: ReviewFilter,
    *,
    workspace_id: UUID | None,
) -> RowPage[tuple[ReviewRow, Looked]]:
    """What the workspace looks after, the oldest first, as far as the caller may: those who do
    not see its learners see appeals alone. Raises like `authorizing.workspace`."""
    used = await authorizing.workspace_to_use(db, caller, workspace_id, Scope.ANSWERS_MARK)
    kinds = filter.kinds
    if not await authorizing.allows(db, caller, used, Scope.LEARNERS_READ):
        kinds &= {ReviewKind.APPEAL}
    narrowed = ReviewFilter(filter.statuses, kinds, filter.deck_id, filter.learner_id)
    found = await reviews.list_of_workspace(db, page, narrowed, workspace_id=used)
    keys = [(row.learner_id, row.answer_id) for row in found.rows]
    seen = await looking.look_many(db, keys)
    rows = [(row, seen[key]) for row, key in zip(found.rows, keys, strict=True)]
    return RowPage(rows, found.next_key)


async def get_appeal(
    db: AsyncSession, caller: Caller, learner_id: UUID, appeal_id: UUID
) -> ReviewRow:
    """The appeal, fresh, if the caller may decide it. Raises `NotFound`."""
    row = await reviews.get_appeal(db, appeal_id, learner_id=learner_id)
    if await authorizing.allows(db, caller, row.workspace_id, Scope.ANSWERS_MARK):
        return row
    raise NotFound(f"There is no appeal {str(appeal_id)!r}.")


async def _allows(db: AsyncSession, caller: Caller, workspace_id: UUID, *scopes: Scope) -> bool:
    for scope in scopes:
        if not await authorizing.allows(db, caller, workspace_id, scope):
            return False
    return True
