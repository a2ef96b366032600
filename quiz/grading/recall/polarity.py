"""Whether a clause denies what it says: negators, opposites, denials of a whole statement.

A negator counts for the nearest words of content on the side it denies: up to `REACH` words after
it, or before it when none follow in the clause. "Not only", "no doubt" deny nothing; a conditional
clause claims nothing, so nothing in it is a denial. Two denials of the same words cancel out.
"""

from dataclasses import dataclass
from typing import Final

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.texts import Text, Word

REACH: Final = 3
"""So many words of content after a negator are denied by it."""

_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "de", "mis")
"""Prefixes that turn a word into its opposite, in most languages of Europe."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Places of words that are denied, of those that a negator denies first (`heads`), and of
    negators that deny something."""

    words: frozenset[int]
    heads: frozenset[int]
    negators: frozenset[int]


def denied(text: Text, language: Lexicon) -> Denied:
    """What a text denies."""
    if not language.negators:
        return Denied(frozenset(), frozenset(), frozenset())
    harmless = _spans(text, language, "harmless")
    double = _spans(text, language, "double")
    words: set[int] = set()
    heads: set[int] = set()
    negators: set[int] = set()
    for first, end in text.clauses:
        for place in range(first, end):
            word = text.words[place]
            if word.bare not in language.negators or place in harmless:
                continue
            reached = () if place in double else _reached(text, place, first, end)
            if reached:
                negators.add(place)
                heads.add(_head(text, reached))
            words = words | set(reached) if language.has_paired_negators else words ^ set(reached)
    for place in sorted(double):
        if place + 1 not in double:
            clause = next((c for c in text.clauses if c[0] <= place + 1 < c[1]), None)
            if clause is not None:
                reached = _content(text, range(place + 1, clause[1]))[:REACH]
                negators.add(place)
                heads.update(reached[:1])
                words ^= set(reached)
    return Denied(frozenset(words), frozenset(heads), frozenset(negators))


def is_opposite(one: Word, other: Word, language: Lexicon) -> bool:
    """Whether one word denies the other: a known pair, or the same word with a denying prefix."""
    if other.stem in language.opposites.get(one.stem, ()):
        return True
    if language.are_opposed(one.stem, other.stem):
        return True
    return _is_prefixed(one, other) or _is_prefixed(other, one)


def _is_prefixed(long: Word, short: Word) -> bool:
    if len(short.stem) < 4 or not long.stem.endswith(short.stem):
        return False
    return long.stem[: -len(short.stem)] in _PREFIXES


def _reached(text: Text, place: int, first: int, end: int) -> tuple[int, ...]:
    """The words of content that a negator denies."""
    after = _content(text, range(place + 1, end))
    if after:
        return after[:REACH]
    return _content(text, range(place - 1, first - 1, -1))[:1]


def _head(text: Text, reached: tuple[int, ...]) -> int:
    """The first denied word that is no adverb ("never fully *recovered*")."""
    return next((p for p in reached if not text.words[p].bare.endswith("ly")), reached[0])


def _content(text: Text, places: range) -> tuple[int, ...]:
    return tuple(place for place in places if not text.words[place].is_function)


def _spans(text: Text, language: Lexicon, kind: str) -> frozenset[int]:
    """The places of words that such a phrase is made of."""
    pattern = language.harmless if kind == "harmless" else language.double
    if pattern is None:
        return frozenset()
    spoken = " ".join(word.bare for word in text.words)
    covered: set[int] = set()
    for found in pattern.finditer(spoken):
        first = spoken.count(" ", 0, found.start())
        covered.update(range(first, first + found.group().count(" ") + 1))
    return frozenset(covered)
