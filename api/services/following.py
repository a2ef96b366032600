"""Tells a device what changed in its learner's decks and memories since it last asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing, browsing
from api.services.authorizing import DeckAccess
from api.services.browsing import SeenCard
from db import changes
from db.changes import StudiedDeck
from db.forgotten_memories import ForgottenMemoryRow
from db.memories import MemoryRow
from quiz import following
from quiz.access import Caller
from quiz.errors import Fault, Invalid, Unauthenticated
from quiz.following import DeckState, Place, Reached, Step

_CHECK_BYTES = 8


@dataclass(frozen=True, slots=True)
class GoneDeck:
    """A deck that was deleted, or that the reader does not see any more."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GoneCard:
    """A card that was deleted."""

    id: UUID
    deck_id: UUID


Change = MemoryRow | ForgottenMemoryRow | DeckAccess | GoneDeck | SeenCard | GoneCard


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a device is told to go on: how far it has got, and the decks that this counts on."""

    reached: Reached
    decks_check: bytes


@dataclass(frozen=True, slots=True)
class Followed:
    """Some changes, where to go on after them, and whether there are more by now."""

    changes: Sequence[Change]
    mark: Mark
    has_more: bool


@dataclass(slots=True)
class _Feed:
    """What a page tells of decks so far, their cards to be read, and what it has room for."""

    reached: Reached
    room: int
    told: list[tuple[UUID, Step, Sequence[Place]]] = field(default_factory=list)


async def follow(db: AsyncSession, caller: Caller, mark: Mark | None, limit: int) -> Followed:
    """The next changes after the mark, from the beginning without one; at most `limit`. Memories
    come last, so that the cards they are of are there.

    Raises `Invalid` for a mark that is ahead of the database, `Unauthenticated` for a learner who
    is gone.
    """
    learner_id = caller.studies_as
    number = await changes.find_number(db, learner_id=learner_id)
    if number is None:
        raise Unauthenticated("The learner of this token is gone.")
    studied = await changes.list_decks(
        db,
        learner_id=learner_id,
        account_id=caller.account_id,
        workspace_id=caller.workspace_id,
    )
    now = [_state(caller, deck) for deck in studied]
    if mark is not None:
        _check(mark, studied, now, number)
    reached = mark.reached if mark is not None else Reached()
    feed = _Feed(reached, limit)
    while feed.room and following.has_more(feed.reached, now):
        await _tell_decks(db, feed, studied, now)
    rows = await changes.list_memories(db, reached.memory, feed.room + 1, learner_id=learner_id)
    page = rows[: feed.room]
    if page:
        feed.reached = replace(feed.reached, memory=changes.place_of(page[-1]))
    return Followed(
        changes=[*await _read(db, caller, feed), *page],
        mark=Mark(feed.reached, _check_of(studied[: len(feed.reached.decks)])),
        has_more=len(rows) > feed.room or following.has_more(feed.reached, now),
    )


def _state(caller: Caller, deck: StudiedDeck) -> DeckState:
    if not deck.is_seen:
        return DeckState(deck.change_number, None)
    sight = authorizing.sight_of(
        caller, deck.role, workspace_id=deck.workspace_id, answers_public=deck.answers_public
    )
    return DeckState(deck.change_number, sight)


def _check(
    mark: Mark, studied: Sequence[StudiedDeck], now: Sequence[DeckState], number: int
) -> None:
    """Refuse a mark that counts on what is not there: the database is older than it."""
    has = mark.reached.decks
    is_ahead = (
        len(has) > len(now)
        or _check_of(studied[: len(has)]) != mark.decks_check
        or any(known.number > deck.number for known, deck in zip(has, now, strict=False))
        or (mark.reached.memory is not None and mark.reached.memory[0] > number)
    )
    if is_ahead:
        rule = "The cursor is ahead of what is stored here; start from the beginning, without one."
        raise Invalid(rule, [Fault("query:cursor", rule)])


def _check_of(decks: Sequence[StudiedDeck]) -> bytes:
    return sha256(b"".join(deck.id.bytes for deck in decks)).digest()[:_CHECK_BYTES]


async def _tell_decks(
    db: AsyncSession, feed: _Feed, studied: Sequence[StudiedDeck], now: Sequence[DeckState]
) -> None:
    """Go once around the decks, until the page is full; cards of some are read at once."""
    for some in _growing(list(following.steps(feed.reached, now))):
        if feed.room == 0:
            return
        runs = {studied[index].id: step.run for index, step in some if step.run is not None}
        found = await changes.list_cards(db, runs, feed.room + 1) if runs else {}
        for index, step in some:
            deck_id = studied[index].id
            _tell(feed, deck_id, index, now[index], step, found.get(deck_id, ()))
            if feed.room == 0:
                return


def _growing(steps: Sequence[tuple[int, Step]]) -> Iterator[Sequence[tuple[int, Step]]]:
    """The steps, more of them each time: a deck may fill the page, or hundreds have one card."""
    start, many = 0, 1
    while start < len(steps):
        yield steps[start : start + many]
        start, many = start + many, min(4 * many, 256)


def _tell(
    feed: _Feed, deck_id: UUID, index: int, now: DeckState, step: Step, places: Sequence[Place]
) -> None:
    """Take as much of the step as there is room for."""
    if step.tells_deck or step.run is None:
        feed.room -= 1
    taken = places[: feed.room]
    feed.room -= len(taken)
    feed.told.append((deck_id, step, taken))
    feed.reached = following.told(
        feed.reached,
        index,
        now,
        step,
        sent=taken[-1] if taken else None,
        is_whole=len(taken) == len(places),
    )


async def _read(db: AsyncSession, caller: Caller, feed: _Feed) -> list[Change]:
    """The decks and cards that the page tells of, as the caller sees them."""
    deck_ids = [deck_id for deck_id, step, _ in feed.told if step.run is not None]
    card_ids = [card_id for _, _, places in feed.told for _, card_id in places]
    decks = await authorizing.list_access(db, caller, deck_ids)
    cards = await changes.get_cards(db, card_ids) if card_ids else {}
    found: list[Change] = []
    for deck_id, step, places in feed.told:
        if step.run is None:
            found.append(GoneDeck(deck_id))
            continue
        access = decks[deck_id]
        if step.tells_deck:
            found.append(access)
        for _, card_id in places:
            row, version = cards[card_id]
            if row.deleted_at is None:
                found.append(browsing.seen(row, version, access))
            else:
                found.append(GoneCard(card_id, deck_id))
    return found
