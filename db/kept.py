"""What never changes is kept in memory, so that it is read once: what cards say at a version, what
stands around a card in one state of its deck, one setting; sessions and learners, each believed at
its own revision only.

Each is found by a key under which it can never be different, so nothing here has to be told of a
change: a new version, revision or number is another key, and which of them holds is always asked of
the database. Only what is committed is kept: readings keep what they read, a writing what it wrote
once it has committed, for it may yet be rolled back, and something else be written under the same
key. Each database has its own, each process too. What was used longest ago goes first, and nothing
stays for longer than `SECONDS`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from cachetools import TTLCache
from sqlalchemy.ext.asyncio import AsyncSession

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_lock = Lock()
"""Threads read and write, too; what is kept is looked at for a microsecond."""

SECONDS = 600
"""Things are kept for so long, then read again: what nobody asks for any more must not stay because
there is room. A session is kept anew with each answer."""

_KEPT, _LATER = "recite_kept", "recite_keep_later"


@dataclass(frozen=True, slots=True)
class Shelf(Generic[K, V]):
    """A sort of thing that is kept, at most so much of it: what `weigh` says of each, together, or
    so many where it is not given. What is heavier than all that may be is not kept."""

    name: str
    most: int
    weigh: Callable[[V], int] | None = None

    def find(self, db: AsyncSession, key: K) -> V | None:
        """The thing, if it is kept."""
        with _lock:
            found: V | None = self._of(db).get(key)
        return found

    def keep(self, db: AsyncSession, key: K, thing: V) -> None:
        """Keep a thing that was read; a writing keeps nothing that it reads."""
        if _LATER not in db.info:
            with _lock:
                self._put(db, key, thing)

    def keep_once_committed(self, db: AsyncSession, key: K, thing: V) -> None:
        """Keep a thing that was written, as soon as its transaction has committed."""
        later: list[Callable[[], object]] = db.info[_LATER]
        later.append(lambda: self._put(db, key, thing))

    def drop_once_committed(self, db: AsyncSession, key: K) -> None:
        """Keep a thing no longer that nobody will ask for, once that is committed."""
        later: list[Callable[[], object]] = db.info[_LATER]
        later.append(lambda: self._of(db).pop(key, None))

    def _put(self, db: AsyncSession, key: K, thing: V) -> None:
        things = self._of(db)
        if things.getsizeof(thing) <= things.maxsize:
            things[key] = thing

    def _of(self, db: AsyncSession) -> TTLCache[K, V]:
        kept: Kept = db.info[_KEPT]
        if self.name not in kept.shelves:
            kept.shelves[self.name] = TTLCache(self.most, SECONDS, getsizeof=self.weigh)
        return kept.shelves[self.name]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one database."""

    shelves: dict[str, TTLCache[Any, Any]] = field(default_factory=dict)

    def for_reading(self) -> dict[str, object]:
        """What a reading carries to find what is kept."""
        return {_KEPT: self}

    def for_writing(self) -> dict[str, object]:
        """What a writing carries to find what is kept."""
        return {_KEPT: self, _LATER: []}


def committed(db: AsyncSession) -> None:
    """Keep what the writing wrote, which has just committed."""
    later: list[Callable[[], object]] = db.info[_LATER]
    with _lock:
        for keep in later:
            keep()
