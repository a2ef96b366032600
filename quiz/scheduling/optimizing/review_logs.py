"""What a learner's parameters are fitted from: the ratings of their reviews, in order of time.

This needs no NumPy, so that anybody may gather a log.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
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


MOST_OF_A_CARD = 128
"""Reviews of one card that a fit looks at. It follows all cards side by side from one review to
the next, so a single card with thousands would keep a processor busy for minutes."""


def beginnings(log: Sequence[Review]) -> list[Review]:
    """The log with the first `MOST_OF_A_CARD` reviews of each card."""
    seen: Counter[Hashable] = Counter()
    kept = []
    for review in log:
        seen[review.card] += 1
        if seen[review.card] <= MOST_OF_A_CARD:
            kept.append(review)
    return kept
