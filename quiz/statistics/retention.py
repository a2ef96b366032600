"""How much was remembered, against how much a scheduler had foretold.

Counted are reviews that had a prediction: the first answer to a card on a study day, after at least
one day before, under a scheduler that foretells recall. The share that was right is measured with
an interval; where the mean prediction lies outside of it, the scheduler is off.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import fsum, sqrt
from typing import Final

from quiz.periods import Period, first_day, last_day

MATURE_DAYS: Final = 21
"""Cards are mature from this interval on, in days, and young below it (as in Anki's manual)."""

BINS: Final = 20
"""Predictions are sorted into bins of 1/20."""

Z: Final = 1.959963984540054
"""The standard normal quantile of 0.975, for intervals of 95 %."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review: what was foretold (0..1), and the interval before it, in days."""

    studied_on: date
    predicted: float
    is_right: bool
    interval_days: int


@dataclass(frozen=True, slots=True)
class Count:
    """Reviews of one study day in one bin (0..19) and of one maturity, added up."""

    studied_on: date
    bin: int
    is_mature: bool
    reviews: int
    right: int
    predicted_sum: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval of a share, 0..1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Retention:
    """How many of the reviews were right: the share (0..1) `measured`, with its interval, and the
    mean that was `predicted`."""

    reviews: int
    right: int
    measured: float
    interval: Interval
    predicted: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, both days included; `young` and `mature` are `None` without reviews."""

    from_on: date
    to_on: date
    all: Retention
    young: Retention | None
    mature: Retention | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Reviews whose prediction was from `from_share` to below `to_share` (1 in the last one)."""

    from_share: float
    to_share: float
    retention: Retention


def bin_of(predicted: float) -> int:
    """The bin (0..19) of a prediction (0..1)."""
    return min(BINS - 1, int(predicted * BINS))


def counted(reviews: Iterable[Review]) -> tuple[Count, ...]:
    """Single reviews added up, in order of study day, bin and maturity."""
    sums: dict[tuple[date, int, bool], list[Review]] = {}
    for review in reviews:
        key = (review.studied_on, bin_of(review.predicted), review.interval_days >= MATURE_DAYS)
        sums.setdefault(key, []).append(review)
    return tuple(
        Count(
            *key,
            reviews=len(group),
            right=sum(review.is_right for review in group),
            predicted_sum=fsum(review.predicted for review in group),
        )
        for key, group in sorted(sums.items())
    )


def stretches(counts: Iterable[Count], period: Period) -> tuple[Stretch, ...]:
    """The counts by period, the earliest first; periods without reviews are left out.

    Weeks begin on Monday. `Period.ALL` gives one stretch from the first day to the last.
    """
    ordered = sorted(counts, key=lambda count: count.studied_on)
    if not ordered:
        return ()
    if period is Period.ALL:
        return (_stretch(ordered, ordered[0].studied_on, ordered[-1].studied_on),)
    groups = groupby(ordered, key=lambda count: first_day(count.studied_on, period))
    return tuple(_stretch(list(group), first, last_day(first, period)) for first, group in groups)


def bins(counts: Iterable[Count]) -> tuple[Bin, ...]:
    """The counts by what was foretold, the least first; bins without reviews are left out."""
    by_bin: dict[int, list[Count]] = {}
    for count in counts:
        by_bin.setdefault(count.bin, []).append(count)
    return tuple(
        Bin(place / BINS, (place + 1) / BINS, _retention(group))
        for place, group in sorted(by_bin.items())
    )


def wilson(right: int, reviews: int) -> Interval:
    """The 95 % interval of a share by its score test, for at least one review.

    Source: Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical
    inference", JASA 22, 209-212. It stays inside 0..1 and holds for few reviews, too: Brown, Cai
    and DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science 16.
    """
    share = right / reviews
    shrink = 1 + Z**2 / reviews
    centre = (share + Z**2 / (2 * reviews)) / shrink
    reach = Z / shrink * sqrt(share * (1 - share) / reviews + Z**2 / (4 * reviews**2))
    low = 0.0 if right == 0 else centre - reach
    return Interval(low, 1.0 if right == reviews else centre + reach)


def _stretch(counts: Sequence[Count], from_on: date, to_on: date) -> Stretch:
    return Stretch(
        from_on=from_on,
        to_on=to_on,
        all=_retention(counts),
        young=_of_those(counts, lambda count: not count.is_mature),
        mature=_of_those(counts, lambda count: count.is_mature),
    )


def _of_those(counts: Sequence[Count], belongs: Callable[[Count], bool]) -> Retention | None:
    those = [count for count in counts if belongs(count)]
    return _retention(those) if those else None


def _retention(counts: Sequence[Count]) -> Retention:
    reviews = sum(count.reviews for count in counts)
    right = sum(count.right for count in counts)
    return Retention(
        reviews=reviews,
        right=right,
        measured=right / reviews,
        interval=wilson(right, reviews),
        predicted=fsum(count.predicted_sum for count in counts) / reviews,
    )
