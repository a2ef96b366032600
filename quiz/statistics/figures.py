"""Figures that are left out, with the reason, where there is too little to reckon them from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from typing import Final, Self

_SPREAD: Final = 1e-9
"""Values nearer than this are the same: what is left between them is rounding."""


class Reason(StrEnum):
    """Why there is no figure."""

    FEW_LEARNERS = "few_learners"
    """Fewer values than the figure needs."""
    FEW_OTHER_CARDS = "few_other_cards"
    """Enough learners, but too few of them answered enough other cards."""
    NO_SPREAD = "no_spread"
    """All values are the same, so that nothing can go along with them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `count` values, or the `reason` why its `value` is `None`."""

    value: float | None
    count: int
    reason: Reason | None = None

    @classmethod
    def missing(cls, reason: Reason, count: int) -> Self:
        """No figure, for a reason."""
        return cls(None, count, reason)


def mean(values: Sequence[float], *, least: int) -> Figure:
    """The arithmetic mean of at least `least` values."""
    if len(values) < least:
        return Figure.missing(Reason.FEW_LEARNERS, len(values))
    return Figure(fsum(values) / len(values), len(values))


def correlation(values: Sequence[float], rests: Sequence[float | None], *, least: int) -> Figure:
    """Pearson's product-moment correlation, -1..1, of learners' values with their rests.

    Learners whose rest is unknown are left out; at least `least` must stay. With values of 0 and 1
    it is the point-biserial correlation.
    """
    pairs = [(x, y) for x, y in zip(values, rests, strict=True) if y is not None]
    count = len(pairs)
    if count < least:
        is_enough = len(values) >= least
        reason = Reason.FEW_OTHER_CARDS if is_enough else Reason.FEW_LEARNERS
        return Figure.missing(reason, count)
    columns = [x for x, _ in pairs], [y for _, y in pairs]
    if any(max(column) - min(column) < _SPREAD for column in columns):
        return Figure.missing(Reason.NO_SPREAD, count)
    xs, ys = ([value - fsum(column) / count for value in column] for column in columns)
    together = fsum(x * y for x, y in zip(xs, ys, strict=True))
    value = together / sqrt(fsum(x * x for x in xs) * fsum(y * y for y in ys))
    return Figure(min(1.0, max(-1.0, value)), count)


def quantiles(values: Sequence[float], *, least: int) -> tuple[Figure, Figure, Figure]:
    """The three quartiles of at least `least` values (one or more), between neighbours by weight.

    Source: type 7 of R. J. Hyndman and Y. Fan (1996), "Sample quantiles in statistical packages",
    The American Statistician 50, 361-365; the default of R and NumPy.
    """
    count = len(values)
    if count < least:
        none = Figure.missing(Reason.FEW_LEARNERS, count)
        return none, none, none
    ordered = sorted(values)
    first, median, third = (_between(ordered, (count - 1) * part / 4) for part in (1, 2, 3))
    return Figure(first, count), Figure(median, count), Figure(third, count)


def _between(ordered: Sequence[float], place: float) -> float:
    """The value at a place between 0 and the last one's."""
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
