"""A log as arrays for FSRS: all cards at once, review by review.

Cards are ordered by how many reviews they have, most first, so that those with a review number k
(from 0) are the first so many of them: a step is a slice, and no step is padded.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quiz.scheduling.optimizing.review_logs import Review

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """Every card's review number k.

    `elapsed_days` (study days since the review before, 0 or more) and `ratings` (1..4) hold a value
    per card. The others hold places of cards: reviewed on the same day as before, forgotten after a
    day or more, and known after a day or more. In step 0 they are empty: nothing comes before it.
    """

    elapsed_days: Floats
    ratings: Ints
    same_day: Ints
    lapses: Ints
    passes: Ints

    @property
    def size(self) -> int:
        """How many cards have such a review."""
        return len(self.ratings)


@dataclass(frozen=True, slots=True)
class Sequences:
    """The reviews of a log by step and card; `places` are their places in the log, by step."""

    steps: tuple[Step, ...]
    places: tuple[Ints, ...]
    review_count: int

    def by_step(self, values: Floats) -> list[Floats]:
        """Values of the log's reviews, in its order, as one array per step."""
        return [values[places] for places in self.places]

    def in_order(self, values: Sequence[Floats]) -> Floats:
        """The contrary of `by_step`."""
        found = np.zeros(self.review_count)
        for places, part in zip(self.places, values, strict=True):
            found[places] = part
        return found


def sequences_of(log: Sequence[Review]) -> Sequences:
    """The arrays of a log, which is ordered by time. Raises `ValueError` for an unknown rating."""
    by_card: dict[Hashable, list[int]] = {}
    for place, review in enumerate(log):
        by_card.setdefault(review.card, []).append(place)
    cards = sorted(by_card.values(), key=len, reverse=True)
    days = np.array([review.studied_on.toordinal() for review in log], dtype=np.float64)
    ratings = np.array([review.rating for review in log], dtype=np.intp)
    if not np.isin(ratings, (1, 2, 3, 4)).all():
        raise ValueError("Ratings are 1 to 4.")
    steps: list[Step] = []
    places: list[Ints] = []
    count = len(cards)
    for number in range(len(cards[0]) if cards else 0):
        while len(cards[count - 1]) <= number:
            count -= 1
        here = np.array([card[number] for card in cards[:count]], dtype=np.intp)
        before = places[-1][:count] if number else here
        elapsed = np.maximum(days[here] - days[before], 0.0)
        steps.append(step_of(elapsed, ratings[here]) if number else _first_step(ratings[here]))
        places.append(here)
    return Sequences(tuple(steps), tuple(places), len(log))


def step_of(elapsed_days: Floats, ratings: Ints) -> Step:
    """A review of every card that is not its first."""
    is_later = elapsed_days >= 1
    return Step(
        elapsed_days,
        ratings,
        np.flatnonzero(~is_later),
        np.flatnonzero(is_later & (ratings == 1)),
        np.flatnonzero(is_later & (ratings > 1)),
    )


def _first_step(ratings: Ints) -> Step:
    nobody = np.zeros(0, dtype=np.intp)
    return Step(np.zeros(len(ratings)), ratings, nobody, nobody, nobody)
