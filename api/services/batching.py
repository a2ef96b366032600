"""Does many changes to a deck's cards in one transaction, each by itself: a savepoint per step.

Cards that are made one after another at the end of the deck share a step, so that 500 of them
cost a handful of statements; if such a step fails, its cards are tried one by one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class _Step:
    """One item as it was read, with its pointer; or why it cannot be done."""

    at: str
    item: UpdateItem | DeleteItem | ReorderItem | Draft | QuizError

    @property
    def is_appended(self) -> bool:
        """Whether it makes a card at the end of the deck."""
        return isinstance(self.item, Draft) and self.item.authored.position is None


async def apply(
    db: AsyncSession, caller: Caller, deck_id: UUID, items: Sequence[Any], *, now: datetime
) -> list[Outcome]:
    """What became of each item, in order. Raises `NotFound` or `Forbidden` for the deck."""
    editing = await authoring.begin(db, caller, deck_id, now=now)
    steps = [_read(item, at=f"/items/{index}") for index, item in enumerate(items)]
    outcomes: list[Outcome] = []
    for run in _runs(steps):
        outcomes += await _append(editing, run) if run[0].is_appended else [await _do(editing, run)]
    await authoring.finish(editing)
    return outcomes if all(step.is_appended for step in steps) else await _now(editing, outcomes)


async def _now(editing: Editing, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes with cards as they are after the last item; no card that is gone by then."""
    ids = [outcome.card.row.id for outcome in outcomes if outcome.card is not None]
    found = await cards.list_by_id(editing.db, ids, deck_id=editing.deck_id)
    current = {id: browsing.seen(*rows, editing.access) for id, rows in found.items()}
    return [
        replace(outcome, card=current.get(outcome.card.row.id)) if outcome.card else outcome
        for outcome in outcomes
    ]


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


def _runs(steps: Iterable[_Step]) -> Iterator[list[_Step]]:
    """The steps in order; neighbours that append cards of different ids together."""
    run: list[_Step] = []
    for step in steps:
        if run and not (step.is_appended and run[0].is_appended and _is_new(step, run)):
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _is_new(step: _Step, run: Iterable[_Step]) -> bool:
    named = _named(step)
    return named is None or all(_named(other) != named for other in run)


def _named(step: _Step) -> UUID | None:
    return step.item.authored.id if isinstance(step.item, Draft) else None


async def _append(editing: Editing, run: Sequence[_Step]) -> list[Outcome]:
    """Make the cards together or, if that fails, each by itself."""
    drafts = [step.item for step in run if isinstance(step.item, Draft)]
    before = replace(editing, created=list(editing.created))
    try:
        async with editing.db.begin_nested():
            made = await authoring.create(editing, drafts)
        return [Outcome(BatchStatus.CREATED, card) for card in made]
    except (QuizError, IntegrityError):
        editing.next_place, editing.created = before.next_place, before.created
        return [await _do(editing, [step]) for step in run]


async def _do(editing: Editing, run: Sequence[_Step]) -> Outcome:
    """Do a single item in a savepoint of its own."""
    (step,) = run
    next_place = editing.next_place
    failed: QuizError
    try:
        async with editing.db.begin_nested():
            return await _change(editing, step)
    except IntegrityError:
        failed = AlreadyExists("Another request took the card's id first; choose another one.")
    except QuizError as error:
        failed = error
    editing.next_place = next_place
    return Outcome(BatchStatus.FAILED, error=failed)


async def _change(editing: Editing, step: _Step) -> Outcome:
    match step.item:
        case Draft() as draft:
            (card,) = await authoring.create(editing, [draft])
            return Outcome(BatchStatus.CREATED, card)
        case UpdateItem(id=card_id, changes=changes):
            card = await authoring.get(editing, card_id)
            at = f"{step.at}/changes"
            card = await authoring.update(editing, card, changes.patch(), at=at)
            return Outcome(BatchStatus.UPDATED, card)
        case DeleteItem(id=card_id):
            await authoring.delete(editing, await authoring.get(editing, card_id))
            return Outcome(BatchStatus.DELETED)
        case ReorderItem(card_ids=card_ids):
            await authoring.reorder(editing, card_ids)
            return Outcome(BatchStatus.REORDERED)
        case QuizError() as error:
            raise error
        case _:
            assert_never(step.item)
