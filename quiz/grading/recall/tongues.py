"""In which language a text is written, told by its commonest words and its script.

A text is taken to be in another language when the commonest words of that one make up at least
`SHARE` of it and `MARGIN` times as much as those of the expected one, or when most of its letters
are of another script. Short texts are in the language that is expected.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

SHARE: Final = 0.2
MARGIN: Final = 2.0
SHORTEST: Final = 5
"""A text of fewer words shows no language."""

_PATH: Final = files("fixtures") / "words" / "frequencies" / "common.txt"


@cache
def _common() -> dict[str, frozenset[str]]:
    """The commonest words of each language, bare; common to most languages, none counts."""
    lines = _PATH.read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: frozenset(line.split("\t")[1].split()) for line in lines}


def detected(words: Sequence[str]) -> str | None:
    """The language that most of the words (bare) are common in, `None` if none stands out."""
    shares = _shares(words)
    if not shares:
        return None
    best = max(shares, key=lambda code: (shares[code], code))
    rest = max((share for code, share in shares.items() if code != best), default=0.0)
    return best if shares[best] >= SHARE and shares[best] > 1.15 * rest else None


def is_other(words: Sequence[str], expected: str | None, letters: str, card: str) -> bool:
    """Whether a text (its words and its letters) is in another language than the card's."""
    if _script(letters) != _script(card) and len(letters.strip()) >= 2 * SHORTEST:
        return True
    shares = _shares(words)
    if expected is None or expected not in shares:
        return False
    best = max(shares, key=lambda code: (shares[code], code))
    return shares[best] >= SHARE and shares[best] >= MARGIN * max(shares[expected], 0.05)


def _shares(words: Sequence[str]) -> dict[str, float]:
    if len(words) < SHORTEST:
        return {}
    counts = Counter(words)
    return {
        code: sum(counts[word] for word in common if word in counts) / len(words)
        for code, common in _common().items()
    }


def _script(text: str) -> str:
    """The script of most of the first letters, "" without letters."""
    names = Counter(
        unicodedata.name(char, "?").partition(" ")[0] for char in text[:400] if char.isalpha()
    )
    for spelled in ("HIRAGANA", "KATAKANA", "CJK"):
        if names[spelled]:
            names["CJK"] += names.pop(spelled) if spelled != "CJK" else 0
    return max(names, key=lambda name: (names[name], name)) if names else ""
