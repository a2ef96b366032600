"""Brings memories up to date with how they are folded now."""

from datetime import datetime

from db import learners, memories, refolding
from db.engine import Database

AT_ONCE = 200
"""Memories that are made anew in one transaction."""


async def refold_outdated(database: Database, *, now: datetime) -> int:
    """Fold some of the memories anew that an older version of the fold has made; gives how many.

    Each time in a transaction of its own, so that answers go on meanwhile.
    """
    async with database.reading() as db:
        found = await memories.list_outdated(db, AT_ONCE)
    if not found:
        return 0
    async with database.writing() as db:
        await learners.lock(db, {learner_id for learner_id, _ in found})
        await refolding.refold(db, found, now=now)
    return len(found)
