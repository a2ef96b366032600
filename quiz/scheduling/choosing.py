"""Which card comes next in the `confidence` mode: no randomness, and the reasons can be told.

A card that was seen has a level, the learner's last 1..5, and gets riper with the cards in between
and with time: by (k - last k) / (g + 1) and by age / T, whichever is more, where k counts the
learner's answers in the deck and g (at most one less than there are cards) and T are the level's
(`quiz.scheduling.confidence`). From 1 on it is ripe: g others came in between, or its time is up.

    buckets    unseen and 1    2     3     4    5
    weights    60              20    12    6    2

A smooth weighted round robin goes over the buckets that have something ripe. In a bucket the ripest
comes first, of equals the one that stands first in the deck; new cards come after the ripe ones of
level 1, in the order of the deck, and only while fewer than six cards sit at levels 1 and 2. Where
nothing is ripe and nothing new allowed, the ripest of all comes. A card whose day somebody set does
not come before that day, and is ripe from it on. What was just rated never comes
again at once, unless there is nothing else: a card alone, or cards that one answer rated together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from quiz.scheduling.confidence import AGES, GAPS

WEIGHTS = (60, 20, 12, 6, 2)
"""Of the buckets {unseen, 1}, 2, 3, 4 and 5: their shares of the picks, in percent."""

UNPICKED = (0, 0, 0, 0, 0)
"""The state of a round robin that has picked nothing yet."""

WEAK_LEVELS = (1, 2)
MOST_WEAK = 6
"""From so many weak cards on, no new ones come."""

LEVELS = (1, 2, 3, 4, 5)

RoundRobin = tuple[int, ...]
"""How far each bucket is ahead of or behind its share: whole numbers, their sum 0."""


@dataclass(frozen=True, slots=True)
class DeckCard:
    """A card that may be chosen, and what was last said of it.

    `level` is 0 for a card never seen, else the learner's last 1..5. `rank` is the number of that
    answer among theirs in the deck, from 1, and `seen_at` its time; a card that was seen has both.
    A day that was set for it has come where `is_set_due`: then it is ripe.
    """

    id: UUID
    position: int
    level: int = 0
    rank: int = 0
    seen_at: datetime | None = None
    is_set_due: bool = False


class Choice(NamedTuple):
    """The card that comes next, `None` where there are no cards, and the round robin after it."""

    card_id: UUID | None
    round_robin: RoundRobin


@dataclass(frozen=True, slots=True, eq=False)
class _Ripe:
    """A card that was seen, and how ripe it is; the greater one comes first."""

    ripeness: float
    card: DeckCard

    def __lt__(self, other: "_Ripe") -> bool:
        return (self.ripeness, -self.card.position) < (other.ripeness, -other.card.position)


def ripeness(card: DeckCard, *, now: datetime, rank: int, count: int) -> float:
    """How ripe a card is that was seen: ripe from 1 on.

    `rank` is how many answers the learner has given in the deck, `count` how many cards may come.
    The card's own answer is not among those in between, but was counted in its rank: when it was
    shown the count stood one lower.
    """
    assert card.seen_at is not None
    gap = min(GAPS[card.level], count - 1)
    by_count = (rank - (card.rank - 1)) / (gap + 1)
    ripe = max(by_count, (now - card.seen_at) / AGES[card.level])
    return max(ripe, 1.0) if card.is_set_due else ripe


def choose(
    cards: Sequence[DeckCard],
    round_robin: RoundRobin,
    *,
    now: datetime,
    rank: int,
    count: int | None = None,
) -> Choice:
    """The card that comes next.

    `cards` are those that may come, in any order; of the new ones the first is enough. `rank` is
    how many answers the learner has given in the deck: a card that has it too was just rated.
    `count` is how many cards may come in all, where new ones were left out.
    """
    levels = _levels(sorted(cards, key=attrgetter("position")))
    weak = sum(len(levels[level]) for level in WEAK_LEVELS)
    new = levels[0][0] if levels[0] and weak < MOST_WEAK else None
    others = {level: _without(group, rank) for level, group in levels.items()}
    if any(others.values()):
        levels = others
    ripe = partial(ripeness, now=now, rank=rank, count=count or len(cards))
    ripest = {level: _ripest(levels[level], ripe) for level in LEVELS if levels[level]}
    ready = {level: found.card for level, found in ripest.items() if found.ripeness >= 1}
    if new is not None:
        ready.setdefault(1, new)
    if ready:
        level, after = _picked(round_robin, ready)
        return Choice(ready[level].id, after)
    if not ripest:
        return Choice(None, round_robin)
    return Choice(max(ripest.values()).card.id, round_robin)


def choose_many(
    cards: Sequence[DeckCard], *, now: datetime, rank: int, count: int, most: int
) -> list[UUID]:
    """At most so many cards, each once, as they would come if none of them were rated: for a
    device that takes them along. Arguments as in `choose`, but with all of the new cards."""
    left = {card.id: card for card in cards}
    chosen: list[UUID] = []
    round_robin: RoundRobin = UNPICKED
    while left and len(chosen) < most:
        card_id, round_robin = choose(
            list(left.values()), round_robin, now=now, rank=rank, count=count
        )
        assert card_id is not None
        chosen.append(card_id)
        del left[card_id]
    return chosen


def _levels(cards: Iterable[DeckCard]) -> Mapping[int, Sequence[DeckCard]]:
    """The cards of each level, 0..5, in the order given."""
    levels: dict[int, list[DeckCard]] = {level: [] for level in (0, *LEVELS)}
    for card in cards:
        levels[card.level].append(card)
    return levels


def _without(cards: Sequence[DeckCard], rank: int) -> Sequence[DeckCard]:
    """The cards but the one that was just rated."""
    return [card for card in cards if card.rank != rank or not card.level]


def _ripest(cards: Sequence[DeckCard], ripe: Callable[[DeckCard], float]) -> _Ripe:
    """The ripest card of a level; of equals the one that stands first.

    All of them ripen alike, so it is the one that waits longest, by answers or by time, or one
    whose day was set.
    """
    longest = (min(cards, key=attrgetter("rank")), min(cards, key=attrgetter("seen_at")))
    set_due = (card for card in cards if card.is_set_due)
    return max(_Ripe(ripe(card), card) for card in (*longest, *set_due))


def _picked(round_robin: RoundRobin, ready: Iterable[int]) -> tuple[int, RoundRobin]:
    """The level whose turn it is, and the round robin after it: of equals the lowest level.

    Smooth weighted round robin: each in the round gains its weight, the greatest is picked and pays
    for all of them. Source: nginx, `ngx_http_upstream_round_robin.c`.
    """
    levels = sorted(ready)
    after = list(round_robin)
    for level in levels:
        after[level - 1] += WEIGHTS[level - 1]
    picked = max(levels, key=lambda level: (after[level - 1], -level))
    after[picked - 1] -= sum(WEIGHTS[level - 1] for level in levels)
    return picked, tuple(after)
