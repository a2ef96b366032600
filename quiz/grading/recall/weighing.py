"""What was seen in an answer, weighed: the suggested share of the marks, and how sure it is.

The weighted mean credit over what is required is the *recall*. A logistic function of a few
features of the whole answer is the *likeness* to an answer that a teacher calls correct. The
suggestion goes from likeness on a card with one point to recall on a card with many; guards of the
whole answer stand above both. `calibration` has the fitted constants.
"""

import math
from collections.abc import Sequence
from typing import Final

from quiz.grading.recall import calibration
from quiz.grading.recall.contradictions import CAP
from quiz.grading.recall.measuring import Judged, Measured
from quiz.grading.recall.suspicions import Flag

NOTHING: Final = 0.15
"""A credit below this counts as nothing in the mark."""

_DOUBTED: Final = frozenset(
    {Flag.KEYWORD_LIST, Flag.MOSTLY_UNRELATED, Flag.OTHER_LANGUAGE, Flag.ONLY_ASKS}
)


def weigh(seen: Measured) -> tuple[float, float]:
    """The suggestion and its reliability, both 0..1."""
    likeness = likeness_of(seen)
    recall, spread, count = recalled(seen)
    share = calibration.share_of_likeness(count)
    if seen.rubric.required:
        # The whole answer is read against all of the card; that says little if part of it will do.
        likeness, share = recall, 0.0
    whole = (
        calibration.mark(likeness)
        * _uncontradicted(seen)
        * calibration.trace(seen.whole.is_known, seen.whole.grams)
    )
    suggestion = share * whole + (1 - share) * recall
    reliability = calibration.reliability(likeness, spread, count)
    if any(each.is_raised for each in seen.judged):
        # How often teachers agree with proposals is not known: as sure as it must be, no surer.
        suggestion = max(suggestion, recall)
        reliability = min(reliability, calibration.REVIEW_BELOW)
    return _guarded(seen, suggestion, reliability)


def features(seen: Measured) -> dict[str, float]:
    """What likeness is a function of."""
    return {
        "recall": seen.whole.recall,
        "grams": seen.whole.grams,
        "extra": seen.whole.extra,
        "undenied": seen.whole.undenied,
    }


def likeness_of(seen: Measured) -> float:
    """How much the answer is like one that a teacher calls correct, 0..1."""
    values = features(seen)
    total = calibration.INTERCEPT + sum(
        weight * values[name] for name, weight in calibration.WEIGHTS.items()
    )
    return 1 / (1 + math.exp(-total))


def recalled(seen: Measured) -> tuple[float, float, int]:
    """The weighted mean credit over what is required, its variance, and how many points count."""
    branches: dict[int, list[Judged]] = {}
    for each in seen.judged:
        branches.setdefault(each.point.branch, []).append(each)
    worth = sorted((_mean(judged) for judged in branches.values()), key=lambda pair: -pair[0])
    counted = worth[: seen.rubric.required] if seen.rubric.required else worth
    mass = sum(mass for _, mass in counted)
    if not mass:
        return 0.0, 0.0, 0
    recall = sum(mean * part for mean, part in counted) / mass
    spread = sum(each.point.share**2 * each.credit * (1 - each.credit) for each in seen.judged)
    return recall, spread / mass**2 if seen.rubric.required else spread, len(seen.judged)


def _uncontradicted(seen: Measured) -> float:
    """The share of what the answer seemed to know that no guard took away, 0..1."""
    before = sum(each.point.share * each.coverage.credit for each in seen.judged)
    after = sum(
        each.point.share * (each.coverage.credit if each.contradiction is None else 0.0)
        for each in seen.judged
    )
    return after / before if before else 1.0


def _mean(judged: Sequence[Judged]) -> tuple[float, float]:
    """A branch's mean credit and its share of all points."""
    mass = sum(each.point.share for each in judged)
    credits = (each.credit if each.credit >= NOTHING else 0.0 for each in judged)
    total = sum(credit * each.point.share for credit, each in zip(credits, judged, strict=True))
    return (total / mass if mass else 0.0), mass


def _guarded(seen: Measured, suggestion: float, reliability: float) -> tuple[float, float]:
    """The suggestion and its reliability under the guards of the whole answer."""
    flags = frozenset(seen.flags)
    ceiling = sum(each.point.share * (CAP if each.contradiction else 1.0) for each in seen.judged)
    if seen.rubric.required is None:
        suggestion = min(suggestion, ceiling)
    if flags & {Flag.EMPTY, Flag.GAVE_UP} or not seen.judged:
        return 0.0, 1.0 if seen.judged else 0.0
    if Flag.QUESTION_COPY in flags:
        return 0.0, calibration.UNRELATED
    if Flag.INSTRUCTIONS_REMOVED in flags and not any(j.credit >= NOTHING for j in seen.judged):
        return 0.0, 1.0
    best = max(each.coverage.credit for each in seen.judged)
    if Flag.MOSTLY_UNRELATED in flags and best < 0.4:
        return min(suggestion, 0.02), calibration.UNRELATED
    doubted = flags & _DOUBTED
    if flags & {Flag.KEYWORD_LIST, Flag.ONLY_ASKS}:
        suggestion = min(suggestion, 0.5)
    if Flag.MOSTLY_UNRELATED in flags:
        suggestion = min(suggestion * 0.6, 0.5)
    if doubted:
        reliability = min(reliability, calibration.DOUBTED)
    elif Flag.CONTRADICTION in flags:
        reliability = min(reliability, calibration.CONTRADICTED)
    return suggestion, reliability
