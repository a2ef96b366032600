"""Takes the wish to grade a deck's stored answers again, or to apply what that listed.

The worker does both.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing
from db import cards, operations
from db.operations import OperationRow, OperationStatus
from quiz.access import Caller, Scope
from quiz.errors import Conflict, NotFound
from quiz.marking.regrades import RegradeAgainst, RegradePolicy
from schemas.regrades import RegradeCreate

KIND = "regrade"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operation is to grade again, or the dry run that it is to apply."""

    deck_id: UUID
    card_ids: tuple[UUID, ...]
    policy: RegradePolicy
    against: RegradeAgainst
    dry_run_id: UUID | None


async def accept(
    db: AsyncSession, caller: Caller, deck_id: UUID, wanted: RegradeCreate, *, now: datetime
) -> OperationRow:
    """The operation that will regrade the deck.

    Raises `NotFound` or `Forbidden` for who may not edit the deck and mark answers, `NotFound` for
    a card or a dry run that is not the deck's, `Conflict` for a dry run that has not succeeded.
    """
    access = await authorizing.deck_to_edit(db, caller, deck_id)
    workspace_id = access.deck.workspace_id
    await authorizing.workspace(db, caller, workspace_id, Scope.ANSWERS_MARK)
    if wanted.card_ids is not None:
        known = await cards.list_by_id(db, wanted.card_ids, deck_id=deck_id)
        if len(known) < len(set(wanted.card_ids)):
            raise NotFound("Some of the cards are not in this deck.")
    parameters = wanted.model_dump(mode="json") | {"deck_id": str(deck_id)}
    if wanted.dry_run_id is not None:
        dry_run = await operations.get(db, wanted.dry_run_id, workspace_id=workspace_id)
        _check_dry_run(dry_run, deck_id)
        parameters = dry_run.parameters | {"dry_run_id": str(wanted.dry_run_id)}
    return await operations.add(
        db,
        id=new_id(now),
        workspace_id=workspace_id,
        created_by=caller.writes_as,
        kind=KIND,
        parameters=parameters,
        now=now,
    )


def _check_dry_run(row: OperationRow, deck_id: UUID) -> None:
    if row.kind != KIND or row.parameters["deck_id"] != str(deck_id):
        raise NotFound(f"There is no regrade {str(row.id)!r} of this deck.")
    if row.parameters["dry_run_id"] is not None:
        raise Conflict("'dry_run_id' names a regrade that applies another; name the dry run.")
    if row.status is not OperationStatus.SUCCEEDED:
        raise Conflict("The dry run has not succeeded; wait for it, or start another.")


def wanted_of(operation: OperationRow) -> Wanted:
    """What the operation is to do."""
    said = operation.parameters
    return Wanted(
        deck_id=UUID(said["deck_id"]),
        card_ids=tuple(UUID(card_id) for card_id in said["card_ids"] or ()),
        policy=RegradePolicy(said["policy"]),
        against=RegradeAgainst(said["against"]),
        dry_run_id=None if said["dry_run_id"] is None else UUID(said["dry_run_id"]),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """Where the changes of a regrade are found: a dry run's list, and who applied it."""

    dry_run_id: UUID
    applied_by: UUID | None


def list_of(operation: OperationRow) -> Listed | None:
    """Where the operation's changes are found; `None` where there are none to show."""
    if operation.kind != KIND:
        return None
    dry_run_id = wanted_of(operation).dry_run_id
    if dry_run_id is not None:
        return Listed(dry_run_id, operation.id)
    is_whole = operation.status is OperationStatus.SUCCEEDED
    return Listed(operation.id, None) if is_whole else None
