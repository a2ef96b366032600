"""The constants that were fitted, and the two curves they draw.

Fitted on 2026-11-23 by `benchmarks/fit_grading.py` on 7,452 answers to 155 questions of the
training part of SemEval-2013 Task 7 (`benchmarks/data/grading/README-semeval.md`); both corpora and
both verdicts weigh the same. Cross-validated by question: macro-F1 0.73 (Beetle) and 0.70
(SciEntsBank), kappa 0.47 and 0.39, of the surest 60 % 0.69 and 0.52; fitted on one corpus and tried
on the other 0.67. Only the constants are here, none of the texts. A change of any is a new version
of the grader.
"""

import math
from typing import Final

INTERCEPT: Final = -2.2
WEIGHTS: Final = {
    "recall": 2.367,
    "grams": 2.23,
    "undenied": -1.345,
    "extra": -0.473,
}
"""Of the logistic function from features (`weighing.features`) to likeness."""

PASS: Final = 0.6
EVEN: Final = 0.5
FULL: Final = 0.9
BEND: Final = 0.6
"""Even odds just pass; likeness `FULL`, that of a verbatim answer, has full marks."""

TRACE: Final = 0.15
"""Recall of n-grams from which an answer may say in other words what the card says."""

UNSURE: Final = 0.7
"""Variance of the mark however clear the points seem, times the square of their number."""

REVIEW_BELOW: Final = 0.65
"""Less reliable grades are left to a person: about 35 of 100 on short school answers."""

UNRELATED: Final = 0.8
"""Reliability of nothing for an answer that speaks of something else, or copies the question."""

DOUBTED: Final = 0.3
"""Reliability at the most where a guard of the whole answer doubts what the words say."""

CONTRADICTED: Final = 0.6
"""Reliability at the most where a point is contradicted."""


def mark(likeness: float) -> float:
    """The mark (0..1) of a card with one point; monotone."""
    if likeness < EVEN:
        return PASS * float((likeness / EVEN) ** BEND)
    return min(1.0, PASS + (1 - PASS) * (likeness - EVEN) / (FULL - EVEN))


def trace(is_known: bool, grams: float) -> float:
    """What is left (0..1) of the mark of an answer that has no word of the card's own.

    `grams` is the root of the recall of n-grams. Of such answers of the training set with a recall
    below 0.05, 7 of 100 were called correct.
    """
    return 1.0 if is_known else min(1.0, (grams**2 / TRACE) ** 2)


def reliability(likeness: float, spread: float, points: int) -> float:
    """How often a teacher agrees with the suggestion, 0.5..1.

    That is the likeness of the likelier verdict, and where many points share the mark, whose
    variances are `spread`, more. On the training set agreement is within 0.04 of it in every
    twentieth from 0.5 to 1.
    """
    if not points:
        return 1.0
    share = points**-0.5
    variance = share * likeness * (1 - likeness) + (1 - share) * (spread + UNSURE / points**2)
    return 0.5 + 0.5 * math.sqrt(max(0.0, 1 - 4 * variance))


def share_of_likeness(points: int) -> float:
    """How much of the mark the whole answer decides: all for one point, a quarter for three."""
    return float(1 / (1 + (points - 1) ** 1.5)) if points else 1.0
