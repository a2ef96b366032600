"""Writes cards: one request edits one deck, which is held until its transaction ends.

What an edit refuses, it refuses before it has written anything. Rows are changed in the session
and flushed by `finish`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import authorizing, browsing, composing
from api.services.authorizing import DeckAccess
from api.services.browsing import SeenCard
from api.services.composing import AuthoredCard
from api.services.placing import Shelf
from db import cards, decks, events, new_cards, places
from db.cards import CardRow, CardVersionRow
from db.new_cards import NewCard
from quiz import limits
from quiz.access import Caller
from quiz.cards import Content
from quiz.errors import AlreadyExists, Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Draft:
    """A new card: what its author sent, and the content of it."""

    authored: AuthoredCard
    content: Content


@dataclass(slots=True)
class Editing:
    """A deck that is being edited, and what has been done to its cards so far.

    `change_number` becomes the deck's, and that of each card that the edit changes.
    """

    db: AsyncSession
    access: DeckAccess
    author_id: UUID | None
    now: datetime
    next_place: int
    change_number: int
    shelf: Shelf | None = None
    held: dict[UUID, SeenCard] = field(default_factory=dict)
    created: list[UUID] = field(default_factory=list)
    updated: list[UUID] = field(default_factory=list)
    deleted: list[UUID] = field(default_factory=list)
    reordered: list[UUID] = field(default_factory=list)

    @property
    def deck_id(self) -> UUID:
        """The deck."""
        return self.access.deck.id


async def begin(db: AsyncSession, caller: Caller, deck_id: UUID, *, now: datetime) -> Editing:
    """The deck, held for editing. Raises `NotFound` or `Forbidden`."""
    access = await authorizing.deck_to_edit(db, caller, deck_id)
    return Editing(
        db=db,
        access=access,
        author_id=caller.writes_as,
        now=now,
        next_place=await places.next_free(db, deck_id=deck_id),
        change_number=access.deck.change_number + 1,
    )


async def begin_with_card(
    db: AsyncSession, caller: Caller, card_id: UUID, *, now: datetime
) -> tuple[Editing, SeenCard]:
    """A card, and its deck held for editing. Raises `NotFound` or `Forbidden`."""
    deck_id = await cards.get_deck_id(db, card_id)
    await browsing.deck_of(db, caller, card_id, deck_id)
    editing = await begin(db, caller, deck_id, now=now)
    return editing, await get(editing, card_id)


async def create_one(
    db: AsyncSession, caller: Caller, deck_id: UUID, authored: AuthoredCard, *, now: datetime
) -> SeenCard:
    """A new card. Raises `Invalid` with pointers, and like `begin` and `create`."""
    draft = Draft(authored, composing.compose(authored))
    editing = await begin(db, caller, deck_id, now=now)
    (card,) = await create(editing, [draft])
    await finish(editing)
    return card


async def hold(editing: Editing, card_ids: Sequence[UUID]) -> None:
    """Read many cards at once, for `get`."""
    found = await cards.list_by_id(editing.db, card_ids, deck_id=editing.deck_id)
    for card_id, (row, version) in found.items():
        editing.held[card_id] = browsing.seen(row, version, editing.access)


async def get(editing: Editing, card_id: UUID) -> SeenCard:
    """A card of the deck. Raises `NotFound`."""
    if card_id not in editing.held and card_id not in editing.deleted:
        await hold(editing, [card_id])
    if card_id not in editing.held:
        raise NotFound(f"There is no card {str(card_id)!r} in this deck.")
    return editing.held[card_id]


async def create(editing: Editing, drafts: Sequence[Draft]) -> list[SeenCard]:
    """New cards, in two statements; at most one of them may name its place.

    Raises `AlreadyExists` for an id that is taken, `Conflict` for a deck that is full.
    """
    named = [draft.authored.id for draft in drafts if draft.authored.id is not None]
    counts = Counter(named)
    taken = {card_id for card_id in named if counts[card_id] > 1}
    if named and not taken:
        taken = await cards.list_taken(editing.db, named)
    if taken:
        raise AlreadyExists(f"The card id {str(min(taken))!r} is taken; choose another one.")
    count = editing.access.deck.card_count + len(editing.created) - len(editing.deleted)
    if count + len(drafts) > limits.CARDS_PER_DECK:
        raise Conflict(f"A deck holds at most {limits.CARDS_PER_DECK:,} cards.")
    rows = [_row(editing, await _new_card(editing, draft)) for draft in drafts]
    made = list(zip(rows, drafts, strict=True))
    versions = [_version(editing, row, draft.content) for row, draft in made]
    await new_cards.insert_many(editing.db, rows, versions)
    editing.created += [row.id for row in rows]
    return [SeenCard(row, draft.content, editing.access.reads_answers) for row, draft in made]


async def _new_card(editing: Editing, draft: Draft) -> NewCard:
    authored = draft.authored
    card_id = authored.id or new_id(editing.now)
    return NewCard(
        id=card_id,
        position=await _place(editing, card_id, authored.position),
        content=draft.content,
        tags=authored.tags,
        external_id=authored.external_id,
        sibling_group=authored.sibling_group,
        metadata=authored.metadata,
    )


def _row(editing: Editing, card: NewCard) -> CardRow:
    return new_cards.row_of(
        card, deck_id=editing.deck_id, now=editing.now, change_number=editing.change_number
    )


async def _place(editing: Editing, card_id: UUID, wanted: int | None) -> int:
    """The place for a card, with room made for it."""
    place = editing.next_place if wanted is None else min(wanted, editing.next_place)
    if editing.shelf is not None:
        editing.shelf.put(card_id, place)
    elif place < editing.next_place:
        await places.make_room(
            editing.db, place, deck_id=editing.deck_id, change_number=editing.change_number
        )
    editing.next_place += 1
    return place


def _version(editing: Editing, row: CardRow, content: Content) -> CardVersionRow:
    return new_cards.version_of(
        row.id, row.version, content, author_id=editing.author_id, now=editing.now
    )


async def update(
    editing: Editing, card: SeenCard, patch: dict[str, Any], *, at: str = ""
) -> SeenCard:
    """The card with a merge-patch applied: a new version if its content changed.

    `at` is the patch's pointer in the request. Raises `Invalid` with pointers.
    """
    row = card.row
    authored, content = composing.recompose(row, card.content, patch, at=at)
    place = authored.position
    held_place = editing.shelf.place_of(row.id) if editing.shelf is not None else row.position
    is_moved = place is not None and min(place, editing.next_place) != held_place
    labels = {
        "tags": authored.tags,
        "external_id": authored.external_id,
        "sibling_group": authored.sibling_group,
        "source_metadata": authored.metadata,
    }
    is_relabelled = any(getattr(row, name) != value for name, value in labels.items())
    if not (is_moved or is_relabelled or content != card.content):
        return card
    if is_moved:
        row.position = await _place(editing, row.id, place)
    for name, value in labels.items():
        setattr(row, name, value)
    row.prompt_words, row.answer_words = cards.words_of(content, authored.tags)
    _touch(editing, row)
    if content != card.content:
        row.version += 1
        editing.db.add(_version(editing, row, content))
    editing.updated.append(row.id)
    editing.held[row.id] = SeenCard(row, content, card.reads_answers)
    return editing.held[row.id]


def delete(editing: Editing, card: SeenCard) -> None:
    """Take the card out of its deck; open sessions and answers keep the versions they hold."""
    card.row.deleted_at = editing.now
    _touch(editing, card.row)
    editing.held.pop(card.row.id, None)
    editing.deleted.append(card.row.id)


def _touch(editing: Editing, row: CardRow) -> None:
    row.updated_at = editing.now
    row.revision += 1
    row.change_number = editing.change_number


async def reorder(editing: Editing, card_ids: Sequence[UUID]) -> None:
    """Let the cards share out the places they have now, in this order. Raises `NotFound`."""
    await settle(editing)
    held = await places.list_of(editing.db, card_ids, deck_id=editing.deck_id)
    missing = next((card_id for card_id in card_ids if card_id not in held), None)
    if missing is not None:
        raise NotFound(f"There is no card {str(missing)!r} in this deck.")
    wanted = dict(zip(card_ids, sorted(held.values()), strict=True))
    moves = {id: place for id, place in wanted.items() if held[id] != place}
    await places.put(editing.db, moves, change_number=editing.change_number)
    editing.reordered += list(moves)
    if editing.shelf is not None:
        await shelve(editing)


async def shelve(editing: Editing) -> None:
    """From here on move places in memory; for many moves, each of which may move all cards."""
    taken = await places.list_of_deck(editing.db, deck_id=editing.deck_id)
    editing.shelf = Shelf(taken)


async def settle(editing: Editing) -> None:
    """Write everything that is still held in memory."""
    await editing.db.flush()
    if editing.shelf is not None:
        moved = editing.shelf.moved()
        await places.put(editing.db, moved, change_number=editing.change_number)


async def finish(editing: Editing) -> None:
    """Count the deck's cards again and tell of what was done, if anything was."""
    await settle(editing)
    done = {
        "created": editing.created,
        "updated": editing.updated,
        "deleted": editing.deleted,
        "reordered": editing.reordered,
    }
    if not any(done.values()):
        return
    change = len(editing.created) - len(editing.deleted)
    await decks.count_cards(
        editing.db,
        editing.deck_id,
        change,
        change_number=editing.change_number,
        now=editing.now,
    )
    events.add(
        editing.db,
        id=new_id(editing.now),
        type="cards.changed",
        data={"deck_id": str(editing.deck_id)}
        | {name: [str(card_id) for card_id in ids] for name, ids in done.items()},
        now=editing.now,
        owner_id=editing.access.deck.workspace_id,
        workspace_id=editing.access.deck.workspace_id,
    )
    await editing.db.flush()
