"""How much of a point an answer says in one place.

Coverage = 0.6 x recall of the stems by weight + 0.4 x root of the recall of character n-grams, of
the window of clauses where it is greatest. A window is a run of clauses of at most
`WINDOW_SLACK` words plus twice the point's own, so that words scattered over an answer do not add
up to a statement. Credit = logistic(9 x (coverage - 0.46)).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from quiz.grading.recall.matches import Answer, Found
from quiz.grading.recall.patterns import ASKED_WEIGHT, Pattern, Term, word_grams

STEM_SHARE: Final = 0.6
STEEPNESS: Final = 9.0
MIDDLE: Final = 0.46
WINDOW_SLACK: Final = 8
CLAUSE_COST: Final = 0.04
SENTENCE_COST: Final = 0.12
"""Share of the point's weight that one more clause, or sentence, must bring to join a window."""

TRIED: Final = 3
"""Of so many windows with the most stems the n-grams are compared too."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A point held against its best window: words `first` to `last` (-1 when there is none)."""

    pattern: Pattern
    value: float
    recall: float
    first: int = 0
    last: int = -1
    found: tuple[Found | None, ...] = ()

    @property
    def window(self) -> range:
        """The places of the words of the window."""
        return range(self.first, self.last + 1)

    def matched(self) -> Iterator[tuple[Term, tuple[int, ...]]]:
        """The terms of content that the window has, with their places in it."""
        for term, found in zip(self.pattern.terms, self.found, strict=True):
            if found is None or term.is_function:
                continue
            places = tuple(place for place in found.places if self.first <= place <= self.last)
            if places:
                yield term, places

    def missing(self) -> Iterator[Term]:
        """The terms that the window does not have, function words included."""
        for term, found in zip(self.pattern.terms, self.found, strict=True):
            if found is None or not any(self.first <= p <= self.last for p in found.places):
                yield term

    @property
    def credit(self) -> float:
        """Share of the point that is shown to be known, before any guard, 0..1."""
        return credit_of(self.value)


def credit_of(coverage: float) -> float:
    """The logistic curve from coverage to credit."""
    return 1 / (1 + math.exp(-STEEPNESS * (coverage - MIDDLE)))


def cover(pattern: Pattern, answer: Answer) -> Coverage:
    """The window of the answer that covers the pattern best."""
    found = tuple(answer.find(term) for term in pattern.terms)
    windows = _windows(pattern, answer, found)
    best = Coverage(pattern, 0.0, 0.0, found=found)
    worth = 0.0
    for first, last in windows:
        tried = _covered(pattern, answer, found, first, last)
        net = tried.value - STEM_SHARE * _cost(answer, first, last)
        if net > worth + 1e-9:
            best, worth = tried, net
    return best


def _cost(answer: Answer, first: int, last: int) -> float:
    """What a window must bring to be worth its clauses and sentences, as a share of the point."""
    clauses = answer.clause_of[last] - answer.clause_of[first]
    return CLAUSE_COST * clauses + SENTENCE_COST * (
        answer.sentence_of[last] - answer.sentence_of[first]
    )


def gram_recall(pattern: Pattern, grams: frozenset[str]) -> float:
    """The share of the pattern's n-grams that are among these; asked ones count less."""
    total = len(pattern.fresh) + ASKED_WEIGHT * len(pattern.asked)
    if not total:
        return 0.0
    hits = len(pattern.fresh & grams) + ASKED_WEIGHT * len(pattern.asked & grams)
    return hits / total


def _covered(
    pattern: Pattern, answer: Answer, found: tuple[Found | None, ...], first: int, last: int
) -> Coverage:
    """The coverage by one window."""
    weight = 0.0
    for term, where in zip(pattern.terms, found, strict=True):
        if where is not None and any(first <= place <= last for place in where.places):
            weight += term.weight * where.strength
    recall = weight / pattern.weight if pattern.weight else 0.0
    words = {word.bare for word in answer.text.words[first : last + 1]}
    share = gram_recall(pattern, frozenset().union(*map(word_grams, words)))
    value = STEM_SHARE * recall + (1 - STEM_SHARE) * math.sqrt(share)
    return Coverage(pattern, value, recall, first, last, found)


def _windows(
    pattern: Pattern, answer: Answer, found: tuple[Found | None, ...]
) -> list[tuple[int, int]]:
    """The windows with the most weight of stems, best first, at most `TRIED`."""
    has_content = pattern.content_count > 0
    events = sorted(
        (place, index, term.weight * where.strength)
        for index, (term, where) in enumerate(zip(pattern.terms, found, strict=True))
        if where is not None and not (has_content and term.is_function)
        for place in where.places
    )
    sentence_of = answer.sentence_of
    budget = 2 * len(pattern.text.words) + WINDOW_SLACK
    clauses, clause_of = answer.text.clauses, answer.clause_of
    ranked: list[tuple[float, int, int, int]] = []
    previous = -1
    for number, (place, _, _) in enumerate(events):
        clause = clause_of[place]
        if clause == previous:
            continue
        previous = clause
        start, sentence = clauses[clause][0], sentence_of[place]
        best: dict[int, float] = {}
        weight, top, top_end = 0.0, 0.0, clause
        for other, index, strength in events[number:]:
            end = clause_of[other]
            if end != clause and clauses[end][1] - start > budget:
                break
            gain = strength - best.get(index, 0.0)
            if gain > 0:
                best[index] = strength
                weight += gain
                worth = weight - pattern.weight * (
                    CLAUSE_COST * (end - clause) + SENTENCE_COST * (sentence_of[other] - sentence)
                )
                if worth > top + 1e-9:
                    top, top_end = worth, end
        ranked.append((-top, clauses[top_end][1] - start, start, clauses[top_end][1] - 1))
    ranked.sort()
    return [(start, last) for _, _, start, last in ranked[:TRIED]]
