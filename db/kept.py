"""What never changes is kept in memory, so that it is read once: what cards say at a version, and
what stands around a card in one state of its deck.

Both are found by keys under which they can never be different, so nothing here has to be told of a
change: a new version, or another edit of the deck, is another key. Only readings fill it: what a
writing sees of itself may yet be rolled back, and become something else under the same key. Each
database has its own, each process too. What was used longest ago goes first.
"""

from dataclasses import dataclass, field
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy.ext.asyncio import AsyncSession

from quiz.cards import CardVersion
from quiz.questions import Surroundings

_KEPT, _FILLS = "recite_kept", "recite_fills_kept"
VERSIONS = 10_000
"""Card versions that are kept; most take 2 to 20 kB."""

SURROUNDINGS = 10_000

Version = tuple[UUID, int]
State = tuple[UUID, int, int]
"""A card's id and version, and the number of its deck's last change."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one database."""

    versions: LRUCache[Version, CardVersion] = field(default_factory=lambda: LRUCache(VERSIONS))
    surroundings: LRUCache[State, Surroundings] = field(
        default_factory=lambda: LRUCache(SURROUNDINGS)
    )


def info(kept: Kept, *, fills: bool) -> dict[str, object]:
    """What a session carries so that it finds what is kept; only readings `fill`."""
    return {_KEPT: kept, _FILLS: fills}


def find_version(db: AsyncSession, key: Version) -> CardVersion | None:
    """The card version, if it is kept."""
    found: CardVersion | None = _of(db).versions.get(key)
    return found


def keep_version(db: AsyncSession, card: CardVersion) -> None:
    """Keep a card version that was read."""
    if db.info[_FILLS]:
        _of(db).versions[card.card_id, card.version] = card


def find_surroundings(db: AsyncSession, state: State) -> Surroundings | None:
    """What stands around the card in this state of its deck, if it is kept."""
    found: Surroundings | None = _of(db).surroundings.get(state)
    return found


def keep_surroundings(db: AsyncSession, state: State, around: Surroundings) -> None:
    """Keep what was found around a card."""
    if db.info[_FILLS]:
        _of(db).surroundings[state] = around


def _of(db: AsyncSession) -> Kept:
    kept: Kept = db.info[_KEPT]
    return kept
