"""Decides who may see and stop long work: members, learners, and who looks after those."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing, enrolling
from db import operations
from db.operations import OperationRow
from quiz.access import Caller, Scope
from quiz.errors import NotFound


async def operation_to_watch(
    db: AsyncSession, caller: Caller, operation_id: UUID, *, locked: bool = False
) -> OperationRow:
    """The operation, if the caller may see the long work of its owner; `locked` holds it.

    Raises `NotFound`, or `Forbidden` for members whose role does not cover it.
    """
    find = operations.lock if locked else operations.find
    row = await find(db, operation_id)
    unknown = NotFound(f"There is no operation {str(operation_id)!r}.")
    if row is None:
        raise unknown
    if row.learner_id is not None:
        scope = Scope.LEARNERS_WRITE if locked else Scope.LEARNERS_READ
        try:
            await enrolling.learner_to_see(db, caller, row.learner_id, scope)
        except NotFound as error:
            raise unknown from error
        return row
    home = operations.workspace_of(row)
    await authorizing.workspace(db, caller, home, Scope.DECKS_WRITE, unknown=unknown)
    return row
