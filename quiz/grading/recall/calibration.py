"""The constants that were fitted, and the two curves they draw.

Fitted on 2026-11-23 by `benchmarks/fit_grading.py` on 7,452 answers to 155 questions of the
training part of SemEval-2013 Task 7 (`benchmarks/data/grading/README-semeval.md`); both corpora and
both verdicts weigh the same. Only the constants are here, none of the texts.
"""

from itertools import pairwise
from typing import Final

INTERCEPT: Final = -1.723
WEIGHTS: Final = {
    "credit": 0.398,
    "recall": 1.297,
    "grams": 1.845,
    "undenied": -1.622,
    "extra": -0.552,
}
"""Of the logistic function from features (`marking.features`) to likeness."""

PASS: Final = 0.6
EVEN: Final = 0.5
FULL: Final = 0.86
BEND: Final = 0.6
"""Even odds just pass; likeness `FULL`, that of a verbatim answer, has full marks."""

AGREEMENT: Final = (
    (0.0, 0.88),
    (0.15, 0.85),
    (0.25, 0.77),
    (0.35, 0.74),
    (0.45, 0.67),
    (0.55, 0.52),
    (0.65, 0.55),
    (0.75, 0.68),
    (0.85, 0.88),
    (1.0, 0.95),
)
"""How often a teacher agrees, at some likenesses."""

REVIEW_BELOW: Final = 0.67
"""Less reliable grades are left to a person: about 40 of 100 on short school answers."""

DOUBTED: Final = 0.3
"""Reliability at the most where a guard of the whole answer doubts what the words say."""

CONTRADICTED: Final = 0.6
"""Reliability at the most where a point is contradicted."""


def mark(likeness: float) -> float:
    """The mark (0..1) of a card with one point; monotone."""
    if likeness < EVEN:
        return PASS * float((likeness / EVEN) ** BEND)
    return min(1.0, PASS + (1 - PASS) * (likeness - EVEN) / (FULL - EVEN))


def agreement(likeness: float) -> float:
    """How often a teacher agrees whether such an answer passes, 0..1."""
    for (low, before), (high, after) in pairwise(AGREEMENT):
        if likeness <= high:
            return before + (after - before) * (likeness - low) / (high - low)
    return AGREEMENT[-1][1]
