"""Makes memories anew from the log: the study events of their cards, under their settings.

The log is the truth: whatever came late, was taken back or was marked since, folding the log gives
what an undisturbed run of the same events would have given.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import deck_memories, leeches, memories, settings_changes, study_events
from quiz.scheduling import folding
from quiz.scheduling.events import StudyEvent
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import SchedulerName, SettingsChange, current

T = TypeVar("T")
Key = tuple[UUID, UUID]
Changes = Mapping[Key, Sequence[SettingsChange]]

AT_A_GO = 500
"""Events that are folded while others wait."""

_AT_ONCE = 1000
"""Memories whose logs are read at once."""


async def list_current(
    db: AsyncSession, keys: Collection[Key], *, now: datetime
) -> dict[Key, Memory]:
    """The memories of these (learner id, card id), those that exist; what an older fold has made is
    made anew first. The caller holds the learners' locks."""
    known, outdated = await _list_known(db, keys)
    if not outdated:
        return known
    await refold(db, outdated, now=now)
    return await memories.list_by_key(db, keys)


async def foresee_current(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Memory]:
    """What `list_current` will give; nothing is written, so a reading transaction is enough."""
    known, outdated = await _list_known(db, keys)
    async for _, folded, _ in _folded(db, outdated):
        known |= {key: memory for key, memory in folded.items() if memory is not None}
    return {key: known[key] for key in keys if key in known}


async def _list_known(
    db: AsyncSession, keys: Collection[Key]
) -> tuple[dict[Key, Memory], dict[Key, UUID]]:
    """The memories of these (learner id, card id) that are folded as they are now, and the decks of
    the others."""
    stored = await memories.list_stored(db, keys)
    outdated = {k: m.deck_id for k, m in stored.items() if m.fold_version < folding.VERSION}
    known = {key: found.memory for key, found in stored.items() if key not in outdated}
    return known, outdated


async def refold_many(
    db: AsyncSession, *, learner_id: UUID, cards: Iterable[tuple[UUID, UUID]], now: datetime
) -> None:
    """Make the memories of these (card id, deck id) anew; forget those of which nothing is left to
    remember.

    The caller holds the learner's lock.
    """
    await refold(db, {(learner_id, card_id): deck_id for card_id, deck_id in cards}, now=now)


async def refold(db: AsyncSession, deck_ids: Mapping[Key, UUID], *, now: datetime) -> None:
    """`refold_many` for the cards of many learners: (learner id, card id) with the card's deck.

    Under the `confidence` scheduler each answer in a deck has a rank, which one that comes late or
    goes changes for those after it: then all that is remembered of the deck is made anew. The
    caller holds the learners' locks.
    """
    async for decks, folded, changes in _folded(db, deck_ids):
        await leeches.tell(db, folded, decks, changes, now=now)
        await _put(db, decks, folded, now=now)


async def _folded(
    db: AsyncSession, deck_ids: Mapping[Key, UUID]
) -> AsyncIterator[tuple[Mapping[Key, UUID], dict[Key, Memory | None], Changes]]:
    """The memories that `refold` makes, some at a time, with the cards' decks and the settings."""
    if not deck_ids:
        return
    decks = {(key[0], deck_id) for key, deck_id in deck_ids.items()}
    changes = await settings_changes.list_by_key(db, decks)
    ranked = {key for key in decks if current(changes[key]).scheduler is SchedulerName.CONFIDENCE}
    single = {k: deck for k, deck in deck_ids.items() if (k[0], deck) not in ranked}
    for start in range(0, len(single), _AT_ONCE):
        some = dict(list(single.items())[start : start + _AT_ONCE])
        yield some, await _fold(some, await _logs(db, some), changes), changes
    for place in sorted(ranked):
        own = {k: deck for k, deck in deck_ids.items() if (k[0], deck) == place}
        whole = own | await deck_memories.list_keys(db, [place])
        logs = await _logs(db, whole)
        yield whole, await _fold(whole, logs, changes, is_ranked=True), changes


async def _logs(db: AsyncSession, keys: Mapping[Key, UUID]) -> dict[Key, list[StudyEvent]]:
    found: dict[Key, list[StudyEvent]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = list(keys)[start : start + _AT_ONCE]
        found |= await study_events.list_by_key(
            db, learner_ids={key[0] for key in some}, card_ids={key[1] for key in some}
        )
    return {key: found.get(key, []) for key in keys}


async def _fold(
    deck_ids: Mapping[Key, UUID],
    logs: Mapping[Key, Sequence[StudyEvent]],
    changes: Changes,
    *,
    is_ranked: bool = False,
) -> dict[Key, Memory | None]:
    def fold() -> dict[Key, Memory | None]:
        own = folding.ranked(logs) if is_ranked else logs
        return {key: folding.fold(own[key], changes[key[0], deck_ids[key]]) for key in deck_ids}

    return await aside(fold, events=sum(map(len, logs.values())))


async def aside(fold: Callable[[], T], *, events: int) -> T:
    """What `fold` gives. With so many events that it takes long it runs in a thread, so that other
    requests go on meanwhile; nobody else may use what it works on. In a thread it simply runs."""
    if events <= AT_A_GO or not _has_loop():
        return fold()
    return await asyncio.to_thread(fold)


def _has_loop() -> bool:
    """Whether requests are served in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _put(
    db: AsyncSession,
    deck_ids: Mapping[Key, UUID],
    folded: Mapping[Key, Memory | None],
    *,
    now: datetime,
) -> None:
    values = [
        memories.to_values(m, learner_id=key[0], card_id=key[1], deck_id=deck_ids[key], now=now)
        for key, m in folded.items()
        if m is not None
    ]
    await memories.put_many(db, values)
    await memories.remove_many(db, [key for key, memory in folded.items() if memory is None])
