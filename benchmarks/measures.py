"""Figures that compare grades with teachers': agreement, correlation, errors."""

import math
from collections.abc import Sequence


def macro_f1(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of the F1 scores of both classes."""
    scores = []
    for wanted in (True, False):
        hits = sum(t is wanted and s is wanted for t, s in zip(truth, said, strict=True))
        total = sum(t is wanted for t in truth) + sum(s is wanted for s in said)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / 2


def kappa(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """Cohen's kappa of two raters who say yes or no."""
    count = len(truth)
    if not count:
        return math.nan
    agreed = sum(t == s for t, s in zip(truth, said, strict=True)) / count
    one, other = sum(truth) / count, sum(said) / count
    chance = one * other + (1 - one) * (1 - other)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's r."""
    count = len(one)
    mean, average = sum(one) / count, sum(other) / count
    covariance = sum((a - mean) * (b - average) for a, b in zip(one, other, strict=True))
    spread = sum((a - mean) ** 2 for a in one) * sum((b - average) ** 2 for b in other)
    return covariance / math.sqrt(spread) if spread else math.nan


def root_mean_square_error(one: Sequence[float], other: Sequence[float]) -> float:
    """The root of the mean squared difference."""
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / len(one))


def surest(reliabilities: Sequence[float], share: float) -> list[int]:
    """The indices of the most reliable share, in the order given among equals."""
    order = sorted(range(len(reliabilities)), key=lambda place: (-reliabilities[place], place))
    return order[: round(share * len(order))]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so much of the values is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
