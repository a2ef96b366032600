"""Which cards come back on another day than they would have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

DueDays = Mapping[UUID, date | None]
"""The study day from which each card waits in the queue, `None` where it does not."""


@dataclass(frozen=True, slots=True)
class Move:
    """A card that comes back on another day."""

    card_id: UUID
    before_on: date | None
    after_on: date | None

    @property
    def days(self) -> int | None:
        """By how many days it comes later (or earlier: negative); `None` where it had no day, or
        has none any more."""
        if self.before_on is None or self.after_on is None:
            return None
        return (self.after_on - self.before_on).days


def moves(before: DueDays, after: DueDays) -> Sequence[Move]:
    """The cards whose day is another one, those that gain or lose one first, then the farthest
    moved. A card that only one side knows is left out."""
    found = [
        Move(card_id, before[card_id], after[card_id])
        for card_id in before.keys() & after.keys()
        if before[card_id] != after[card_id]
    ]
    return sorted(found, key=_order)


def _order(move: Move) -> tuple[bool, int, UUID]:
    days = move.days
    return days is not None, -abs(days or 0), move.card_id
