"""Whether a clause denies what it says: negators, opposites, denials of a whole statement.

A negator counts for the nearest words of content on the side it denies: up to `REACH` words after
it, or before it when none follow in the clause. "Not only", "no doubt" deny nothing; nor does "not
in the same place" deny the place, because "same" takes the denial on itself. Two denials of the
same words cancel out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.texts import Text, Word

REACH: Final = 3
"""So many words of content after a negator are denied by it."""

_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "de", "mis", "sub", "anti")
"""Prefixes that turn a word into its opposite, in most languages of Europe."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Places of words that are denied, of those that a negator denies first (`heads`), and of
    negators that deny something."""

    words: frozenset[int]
    heads: frozenset[int]
    negators: frozenset[int]


def denied(text: Text, language: Lexicon, card: Collection[str] = ()) -> Denied:
    """What a text denies; quantifiers of the card (stems) take no denial on themselves."""
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
            is_spent = place in double or _is_narrowed(text, (first, end), place, language, card)
            reached = () if is_spent else _reached(text, place, first, end)
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
    ones, others = _forms(one, language), _forms(other, language)
    if any(not language.opposites.get(stem, frozenset()).isdisjoint(others) for stem in ones):
        return True
    if language.are_opposed(one.stem, other.stem):
        return True
    return _is_prefixed(one, other) or _is_prefixed(other, one)


def _forms(word: Word, language: Lexicon) -> tuple[str, ...]:
    """A stem, and what is left of it without an ending of verbs."""
    endings = (end for end in language.verb_endings if word.stem.endswith(end))
    return word.stem, *(word.stem[: -len(end)] for end in endings if len(word.stem) > len(end) + 3)


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


def _is_narrowed(
    text: Text, clause: tuple[int, int], place: int, language: Lexicon, card: Collection[str]
) -> bool:
    """Whether something other than the words after a negator takes the denial on itself.

    That is a narrowing word before any other of content ("not in the same place"), a degree ("not
    that loud"), or an indefinite one that is told apart from others ("the one that has none").
    """
    before = text.words[max(clause[0], place - 4) : place]
    if any(word.bare in language.indefinite for word in before):
        return True
    after = text.words[place + 1 : clause[1]]
    content = next((p for p, word in enumerate(after) if not word.is_function), len(after))
    if any(
        word.bare in language.narrowing
        or (word.bare in language.quantifiers and word.stem not in card)
        for word in after[: content + 1]
    ):
        return True
    return any(word.bare in language.grading for word in after[content : content + 4])


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
