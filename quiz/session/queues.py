"""The queue of a study day: what is due and what is new, sorted, mixed and limited, each pure.

    gather    what is due (db/queues.py reads it from its indexes), and new cards in deck order
    sort      cards in steps by their time, then what waits longest, then by place
    mix       decks take turns; new cards are spread evenly among those that come back
    limit     so many new and so many due cards a day, per deck and per learner; siblings wait

Cards in steps count for no limit: they have been begun.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from quiz.scheduling.memories import CardState, Memory
from quiz.scheduling.settings import Limits
from quiz.session.planning import Candidate


@dataclass(frozen=True, slots=True)
class Queued:
    """A card that may be asked today; `memory` is `None` where it was never seen."""

    card: Candidate
    position: int
    sibling_group: UUID | None
    memory: Memory | None

    @property
    def is_new(self) -> bool:
        """Whether it was never answered, or reset since, and waits for no day."""
        return self.memory is None or (
            self.memory.state is CardState.NEW and self.memory.due_on is None
        )

    @property
    def is_in_steps(self) -> bool:
        """Whether it is in steps within the day; one that comes back tomorrow is not."""
        return self.memory is not None and self.memory.due_at is not None


@dataclass(frozen=True, slots=True)
class Done:
    """How many cards of a deck were asked today for the first time, and again."""

    new: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What limits the day: each deck's limits, and those over all decks (`None`: none)."""

    decks: Mapping[UUID, Limits]
    done: Mapping[UUID, Done]
    new_per_day: int | None = None
    due_per_day: int | None = None


def queue(
    due: Sequence[Queued],
    new: Sequence[Queued],
    limits: DayLimits,
    *,
    studied_groups: Collection[UUID] = (),
) -> list[Candidate]:
    """The cards to ask today, in order. `studied_groups` are the siblings of what was studied."""
    sorted_due = in_turns(in_order(due))
    sorted_new = in_turns(new)
    single = without_siblings([*sorted_due, *sorted_new], limits.decks, studied_groups)
    within = limited(single, limits)
    return [
        queued.card
        for queued in mixed(
            [card for card in within if not card.is_new], [card for card in within if card.is_new]
        )
    ]


def in_order(due: Iterable[Queued]) -> list[Queued]:
    """What is due: cards in steps by their time, then those that wait longest, then by place."""

    def key(queued: Queued) -> tuple[bool, date, float, int, UUID]:
        memory = queued.memory
        assert memory is not None
        assert memory.due_on is not None
        at = 0.0 if memory.due_at is None else memory.due_at.timestamp()
        place = (queued.position, queued.card.card_id)
        return (not queued.is_in_steps, memory.due_on, at, *place)

    return sorted(due, key=key)


def in_turns(queued: Sequence[Queued]) -> list[Queued]:
    """The cards of several decks spread evenly among each other, each deck's own order kept."""
    of_deck: dict[UUID, list[Queued]] = defaultdict(list)
    for card in queued:
        of_deck[card.card.deck_id].append(card)
    placed = [
        ((place + 0.5) / len(cards), number, card)
        for number, cards in enumerate(of_deck.values())
        for place, card in enumerate(cards)
    ]
    return [card for _, _, card in sorted(placed, key=lambda entry: entry[:2])]


def mixed(due: Sequence[Queued], new: Sequence[Queued]) -> list[Queued]:
    """New cards spread evenly among those that come back; what is in steps comes first."""
    steps = [card for card in due if card.is_in_steps]
    rest = [card for card in due if not card.is_in_steps]
    placed = [
        ((place + 0.5) / len(cards), number, card)
        for number, cards in enumerate((rest, new))
        for place, card in enumerate(cards)
    ]
    return [*steps, *(card for _, _, card in sorted(placed, key=lambda entry: entry[:2]))]


def without_siblings(
    queued: Iterable[Queued], limits: Mapping[UUID, Limits], studied_groups: Collection[UUID]
) -> list[Queued]:
    """The first card of each group of siblings, of none that was studied today; cards in steps
    stay. Decks that bury no siblings keep theirs."""
    taken = set(studied_groups)
    kept = []
    for card in queued:
        group = card.sibling_group
        buries = limits.get(card.card.deck_id, Limits()).buries_siblings
        if group is None or card.is_in_steps or not buries:
            kept.append(card)
        elif group not in taken:
            taken.add(group)
            kept.append(card)
    return kept


def limited(queued: Iterable[Queued], limits: DayLimits) -> list[Queued]:
    """The cards that the day still has room for."""
    room = _Room(limits)
    return [card for card in queued if card.is_in_steps or room.takes(card)]


class _Room:
    """What the limits of the day leave, card by card."""

    def __init__(self, limits: DayLimits) -> None:
        done = limits.done.values()
        self.limits = limits
        self.new_left = _left(limits.new_per_day, sum(each.new for each in done))
        self.due_left = _left(limits.due_per_day, sum(each.due for each in done))
        self.decks: dict[UUID, list[int]] = {}

    def takes(self, card: Queued) -> bool:
        """Whether there is room for the card, which is then taken."""
        left = self.decks.setdefault(card.card.deck_id, self._of_deck(card.card.deck_id))
        place = 0 if card.is_new else 1
        overall = self.new_left if card.is_new else self.due_left
        if left[place] <= 0 or overall <= 0:
            return False
        left[place] -= 1
        if card.is_new:
            self.new_left -= 1
        else:
            self.due_left -= 1
        return True

    def _of_deck(self, deck_id: UUID) -> list[int]:
        limits = self.limits.decks.get(deck_id, Limits())
        done = self.limits.done.get(deck_id, Done())
        return [max(0, limits.new_per_day - done.new), max(0, limits.due_per_day - done.due)]


def _left(limit: int | None, done: int) -> float:
    return float("inf") if limit is None else max(0, limit - done)
