"""The answer as a whole beside the card's answer as a whole: what a teacher sees at a glance."""

import math
from dataclasses import dataclass

from quiz.grading.recall.coverage import gram_recall
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.patterns import Pattern, word_grams
from quiz.grading.recall.rubrics import Rubric


@dataclass(frozen=True, slots=True)
class Whole:
    """Features of a whole answer, each 0..1."""

    recall: float
    grams: float
    extra: float
    undenied: float


def whole(answer: Answer, rubric: Rubric) -> Whole:
    """The features of an answer, by the wording that it recalls best."""
    words = answer.text.words
    grams = frozenset().union(*(word_grams(each) for each in {word.bare for word in words}))
    best: Pattern | None = None
    recall = share = 0.0
    for pattern in rubric.wholes:
        one = _recall(pattern, answer)
        share = max(share, gram_recall(pattern, grams))
        if best is None or one > recall:
            best, recall = pattern, one
    return Whole(
        recall=math.sqrt(recall),
        grams=math.sqrt(share),
        extra=_extra(answer, rubric),
        undenied=float(best is not None and _is_undenied(best, answer)),
    )


def _recall(pattern: Pattern, answer: Answer) -> float:
    """Recall of the stems by weight, wherever they stand in the answer."""
    weight = 0.0
    for term in pattern.terms:
        found = answer.find(term)
        if found is not None:
            weight += term.weight * found.strength
    return min(1.0, weight / pattern.weight) if pattern.weight else 0.0


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
