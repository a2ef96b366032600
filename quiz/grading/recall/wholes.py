"""The answer as a whole beside the card's answer as a whole: what a teacher sees at a glance.

Where a card has several wordings, their mean counts: the best of many would flatter an answer that
has only words in common with one of them. A wording that is said in full counts alone.
"""

import math
from dataclasses import dataclass
from typing import Final

from quiz.grading.recall.coverage import gram_recall
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.patterns import Pattern, word_grams
from quiz.grading.recall.rubrics import Rubric

IN_FULL: Final = 0.95
"""Recall from which a wording is said in full."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Features of a whole answer, each 0..1; `is_known` says that it has a word of content that the
    card has and the question has not, or that there is none."""

    recall: float
    grams: float
    extra: float
    undenied: float
    is_known: bool


def whole(answer: Answer, rubric: Rubric) -> Whole:
    """The features of an answer, by all wordings or the one that it says in full."""
    words = answer.text.words
    grams = frozenset().union(*(word_grams(each) for each in {word.bare for word in words}))
    shares = [(_recall(each, answer), gram_recall(each, grams)) for each in rubric.wholes]
    best = max(range(len(shares)), key=lambda place: shares[place]) if shares else 0
    if shares and min(shares[best]) >= IN_FULL:
        shares = [shares[best]]
    count = max(1, len(shares))
    return Whole(
        recall=math.sqrt(sum(recall for recall, _ in shares) / count),
        grams=math.sqrt(sum(share for _, share in shares) / count),
        extra=_extra(answer, rubric),
        undenied=float(bool(shares) and _is_undenied(rubric.wholes[best], answer)),
        is_known=_is_known(answer, rubric),
    )


def _recall(pattern: Pattern, answer: Answer) -> float:
    """Recall of the stems by weight, wherever they stand in the answer."""
    weight = 0.0
    for term in pattern.terms:
        found = answer.find(term)
        if found is not None:
            weight += term.weight * found.strength
    return min(1.0, weight / pattern.weight) if pattern.weight else 0.0


def _is_known(answer: Answer, rubric: Rubric) -> bool:
    """Whether the answer has a word that tells, or the card none that it could have."""
    telling = [
        term
        for pattern in rubric.wholes
        for term in pattern.terms
        if not term.is_function and not term.is_asked
    ]
    return not telling or any(answer.find(term) is not None for term in telling)


def _extra(answer: Answer, rubric: Rubric) -> float:
    """The share of the answer's content, by rarity, that neither card nor question has."""
    content = {word.stem for word in answer.text.words if not word.is_function}
    total = sum(map(answer.language.rarity, sorted(content)))
    new = sum(map(answer.language.rarity, sorted(content - rubric.stems)))
    return new / total if total else 0.0


def _is_undenied(pattern: Pattern, answer: Answer) -> bool:
    """Whether the pattern denies something and the answer has no negator at all."""
    language = answer.language
    if any(word.bare in language.negators for word in answer.text.words):
        return False
    return any(word.bare in language.negators for word in pattern.text.words)
