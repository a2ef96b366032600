"""What was read ahead, for many requests at once, and is given to the reading of each.

A reading that finds a thing at hand does not ask the database for it. So the few statements that
read the surroundings of a hundred answers spare each of them its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import SettingsChange

Key = tuple[UUID, UUID]
K = TypeVar("K")
V = TypeVar("V")

_INFO = "recite_at_hand"


class Remembered(NamedTuple):
    """A memory as it is stored: with the deck of its card, and the version of the fold that made
    it."""

    memory: Memory
    deck_id: UUID
    fold_version: int


class DeckState(NamedTuple):
    """The language of a deck's texts, and the number of its last change."""

    language: str | None
    change_number: int


@dataclass(slots=True)
class AtHand:
    """What was read ahead.

    `memories` by (learner id, card id), `None` where there is none; `changes` of settings by
    (learner id, deck id), `versions` that cards are at by their ids, `decks` by theirs.
    """

    memories: dict[Key, Remembered | None] = field(default_factory=dict)
    changes: dict[Key, tuple[SettingsChange, ...]] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    decks: dict[UUID, DeckState] = field(default_factory=dict)


NOTHING = AtHand()


def info(at_hand: AtHand) -> dict[str, object]:
    """What a reading carries to have it at hand."""
    return {_INFO: at_hand}


def of(db: AsyncSession) -> AtHand:
    """What the reading has at hand."""
    found: AtHand = db.info.get(_INFO, NOTHING)
    return found


def all_of(things: Mapping[K, V], keys: Collection[K]) -> dict[K, V] | None:
    """The things by these keys if all of them are at hand, else `None`."""
    try:
        return {key: things[key] for key in keys}
    except KeyError:
        return None
