"""How rare a word is, whether it is a word at all, and which words may stand for each other.

From the lexicons of `quiz.grading.recall`. Where the language of a card is not known, English is
taken: stems and function words default to it, too.
"""

from functools import lru_cache
from math import sqrt
from typing import Final

from quiz.grading.recall.lexicons import Lexicon, lexicon
from quiz.grading.recall.spellings import bare, folded

COMMON: Final = 4.3
"""Rarity up to which a word is in every writer's vocabulary; misspellings are rarer."""

_SHORT: Final = 6
_LEAST: Final = 1.0
_MOST: Final = 5.0
"""Bounds of the rarity that is looked at: no word is nothing, and no name is everything."""


@lru_cache(maxsize=8192)
def weight(word: str, code: str | None) -> float:
    """How much a word in lower case tells, 1 to 2.2: the root of its rarity."""
    known = _lexicon(code)
    return sqrt(min(_MOST, max(_LEAST, known.rarity(known.stem(bare(folded(word)))))))


@lru_cache(maxsize=8192)
def is_common(word: str, code: str | None) -> bool:
    """Whether this is a short and common word of the language, and no misspelling of another."""
    known = _lexicon(code)
    return (
        len(word) <= _SHORT
        and known.rarities.get(known.stem(bare(folded(word))), COMMON + 1) <= COMMON
    )


def stem(word: str, code: str | None) -> str:
    """The stem by which the synonyms of words are known."""
    return _lexicon(code).stem(bare(folded(word)))


def synonyms(stemmed: str, code: str | None) -> frozenset[str]:
    """The stems of words that may stand for this one in a longer answer."""
    return _lexicon(code).synonyms.get(stemmed, frozenset())


def _lexicon(code: str | None) -> Lexicon:
    return lexicon(code or "en")
