"""What changed in the learner's decks and memories, for devices that keep a copy."""

from api.deps import Reading, Student
from api.listing import Following
from api.routing import router as strict_router
from api.services import following
from api.showing_changes import show_change
from schemas.changes import Changes

router = strict_router("/v1/changes", "changes")


@router.get("")
async def changes_list(caller: Student, db: Reading, follows: Following) -> Changes:
    """What changed since a cursor, in the order in which to apply it: decks, their cards, then
    memories; everything without one. A memory may be of a card that is gone by now.

    The learner's decks are those that were studied or set up. A change may come twice, as it
    stands by then, but none is ever left out. When the cursor is refused (422), begin again
    without one, and with an empty store.
    """
    followed = await following.follow(db, caller, follows.mark, follows.limit)
    return Changes(
        items=[show_change(change) for change in followed.changes],
        next_cursor=follows.cursor(followed.mark),
        has_more=followed.has_more,
    )
