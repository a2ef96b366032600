"""In which language a text is written, told by its commonest words and its script.

A text is taken to be in another language when the commonest words of that one make up at least
`SHARE` of it and `MARGIN` times as much as those of the expected one, or when most of its letters
are of another script. Short texts are in the language that is expected.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Final

from quiz.grading.recall.lexicons import common_words

SHARE: Final = 0.2
MARGIN: Final = 2.0
SHORTEST: Final = 5
"""A text of fewer words shows no language."""

LETTERS: Final = 120
"""So many letters tell the script of a text."""


@cache
def _common() -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """The languages, and for each of their commonest words those that it is common in."""
    spoken: dict[str, tuple[str, ...]] = {}
    for code, words in common_words().items():
        for word in words:
            spoken[word] = (*spoken.get(word, ()), code)
    return tuple(common_words()), spoken


def detected(words: Sequence[str]) -> str | None:
    """The language that most of the words (bare) are common in, `None` if none stands out."""
    shares = _shares(words)
    if not shares:
        return None
    best = max(shares, key=lambda code: (shares[code], code))
    rest = max((share for code, share in shares.items() if code != best), default=0.0)
    return best if shares[best] >= SHARE and shares[best] > 1.15 * rest else None


def is_other(words: Sequence[str], expected: str | None, text: str, script: str) -> bool:
    """Whether a text (its words, and as it is written) is in another language than a card's."""
    written = script_of(text)
    if written and script and written != script and len(text.strip()) >= 2 * SHORTEST:
        return True
    shares = _shares(words)
    if expected is None or expected not in shares:
        return False
    best = max(shares, key=lambda code: (shares[code], code))
    return shares[best] >= SHARE and shares[best] >= MARGIN * max(shares[expected], 0.05)


def _shares(words: Sequence[str]) -> dict[str, float]:
    """For each language the share of words that are common in it; empty for a short text."""
    if len(words) < SHORTEST:
        return {}
    codes, spoken = _common()
    counts = dict.fromkeys(codes, 0)
    for word in words:
        for code in spoken.get(word, ()):
            counts[code] += 1
    return {code: count / len(words) for code, count in counts.items()}


def script_of(text: str) -> str:
    """The script of most of the first letters, "" without letters."""
    letters = list(islice(filter(str.isalpha, text), LETTERS))
    if all(map(str.isascii, letters)):
        return "LATIN" if letters else ""
    names = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in letters)
    if names["HIRAGANA"] or names["KATAKANA"]:
        return "CJK"
    return max(names, key=lambda name: (names[name], name))
