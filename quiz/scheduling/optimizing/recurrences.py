"""FSRS-6 for all cards at once: stability, difficulty and retrievability after each review.

The formulas and their limits are those of py-fsrs 6.3 (MIT), whose results these equal, with the
bound of stability that `quiz.scheduling.fsrs6` has, so that nothing overflows. `w` is the vector of
21 parameters, `t` the days since the review before, `S` stability in days, `D` difficulty 1..10,
`R` retrievability, `r` the rating 1..4.

    first review    S = w[r-1]                    D = w4 - exp(w5 (r-1)) + 1
    forgetting      R = (1 + F t / S) ** -w20     F = 0.9 ** (-1 / w20) - 1
    same day        S ← S · exp(w17 (r - 3 + w18)) · S ** -w19, and not less than S unless r = 1
    known           S ← S · (1 + exp(w8) (11 - D) S ** -w9 (exp(w10 (1 - R)) - 1) · m)
                    with m = w15 for Hard, 1 for Good, w16 for Easy
    forgotten       S ← the lesser of w11 D ** -w12 ((S + 1) ** w13 - 1) exp(w14 (1 - R))
                    and S / exp(w17 w18)
    every review    D ← w7 D₄ + (1 - w7) (D - w6 (r - 3) (10 - D) / 9), with D₄ of a first Easy
"""

from dataclasses import dataclass

import numpy as np

from quiz.scheduling.fsrs6 import MOST_STABILITY
from quiz.scheduling.optimizing.sequences import Floats, Ints, Sequences, Step
from quiz.scheduling.ratings import Rating

LEAST_STABILITY = 0.001
LEAST_DIFFICULTY = 1.0
MOST_DIFFICULTY = 10.0


@dataclass(frozen=True, slots=True)
class Trace:
    """Memory after each review, one array per step, a value per card.

    `log_recall` is the logarithm of the retrievability before the review; 0 in the first step.
    """

    stability: list[Floats]
    difficulty: list[Floats]
    log_recall: list[Floats]


def trace(sequences: Sequences, w: Floats) -> Trace:
    """What FSRS-6 with the parameters `w` makes of the sequences."""
    stability: list[Floats] = []
    difficulty: list[Floats] = []
    log_recall: list[Floats] = []
    for number, step in enumerate(sequences.steps):
        if number == 0:
            s, d, recall = *first(step.ratings, w), np.zeros(step.size)
        else:
            s, d = stability[-1][: step.size], difficulty[-1][: step.size]
            recall = log_retrievability(step.elapsed_days, s, w)
            s, d = reviewed(step, s, d, np.exp(recall), w)
        stability.append(s)
        difficulty.append(d)
        log_recall.append(recall)
    return Trace(stability, difficulty, log_recall)


def first(ratings: Ints, w: Floats) -> tuple[Floats, Floats]:
    """Stability and difficulty after a first review."""
    difficulty = w[4] - np.exp(w[5] * (ratings - 1)) + 1
    return (
        np.maximum(w[ratings - 1], LEAST_STABILITY),
        np.clip(difficulty, LEAST_DIFFICULTY, MOST_DIFFICULTY),
    )


def curve_factor(w: Floats) -> float:
    """`F`, which makes recall 0.9 after as many days as the stability."""
    return float(np.expm1(-np.log(0.9) / w[20]))


def log_retrievability(elapsed_days: Floats, stability: Floats, w: Floats) -> Floats:
    """The logarithm of the chance of recall."""
    found: Floats = -w[20] * np.log1p(curve_factor(w) * elapsed_days / stability)
    return found


def reviewed(
    step: Step, stability: Floats, difficulty: Floats, recall: Floats, w: Floats
) -> tuple[Floats, Floats]:
    """Stability and difficulty after a review that is not the first."""
    after = np.empty_like(stability)
    here = step.same_day
    after[here] = same_day(stability[here], step.ratings[here], w)
    here = step.lapses
    after[here] = forgotten(stability[here], difficulty[here], recall[here], w)
    here = step.passes
    after[here] = known(stability[here], difficulty[here], recall[here], step.ratings[here], w)
    after = np.clip(after, LEAST_STABILITY, MOST_STABILITY)
    return after, next_difficulty(difficulty, step.ratings, w)


def same_day(stability: Floats, ratings: Ints, w: Floats) -> Floats:
    """Stability after another review on the same study day."""
    increase = np.exp(w[17] * (ratings - Rating.GOOD + w[18])) * stability ** -w[19]
    found: Floats = stability * np.where(
        ratings >= Rating.HARD, np.maximum(increase, 1.0), increase
    )
    return found


def known(
    stability: Floats, difficulty: Floats, recall: Floats, ratings: Ints, w: Floats
) -> Floats:
    """Stability after a pass, a day or more after the review before."""
    found: Floats = stability * (
        1
        + np.exp(w[8])
        * (11 - difficulty)
        * stability ** -w[9]
        * np.expm1(w[10] * (1 - recall))
        * bonus(ratings, w)
    )
    return found


def bonus(ratings: Ints, w: Floats) -> Floats:
    """`m`, by which Hard and Easy change what a pass adds."""
    return np.array([1.0, 1.0, w[15], 1.0, w[16]])[ratings]


def forgotten(stability: Floats, difficulty: Floats, recall: Floats, w: Floats) -> Floats:
    """Stability after a lapse, a day or more after the review before."""
    by_memory = (
        w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp(w[14] * (1 - recall))
    )
    found: Floats = np.minimum(by_memory, stability * np.exp(-w[17] * w[18]))
    return found


def next_difficulty(difficulty: Floats, ratings: Ints, w: Floats) -> Floats:
    """Difficulty after a review that is not the first."""
    easiest = w[4] - np.exp(3 * w[5]) + 1
    moved = difficulty - w[6] * (ratings - Rating.GOOD) * (10 - difficulty) / 9
    found: Floats = np.clip(w[7] * easiest + (1 - w[7]) * moved, LEAST_DIFFICULTY, MOST_DIFFICULTY)
    return found
