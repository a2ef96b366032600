"""A text as its words and clauses, each with its place, so that what is found can be shown.

Words are runs of letters and digits; a hyphen parts them, an apostrophe does not. Scripts that
write without spaces are read in pairs of neighbouring characters. Numbers lose their separators
("1,500" is 1500, "1,5" is 1.5) and their endings ("1920s", "5th"); number words become digits.
"Wider" is read as "more wide", where a language says so.
Clauses end at sentence ends, line breaks, bullets, commas, dashes and linking words, and have
`CLAUSE_WORDS` words at least where the break is a soft one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.lexicons import lexicon as lexicon_of
from quiz.grading.recall.spellings import bare, folded

CLAUSE_WORDS: Final = 3
"""A comma or a linking word ends no clause that is shorter."""

LONGEST_CLAUSE: Final = 24
"""A clause is cut after so many words, so that no bag of words passes for a sentence."""

_SPACELESS: Final = "\u0e01-\u0e30\u0e32\u0e33\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd"
    "\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
"""Marks that spell words but are no letters by their Unicode category."""

_THIN: Final = " \u00a0\u2009\u202f"
"""What may stand between thousands in a number that has no other separator."""

_WORD: Final = re.compile(
    rf"(?P<number>\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*)"
    rf"(?P<ending>st|nd|rd|th|s|-?er|e|º|ª)?(?![^\W_]|[{_SIGNS}])"
    rf"|(?P<spaceless>[{_SPACELESS}]+)"
    r"|(?P<measure>\d+(?:[.,]\d+)*)(?=[^\W\d_]{1,3}\b)"
    r"|\d+(?:[.,]\d+)+"
    rf"|(?:(?![{_SPACELESS}_])[\w{_SIGNS}])+(?:(?:['’ʼ´`]|\"(?=t\b))(?:(?![{_SPACELESS}_])[\w{_SIGNS}])+)*",
    re.IGNORECASE,
)
_HARD: Final = re.compile(r"[.!?…。！？\n\r;•●○▪◦؟।]|->|→|=>")
_SOFT: Final = re.compile(r"[,:()，、：،–—]| - ")
_ELIDED: Final = re.compile(r"(\w{1,2})['’](\w.*)")
_ELIDING: Final = frozenset({"ca", "fr", "it"})
"""Languages in which a word before an apostrophe is one of its own: "l'eau"."""

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS: Final = re.compile(rf"\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,3}}(?:[{_THIN}]\d{{3}})+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands (`start` to `end`), how it is written without accents, its stem."""

    start: int
    end: int
    bare: str
    stem: str
    is_function: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class Text:
    """Words in order; `clauses` are (first, past the last) places of words, in order."""

    source: str
    words: tuple[Word, ...]
    clauses: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]

    def quote(self, first: int, last: int) -> str:
        """What is written from one word to another, both included."""
        return self.source[self.words[first].start : self.words[last].end]


def read(source: str, lexicon: Lexicon) -> Text:
    """The words and clauses of a text; work is linear in its length."""
    words: list[Word] = []
    clauses: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    clause = sentence = previous = 0
    links = lexicon.conditions | _LINKS.get(lexicon.language or "", frozenset())
    for found in _WORD.finditer(source):
        gap = source[previous : found.start()]
        previous = found.end()
        place = len(words)
        if place > sentence and _HARD.search(gap):
            sentences.append((sentence, place))
            sentence = place
            if place > clause:
                clauses.append((clause, place))
                clause = place
        new = list(_words(found, lexicon))
        is_link = new[0].bare in links
        length = place - clause
        is_break = length >= CLAUSE_WORDS and (is_link or _SOFT.search(gap) is not None)
        if is_break or length >= LONGEST_CLAUSE:
            clauses.append((clause, place))
            clause = place
        words.extend(new)
    if len(words) > clause:
        clauses.append((clause, len(words)))
    if len(words) > sentence:
        sentences.append((sentence, len(words)))
    return Text(source, tuple(words), tuple(clauses), tuple(sentences))


_LINKS: Final = MappingProxyType(
    {
        "de": frozenset({"und", "aber"}),
        "en": frozenset({"and", "but", "which", "who", "whereas", "so", "then"}),
        "es": frozenset({"y", "pero"}),
        "fr": frozenset({"et", "mais"}),
        "it": frozenset({"e", "ma"}),
        "nb": frozenset({"og", "men"}),
        "nl": frozenset({"en", "maar"}),
        "pl": frozenset({"a", "i", "ale"}),
        "pt": frozenset({"e", "mas"}),
        "ru": frozenset({"и", "но", "а"}),
        "sv": frozenset({"och", "men"}),
    }
)
"""Words that begin a clause, beside those that set a condition."""


def _words(found: re.Match[str], lexicon: Lexicon) -> Iterator[Word]:
    """The words of one match: one, but a run without spaces gives its pairs of characters."""
    run = found["spaceless"]
    if run is not None:
        for place in range(max(1, len(run) - 1)):
            pair = run[place : place + 2]
            start = found.start() + place
            yield Word(start, start + len(pair), pair, pair, False, False)
        return
    digits = found["number"] or found["measure"]
    if digits is not None:
        for start, end in _numbers(digits, lexicon.has_decimal_point):
            number = _plain_number(digits[start:end])
            begin = found.start() + start
            yield Word(begin, found.start() + end, number, number, False, True)
        return
    elided = _ELIDED.match(found.group()) if lexicon.language in _ELIDING else None
    if elided is not None:
        yield Word(
            found.start(), found.start() + elided.end(1), *_form(elided[1], lexicon.language)
        )
        form = _form(elided[2], lexicon.language)
        yield Word(found.start() + elided.start(2), found.end(), *form)
        return
    compared = lexicon.comparatives.get(folded(found.group()))
    for written in (found.group(),) if compared is None else compared:
        yield Word(found.start(), found.end(), *_form(written, lexicon.language))


def _numbers(digits: str, has_decimal_point: bool) -> Iterator[tuple[int, int]]:
    """Where the numbers stand in digits with separators: "1,2,3" is a list, "1,500" is not."""
    commas = 0 if _THOUSANDS.fullmatch(digits) else digits.count(",")
    if commas > (0 if has_decimal_point else 1):
        yield from (part.span() for part in re.finditer(r"[^,]+", digits))
    else:
        yield 0, len(digits)


@lru_cache(maxsize=8_192)
def _form(written: str, language: str | None) -> tuple[str, str, bool, bool]:
    """How a word is written bare, its stem, whether it is a function word, whether a number."""
    lexicon = lexicon_of(language)
    word = folded(written)
    if word.endswith("'s"):
        word = word[:-2]
    plain = bare(word)
    if plain in lexicon.function:
        return plain, lexicon.stem(word), True, False
    number = lexicon.numbers.get(word)
    if number is not None:
        return plain, number, False, True
    return plain, lexicon.stem(word), False, False


def _plain_number(written: str) -> str:
    """Digits without separators of thousands, with a point before decimals."""
    if _THOUSANDS.fullmatch(written):
        written = re.sub(rf"[.,{_THIN}]", "", written)
    written = written.replace(",", ".")
    if written.isascii() and _NUMBER.fullmatch(written):
        whole, point, decimals = written.partition(".")
        decimals = decimals.rstrip("0")
        return (whole.lstrip("0") or "0") + (point + decimals if decimals else "")
    return written
