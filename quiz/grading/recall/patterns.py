"""What a key point asks for: its stems with their weights, and its character n-grams.

The weight of a stem is its rarity in the language; function words weigh little, numbers
`NUMBER_WEIGHT` times as much, words that the question already says `ASKED_WEIGHT` as much, because
repeating the question shows no knowledge. A pattern is made once per card and kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.texts import Text, Word, read

ASKED_WEIGHT: Final = 0.25
NUMBER_WEIGHT: Final = 1.3
SPREAD_COST: Final = 0.5
JOINED: Final = 2
FUNCTION_WEIGHT: Final = 0.15
GRAM_LENGTHS: Final = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Term:
    """One stem of a pattern, with how it is written and what it weighs in the two ways."""

    stem: str
    bare: str
    weight: float
    full_weight: float
    is_function: bool
    is_number: bool
    is_asked: bool
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One wording of a point; `fresh` are n-grams of words that only this point says, `asked`
    those of words that the question or other points say too."""

    text: Text
    terms: tuple[Term, ...]
    weight: float
    full_weight: float
    fresh: frozenset[str]
    asked: frozenset[str]
    joined: str

    @property
    def content_count(self) -> int:
        """How many different words it has that carry content."""
        return sum(not term.is_function for term in self.terms)


def pattern_of(
    text: Text,
    asked: Collection[str],
    language: Lexicon,
    spread: Mapping[str, int] = MappingProxyType({}),
) -> Pattern:
    """The pattern of one wording, where `asked` are the stems of the question.

    `spread` tells in how many points of the card a stem occurs: one that occurs in many says
    little of which of them is meant.
    """
    unique: dict[str, Word] = {}
    for word in text.words:
        unique.setdefault(word.stem, word)
    joined = _joined(text.words)
    terms = tuple(
        _term(word, asked, language, joined.get(word.stem, ()), spread.get(word.stem, 1))
        for word in unique.values()
    )
    common = {term.stem for term in terms if term.is_asked or spread.get(term.stem, 1) > 1}
    fresh = grams(term.bare for term in terms if term.stem not in common)
    return Pattern(
        text=text,
        terms=terms,
        weight=sum(term.weight for term in terms),
        full_weight=sum(term.full_weight for term in terms),
        fresh=fresh,
        asked=grams(term.bare for term in terms if term.stem in common) - fresh,
        joined=" ".join(sorted(term.stem for term in terms)),
    )


def grams(words: Iterable[str]) -> frozenset[str]:
    """The n-grams of all words, each with a space at both ends."""
    return frozenset().union(*map(word_grams, words))


@lru_cache(maxsize=2_048)
def word_grams(word: str) -> frozenset[str]:
    """The character n-grams (`GRAM_LENGTHS`) of one word, which count its ends as spaces."""
    padded = f" {word[:40]} "
    return frozenset(
        padded[start : start + length]
        for length in GRAM_LENGTHS
        for start in range(len(padded) - length + 1)
    )


def _joined(words: Sequence[Word]) -> dict[str, tuple[str, ...]]:
    """For each stem of content what it may be written as, together with a word beside it."""
    found: dict[str, tuple[str, ...]] = {}
    for one, other in pairwise(words):
        if one.is_number or other.is_number or other.start - one.end > 1:
            continue
        for word in (one, other):
            if not word.is_function and len(found.get(word.stem, ())) < JOINED:
                found[word.stem] = (*found.get(word.stem, ()), one.bare + other.bare)
    return found


def _term(
    word: Word, asked: Collection[str], language: Lexicon, joined: tuple[str, ...], spread: int
) -> Term:
    if word.is_function:
        full = FUNCTION_WEIGHT * language.rarity(word.stem)
    elif word.is_number:
        full = NUMBER_WEIGHT * 4.0
    else:
        full = language.rarity(word.stem)
    full /= 1 + SPREAD_COST * (spread - 1)
    is_asked = word.stem in asked
    weight = full * ASKED_WEIGHT if is_asked else full
    return Term(
        word.stem, word.bare, weight, full, word.is_function, word.is_number, is_asked, joined
    )


def stems(source: str, language: Lexicon) -> frozenset[str]:
    """The stems of a question's words; function words are not counted as asked."""
    return frozenset(word.stem for word in read(source, language).words if not word.is_function)
