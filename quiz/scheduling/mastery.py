"""Mastery: how far a learner has come with a deck, from nothing (0) to knowing it all (100)."""

from collections.abc import Mapping, Sequence

WORTH = (0, 0, 25, 50, 75, 100)
"""What a card is worth at each level: never seen, then the learner's last 1..5. Those of a flip
card's marks (`quiz.grading.self_rating.FRACTIONS`), in percent."""


def mastery(cards: Mapping[int, int], worth: Sequence[float] = WORTH) -> float:
    """The mean worth of a deck's cards, to one decimal; 0 for a deck without cards.

    `cards` are how many there are at each level, 0 (never seen) to 5.
    """
    count = sum(cards.values())
    earned = sum(worth[level] * number for level, number in cards.items())
    return round(earned / count, 1) if count else 0.0
