"""One spelling for the words that mean the same: case, accents, British and American, endings.

A word is folded (case, typographic marks), then an irregular form is replaced by its base form,
then the Snowball stemmer of the language takes the ending off, then accents over letters go: the
stemmer needs them, but many keyboards lack them. Where there is no stemmer the word stays.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

from quiz.languages import STEMMERS

_AMERICAN: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|able$|ite$|ites$|less$|ful$|er$|ers$|ist$|ed$)", "or"),
        (r"(?<=[a-z]{3})is(?=$|e$|ed$|es$|ing$|er$|ers$|ation$|ations$)(?!s)", "iz"),
        (r"(?<=[a-z]{2})ys(?=e$|ed$|es$|ing$)", "yz"),
        (r"oeuv", "euv"),
        (r"(?<=[a-z])(?:ae|oe)(?=[a-z]{3})|^(?:ae|oe)(?=[a-z]{4})", "e"),
        (r"(?<=[a-z]{2})([tbv])re(?=$|s$)", r"\1er"),
        (r"(?<=[a-z]{2})([tbv])red$", r"\1ered"),
        (r"(?<=[a-z]{3})ogue(?=$|s$)", "og"),
        (r"(?<=def|off|lic)enc(?=e$|es$)|(?<=pret)enc(?=e$|es$)", "ens"),
        (r"programme(?=$|s$)", "program"),
        (r"sulph", "sulf"),
        (r"^grey", "gray"),
        (r"^sceptic", "skeptic"),
        (r"aluminium", "aluminum"),
    )
)
"""British spellings and what Americans write, as rules that both sides of a comparison pass."""

_MARKS: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
"""Accents, and the vowel marks that Hebrew and Arabic mostly leave out."""

_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ё": "е"}
    | dict.fromkeys('ʼ’‘´`"', "'")
    | {"ـ": "", "\u200c": "", "\u200d": "", "ς": "σ"}
)


def folded(word: str) -> str:
    """The word in one case and without typographic variants; accents stay."""
    if word.isalnum() and word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word.casefold().translate(_LETTERS))


def bare(word: str) -> str:
    """The folded word without accents over its letters."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", word)))


@lru_cache(maxsize=8_192)
def stem(word: str, language: str | None) -> str:
    """The stem of a folded word, without accents."""
    if language == "en":
        word = american(word)
    name = STEMMERS.get(language or "")
    if name is None or len(word) > 40:
        return bare(word)
    return bare(snowballstemmer.stemmer(name).stemWord(word)) or bare(word)


def american(word: str) -> str:
    """The English word as Americans spell it, rightly or nearly."""
    if len(word) < 5:
        return word
    for pattern, replacement in _AMERICAN:
        word = pattern.sub(replacement, word)
    return word
