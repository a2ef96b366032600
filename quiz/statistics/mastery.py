"""How well a deck is known, 0 to 100, by one formula for every scheduler.

A card is worth what its memory is expected to last, on the ladder of the learner's own 1..5:

    lasts      5 min   15 min   6 h   3 d   21 d and more
    is worth       0       25    50    75   100

and between two rungs in proportion to the logarithm of the time. The deck's mastery is the mean
over all its cards. What is expected to last:

    confidence   the last 1..5 is the rung itself
    FSRS         the stability (days until recall falls to 90 %), times the recall of today
    Leitner      the interval of the box
    SM-2         the interval

A card that was never answered, is in its steps, or failed last is worth nothing: it has yet to show
that it lasts. FSRS alone foretells recall, so under it alone mastery falls while nobody studies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import fsum, log
from typing import Final, assert_never

from quiz.errors import Invalid
from quiz.scheduling.confidence import AGES
from quiz.scheduling.memories import (
    CardState,
    ConfidenceSchedule,
    FsrsSchedule,
    LeitnerSchedule,
    Schedule,
    Sm2Schedule,
)

Weights = tuple[float, float, float, float, float]

WEIGHTS: Final[Weights] = (0, 25, 50, 75, 100)
"""What the levels 1..5 are worth."""

_DAY = timedelta(days=1)
_RUNGS: Final = tuple(AGES[level] / _DAY for level in sorted(AGES))
"""How long the levels 1..5 last, in days."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a card stands, as its memory has it; `recall` is the chance (0..1) that it is known
    today, `None` where its scheduler foretells none."""

    state: CardState
    schedule: Schedule | None
    interval_days: int
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Mastery:
    """`percent` is 0..100 with one decimal, `None` for a deck without cards; `seen` of the `cards`
    were ever answered."""

    percent: float | None
    cards: int
    seen: int


@dataclass(frozen=True, slots=True)
class MasteryDay:
    """How well a deck was known at the end of a study day: 0..100."""

    on: date
    percent: float


def mastery(standings: Iterable[Standing], *, cards: int, weights: Weights = WEIGHTS) -> Mastery:
    """How well a deck of so many `cards` is known; those without a standing are worth nothing."""
    check_weights(weights)
    known = list(standings)
    seen = sum(standing.schedule is not None for standing in known)
    if cards == 0:
        return Mastery(percent=None, cards=0, seen=0)
    total = fsum(worth(standing, weights) for standing in known)
    return Mastery(percent=round(total / cards, 1), cards=cards, seen=seen)


def check_weights(weights: Weights) -> None:
    """Raise `Invalid` unless the weights are five numbers from 0 to 100 that never fall."""
    is_rising = all(low <= high for low, high in pairwise((0, *weights, 100)))
    if len(weights) != len(WEIGHTS) or not is_rising:
        raise Invalid(
            f"Weights are five numbers from 0 to 100 that never fall, not {weights!r}; "
            f"{WEIGHTS!r} are those of the service."
        )


def worth(standing: Standing, weights: Weights = WEIGHTS) -> float:
    """What one card is worth, 0..100."""
    match standing.schedule:
        case None:
            return 0.0
        case ConfidenceSchedule(level=level):
            return weights[level - 1]
        case FsrsSchedule(stability=stability):
            if standing.state is not CardState.REVIEW:
                return 0.0
            recall = 1.0 if standing.recall is None else standing.recall
            return recall * lasting(stability, weights)
        case LeitnerSchedule(box=box):
            return 0.0 if box == 1 else lasting(standing.interval_days, weights)
        case Sm2Schedule(repetitions=repetitions):
            return 0.0 if repetitions == 0 else lasting(standing.interval_days, weights)
        case _:
            assert_never(standing.schedule)


def lasting(days: float, weights: Weights = WEIGHTS) -> float:
    """What a memory that lasts so many days (0 or more) is worth on the ladder, 0..100."""
    if days <= _RUNGS[0]:
        return weights[0]
    for (lower, upper), (low, high) in zip(pairwise(_RUNGS), pairwise(weights), strict=True):
        if days <= upper:
            return low + (high - low) * log(days / lower) / log(upper / lower)
    return weights[-1]
