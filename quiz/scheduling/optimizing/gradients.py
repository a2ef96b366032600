"""The log loss of FSRS-6 over a log, and its exact gradient by the 21 parameters.

Reverse mode, derived by hand: the trace is walked from the last step to the first, and `by_s` and
`by_d` hold what the loss gains per unit of each card's stability and difficulty after the step.
Where a limit is in force (least and most stability, difficulty 1 and 10, the lesser of two, not
less than before), the gradient is that of the limit.
"""

import numpy as np

from quiz.scheduling.fsrs6 import MOST_STABILITY
from quiz.scheduling.optimizing import recurrences
from quiz.scheduling.optimizing.recurrences import (
    LEAST_DIFFICULTY,
    LEAST_STABILITY,
    MOST_DIFFICULTY,
    Trace,
    curve_factor,
)
from quiz.scheduling.optimizing.sequences import Booleans, Floats, Ints, Sequences, Step
from quiz.scheduling.ratings import Rating


def log_losses(sequences: Sequences, w: Floats) -> Floats:
    """The log loss of each review in the order of the log; 0 where it foretells nothing."""
    recalls = recurrences.trace(sequences, w).log_recall
    return sequences.in_order(
        [_losses(step, each) for step, each in zip(sequences.steps, recalls, strict=True)]
    )


def loss_and_gradient(
    sequences: Sequences, w: Floats, weights: list[Floats]
) -> tuple[float, Floats]:
    """The weighted sum of log losses (weights by step, as of `Sequences.by_step`), its gradient."""
    traced = recurrences.trace(sequences, w)
    loss = 0.0
    by_w = np.zeros_like(w)
    by_s, by_d = np.zeros(0), np.zeros(0)
    for number in range(len(sequences.steps) - 1, -1, -1):
        step = sequences.steps[number]
        by_s, by_d = (_grown(each, step.size) for each in (by_s, by_d))
        after = traced.stability[number]
        by_s = np.where((after > LEAST_STABILITY) & (after < MOST_STABILITY), by_s, 0.0)
        if number == 0:
            _first(step, traced.difficulty[0], by_s, by_d, w, by_w)
            break
        recall = traced.log_recall[number]
        loss += float(weights[number] @ _losses(step, recall))
        by_s, by_d = _earlier(step, number, traced, weights[number], by_s, by_d, w, by_w)
    return loss, by_w


def _losses(step: Step, log_recall: Floats) -> Floats:
    losses = np.zeros(step.size)
    losses[step.passes] = -log_recall[step.passes]
    losses[step.lapses] = -np.log(-np.expm1(log_recall[step.lapses]))
    return losses


def _grown(values: Floats, size: int) -> Floats:
    return np.concatenate([values, np.zeros(size - len(values))])


def _first(
    step: Step, difficulty: Floats, by_s: Floats, by_d: Floats, w: Floats, by_w: Floats
) -> None:
    by_w[:4] += np.bincount(step.ratings - 1, by_s, minlength=4)
    by_d = np.where(_is_inside(difficulty), by_d, 0.0)
    by_w[4] += by_d.sum()
    by_w[5] -= by_d @ ((step.ratings - 1) * np.exp(w[5] * (step.ratings - 1)))


def _is_inside(difficulty: Floats) -> Booleans:
    return (difficulty > LEAST_DIFFICULTY) & (difficulty < MOST_DIFFICULTY)


def _earlier(
    step: Step,
    number: int,
    traced: Trace,
    weights: Floats,
    by_s: Floats,
    by_d: Floats,
    w: Floats,
    by_w: Floats,
) -> tuple[Floats, Floats]:
    """The adjoints of stability and difficulty before the step; adds to `by_w`."""
    s = traced.stability[number - 1][: step.size]
    d = traced.difficulty[number - 1][: step.size]
    log_recall = traced.log_recall[number]
    recall = np.exp(log_recall)
    before_s = np.empty_like(s)
    before_d = _difficulty(step, d, traced.difficulty[number], by_d, w, by_w)
    by_log_recall = np.zeros_like(s)

    here = step.same_day
    before_s[here] = _same_day(s[here], step.ratings[here], by_s[here], w, by_w)

    here = step.passes
    found = _known(s[here], d[here], recall[here], step.ratings[here], by_s[here], w, by_w)
    before_s[here] = found[0]
    before_d[here] += found[1]
    by_log_recall[here] = found[2] * recall[here] - weights[here]

    here = step.lapses
    found = _forgotten(s[here], d[here], recall[here], by_s[here], w, by_w)
    before_s[here] = found[0]
    before_d[here] += found[1]
    odds = recall[here] / -np.expm1(log_recall[here])
    by_log_recall[here] = found[2] * recall[here] + weights[here] * odds

    before_s += _curve(step.elapsed_days, s, by_log_recall, w, by_w)
    return before_s, before_d


def _curve(elapsed: Floats, s: Floats, by: Floats, w: Floats, by_w: Floats) -> Floats:
    """Through `log R = -w20 log(1 + F t / S)`."""
    factor = curve_factor(w)
    ratio = factor * elapsed / s
    by_factor = -w[20] * (elapsed / s) / (1 + ratio)
    factor_by_w20 = (factor + 1) * np.log(0.9) / w[20] ** 2
    by_w[20] += by @ (by_factor * factor_by_w20 - np.log1p(ratio))
    found: Floats = by * w[20] * ratio / (s * (1 + ratio))
    return found


def _difficulty(
    step: Step, d: Floats, after: Floats, by: Floats, w: Floats, by_w: Floats
) -> Floats:
    by = np.where(_is_inside(after), by, 0.0)
    steepness = np.exp(3 * w[5])
    change = (step.ratings - Rating.GOOD) / 9
    moved = d - w[6] * change * (10 - d)
    total = by.sum()
    by_w[4] += w[7] * total
    by_w[5] -= 3 * w[7] * steepness * total
    by_w[6] -= (1 - w[7]) * (by @ (change * (10 - d)))
    by_w[7] += by @ (w[4] - steepness + 1 - moved)
    found: Floats = by * (1 - w[7]) * (1 + w[6] * change)
    return found


def _same_day(s: Floats, ratings: Ints, by: Floats, w: Floats, by_w: Floats) -> Floats:
    increase = np.exp(w[17] * (ratings - Rating.GOOD + w[18])) * s ** -w[19]
    is_held = (ratings >= Rating.HARD) & (increase < 1)
    by_after = np.where(is_held, 0.0, by * s * increase)
    by_w[17] += by_after @ (ratings - Rating.GOOD + w[18])
    by_w[18] += w[17] * by_after.sum()
    by_w[19] -= by_after @ np.log(s)
    found: Floats = np.where(is_held, by, by * increase * (1 - w[19]))
    return found


def _known(
    s: Floats, d: Floats, recall: Floats, ratings: Ints, by: Floats, w: Floats, by_w: Floats
) -> tuple[Floats, Floats, Floats]:
    bonus = recurrences.bonus(ratings, w)
    plain = np.exp(w[8]) * (11 - d) * s ** -w[9]
    gain = np.expm1(w[10] * (1 - recall))
    growth = plain * gain * bonus
    by_growth = by * s
    slope = by_growth * plain * bonus * (gain + 1)
    by_w[8] += by_growth @ growth
    by_w[9] -= (by_growth * growth) @ np.log(s)
    by_w[10] += slope @ (1 - recall)
    by_bonus = np.bincount(ratings, by_growth * plain * gain, minlength=Rating.EASY + 1)
    by_w[15] += by_bonus[Rating.HARD]
    by_w[16] += by_bonus[Rating.EASY]
    return by * (1 + growth - w[9] * growth), -by_growth * growth / (11 - d), -slope * w[10]


def _forgotten(
    s: Floats, d: Floats, recall: Floats, by: Floats, w: Floats, by_w: Floats
) -> tuple[Floats, Floats, Floats]:
    ease = d ** -w[12]
    power = (s + 1) ** w[13]
    lift = np.exp(w[14] * (1 - recall))
    by_memory = w[11] * ease * (power - 1) * lift
    share = np.exp(-w[17] * w[18])
    is_capped = by_memory > s * share
    by_cap = np.where(is_capped, by, 0.0)
    by = by - by_cap
    by_w[11] += by @ (ease * (power - 1) * lift)
    by_w[12] -= (by * by_memory) @ np.log(d)
    by_w[13] += (by * w[11] * ease * lift * power) @ np.log1p(s)
    by_w[14] += (by * by_memory) @ (1 - recall)
    by_w[17] -= w[18] * share * (by_cap @ s)
    by_w[18] -= w[17] * share * (by_cap @ s)
    return (
        by * w[11] * ease * lift * w[13] * power / (s + 1) + by_cap * share,
        -by * by_memory * w[12] / d,
        -by * by_memory * w[14],
    )
