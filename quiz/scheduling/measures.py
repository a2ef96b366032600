"""How good predictions of recall are: log loss, RMSE(bins) and AUC."""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

LEAST_CHANCE = 2**-52
"""Chances are kept so far from 0 and 1 that one wrong certainty does not make a loss infinite
(scikit-learn's `log_loss` does the same)."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The chance (0..1) that a card would be remembered, whether it was, and the bin it is compared
    in."""

    chance: float
    is_remembered: bool
    bin: Hashable


def log_loss(predictions: Sequence[Prediction]) -> float:
    """The mean of -ln of the chance that was given to what then happened; `nan` for none."""
    if not predictions:
        return math.nan
    return math.fsum(_surprise(each) for each in predictions) / len(predictions)


def _surprise(prediction: Prediction) -> float:
    chance = prediction.chance if prediction.is_remembered else 1 - prediction.chance
    return -math.log(min(max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE))


def rmse_bins(predictions: Sequence[Prediction]) -> float:
    """How far the mean chance of a bin is from the share that was remembered: the root of the mean
    square over the bins, each weighing as much as it has reviews; `nan` for none."""
    if not predictions:
        return math.nan
    bins: defaultdict[Hashable, list[float]] = defaultdict(list)
    for each in predictions:
        bins[each.bin].append(each.is_remembered - each.chance)
    return math.sqrt(
        math.fsum(math.fsum(errors) ** 2 / len(errors) for errors in bins.values())
        / len(predictions)
    )


def recall_bin(elapsed_days: int, repetition: int, lapses: int) -> tuple[float, float, float]:
    """The bin that a review is compared in: by the days before it, its number among the card's
    reviews on different days (2 for the first that can be foretold), and the lapses before it.

    Bins widen by constant factors. Source: open-spaced-repetition/srs-benchmark, `rmse_matrix`.
    """
    return (
        round(2.48 * 3.62 ** _step(elapsed_days, 3.62), 2),
        round(1.99 * 1.89 ** _step(repetition, 1.89), 0),
        round(1.65 * 1.73 ** _step(lapses, 1.73), 0) if lapses else 0.0,
    )


def _step(count: int, factor: float) -> int:
    return math.floor(math.log(count) / math.log(factor))


def area_under_curve(predictions: Sequence[Prediction]) -> float | None:
    """The chance that of two reviews, one remembered and one not, the remembered one was given the
    greater chance; ties count half. `None` where all went the same way.

    Source: the Mann-Whitney U statistic, from the sum of ranks.
    """
    hits = sum(each.is_remembered for each in predictions)
    misses = len(predictions) - hits
    if not hits or not misses:
        return None
    rank_sum, below = 0.0, 0
    ordered = sorted(predictions, key=lambda each: each.chance)
    for _, group in groupby(ordered, key=lambda each: each.chance):
        tied = list(group)
        middle = below + (len(tied) + 1) / 2
        rank_sum += middle * sum(each.is_remembered for each in tied)
        below += len(tied)
    return (rank_sum - hits * (hits + 1) / 2) / (hits * misses)
