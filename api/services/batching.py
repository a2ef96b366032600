"""Does many changes to a deck's cards in one transaction, each wholly or not at all.

What an item does wrong shows before it has written anything, so that all items share one
savepoint and a handful of statements. Only a race for a card's id shows later: then everything
is done again from the savepoint, each item in a savepoint of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, assert_never
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authoring, browsing, composing
from api.services.authoring import Draft, Editing
from api.services.browsing import SeenCard
from db import cards
from quiz.access import Caller
from quiz.errors import AlreadyExists, Fault, QuizError
from schemas.card_batches import (
    BatchItem,
    BatchStatus,
    CreateItem,
    DeleteItem,
    ReorderItem,
    UpdateItem,
)
from schemas.faults import invalid, validated

_ITEM: TypeAdapter[BatchItem] = TypeAdapter(BatchItem)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: the card as it is now, or why the item failed."""

    status: BatchStatus
    card: SeenCard | None = None
    error: QuizError | None = None


Change = UpdateItem | DeleteItem | ReorderItem | Draft


@dataclass(frozen=True, slots=True)
class _Step:
    """One item as it was read, with its pointer; or why it cannot be done."""

    at: str
    change: Change | QuizError

    @property
    def appends(self) -> bool:
        """Whether it makes a card at the end of the deck."""
        return isinstance(self.change, Draft) and self.change.authored.position is None

    @property
    def names_place(self) -> bool:
        """Whether it puts a card in a place that others may have."""
        match self.change:
            case Draft(authored=authored):
                return authored.position is not None
            case UpdateItem(changes=changes):
                return "position" in changes.model_fields_set
            case _:
                return False


async def apply(
    db: AsyncSession, caller: Caller, deck_id: UUID, items: Sequence[Any], *, now: datetime
) -> list[Outcome]:
    """What became of each item, in order. Raises `NotFound` or `Forbidden` for the deck."""
    steps = [_read(item, at=f"/items/{index}") for index, item in enumerate(items)]
    editing = await authoring.begin(db, caller, deck_id, now=now)
    try:
        async with db.begin_nested():
            outcomes = await _together(editing, steps)
    except IntegrityError:
        editing = await authoring.begin(db, caller, deck_id, now=now)
        outcomes = [await _alone(editing, step) for step in steps]
    await authoring.finish(editing)
    return outcomes if all(step.appends for step in steps) else await _now(editing, outcomes)


def _read(item: Any, *, at: str) -> _Step:
    """The item, checked as far as it can be without looking at the deck."""
    try:
        read = validated(_ITEM, item, at=at).root
        if isinstance(read, CreateItem):
            authored = read.card.root
            return _Step(at, Draft(authored, composing.compose(authored, at=f"{at}/card")))
        if isinstance(read, ReorderItem) and len(set(read.card_ids)) < len(read.card_ids):
            return _Step(at, invalid([Fault(f"{at}/card_ids", "must not name a card twice")]))
        return _Step(at, read)
    except QuizError as error:
        return _Step(at, error)


async def _together(editing: Editing, steps: Sequence[_Step]) -> list[Outcome]:
    """Do the items in order, with what they need read and written at once."""
    changed = (step.change for step in steps if isinstance(step.change, UpdateItem | DeleteItem))
    await authoring.hold(editing, [change.id for change in changed])
    if any(step.names_place for step in steps):
        await authoring.shelve(editing)
    outcomes: list[Outcome] = []
    for run in _runs(steps):
        outcomes += await _do(editing, run)
    await authoring.settle(editing)
    return outcomes


def _runs(steps: Sequence[_Step]) -> Iterator[list[_Step]]:
    """The steps in order; those next to each other that append cards together."""
    for appends, run in groupby(steps, lambda step: step.appends):
        if appends:
            yield list(run)
        else:
            yield from ([step] for step in run)


async def _alone(editing: Editing, step: _Step) -> Outcome:
    try:
        async with editing.db.begin_nested():
            (outcome,) = await _do(editing, [step])
            await authoring.settle(editing)
            return outcome
    except IntegrityError:
        taken = AlreadyExists("Another request took the card's id first; choose another one.")
        return Outcome(BatchStatus.FAILED, error=taken)


async def _do(editing: Editing, run: Sequence[_Step]) -> list[Outcome]:
    """Do one item, or several that append cards."""
    drafts = [step.change for step in run if isinstance(step.change, Draft)]
    try:
        if drafts:
            made = await authoring.create(editing, drafts)
            return [Outcome(BatchStatus.CREATED, card) for card in made]
        return [await _change(editing, step.change, at=step.at) for step in run]
    except QuizError as error:
        if len(run) > 1:
            return [outcome for step in run for outcome in await _do(editing, [step])]
        return [Outcome(BatchStatus.FAILED, error=error)]


async def _change(editing: Editing, change: Change | QuizError, *, at: str) -> Outcome:
    match change:
        case UpdateItem(id=card_id, changes=changes):
            card = await authoring.get(editing, card_id)
            card = await authoring.update(editing, card, changes.patch(), at=f"{at}/changes")
            return Outcome(BatchStatus.UPDATED, card)
        case DeleteItem(id=card_id):
            authoring.delete(editing, await authoring.get(editing, card_id))
            return Outcome(BatchStatus.DELETED)
        case ReorderItem(card_ids=card_ids):
            await authoring.reorder(editing, card_ids)
            return Outcome(BatchStatus.REORDERED)
        case QuizError() as error:
            raise error
        case Draft():
            raise AssertionError("drafts are made by `create`")
        case _:
            assert_never(change)


async def _now(editing: Editing, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes with cards as they are after the last item; no card that is gone by then."""
    ids = [outcome.card.row.id for outcome in outcomes if outcome.card is not None]
    found = await cards.list_by_id(editing.db, ids, deck_id=editing.deck_id)
    current = {id: browsing.seen(*rows, editing.access) for id, rows in found.items()}
    return [
        replace(outcome, card=current.get(outcome.card.row.id)) if outcome.card else outcome
        for outcome in outcomes
    ]
