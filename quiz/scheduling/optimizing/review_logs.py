"""What a learner's parameters are fitted from: the ratings of their reviews, in order of time.

This needs no NumPy, so that anybody may gather a log.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Review:
    """A review as FSRS sees it.

    A log is a sequence of them, over all cards, in order of (effective time, id). `card` tells
    cards apart by whatever is hashable; a card that was reset goes on as another one. `rating` is
    1..4 (Again, Hard, Good, Easy). `took_ms` is how long the answer took, where that is known.
    """

    card: Hashable
    studied_on: date
    rating: int
    took_ms: int | None = None
