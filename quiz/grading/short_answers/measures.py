"""Numbers, quantities and dates found in a text, with the words between them.

`scan` goes through a text once, from left to right, and takes at each word the longest date, or
else the number with its unit. What looks like a number and is none of these ("1905-1917",
"3:15", "H2O", "192.168.0.1") is kept among the words, in one piece.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from quiz.grading.folding import Difference, folded
from quiz.grading.short_answers import dates, numerals, units
from quiz.grading.short_answers.dates import Date
from quiz.grading.short_answers.units import Unit
from quiz.grading.short_answers.word_lists import listed

LONGEST_SCANNED: Final = 600
"""Characters that are looked at; what is longer is no short answer."""

_LONGEST_MEASURE: Final = 120
_FOLDS: Final = frozenset((Difference.CASE, Difference.DIACRITICS))

MOST_MEASURES: Final = 40

_MONEY_SIGN: Final = re.compile(r"(?:us)?[$€£¥₽₹] ?(?=[0-9.])", re.IGNORECASE)
_CHUNK: Final = re.compile(r"[^\s()\[\],;]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SKIPPED: Final = frozenset(" \t()[],;.!?:\"'~=")
_APPROXIMATELY: Final = frozenset(
    listed(
        "about approximately approx around circa c ca roughly some almost nearly exactly the in "
        "year ungefähr etwa environ circa aproximadamente около примерно im anno en le um"
    )
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, if it has one. `values` has the likelier reading first."""

    values: tuple[Fraction, ...]
    unit: Unit | None
    written: str
    in_words: bool = False
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date in each way it can be read."""

    dates: tuple[Date, ...]
    written: str


Measure = Quantity | DateReading


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text consists of. `followers` are the words right behind each measure, or "";
    `before` the words before the first."""

    measures: tuple[Measure, ...]
    words: tuple[str, ...]
    followers: tuple[str, ...]
    symbols: str
    before: tuple[str, ...]


def scan(text: str, code: str | None) -> Scan:
    """The measures and the other words; `text` is `folding.plain` with single spaces."""
    found: list[tuple[int, int, Measure]] = []
    words: list[tuple[int, str]] = []
    symbols = []
    at, limit = 0, min(len(text), LONGEST_SCANNED)
    while at < limit:
        measure, end = _measure_at(text, at, code) if len(found) < MOST_MEASURES else (None, at)
        if measure is not None:
            found.append((at, end, measure))
        elif text[at].isalnum() or (text[at] in "+-." and text[at + 1 : at + 2].isdigit()):
            end = _end_of_word(text, at)
            words.append((at, text[at:end]))
        else:
            end = at + 1
            symbols.append(text[at] if text[at] not in _SKIPPED else "")
        at = end
    starts = dict(words)
    followers = tuple(starts.get(end + 1, starts.get(end, "")) for _, end, _ in found)
    return Scan(
        tuple(measure for *_, measure in found),
        tuple(word for _, word in words),
        followers,
        "".join(symbols),
        tuple(word for start, word in words if found and start < found[0][0]),
    )


def alone(text: str, code: str | None) -> Measure | None:
    """The one measure that the text says, if it says nothing else but "about"."""
    if len(text) > _LONGEST_MEASURE or not _may_measure(text, code):
        return None
    found = scan(text, code)
    is_bare = all(word.lower() in _APPROXIMATELY for word in found.words) and not found.symbols
    return found.measures[0] if is_bare and len(found.measures) == 1 else None


def _may_measure(text: str, code: str | None) -> bool:
    """Whether there is a digit or a word for a number: reading the rest would be in vain."""
    if any(char.isnumeric() for char in text):
        return True
    words = folded(text, _FOLDS).replace("-", " ").split()
    known = numerals.words(code)
    return any(word in known for word in words)


def _measure_at(text: str, at: int, code: str | None) -> tuple[Measure | None, int]:
    if text[at] in " (),;":
        return None, at
    dated = dates.read(text, at)
    if dated and _ends_well(text, dated.end):
        return DateReading(dated.dates, text[at : dated.end]), dated.end
    money = _MONEY_SIGN.match(text, at)
    if money is None and at and text[at] in "+-" and not text[at - 1].isspace():
        return None, at
    numeral = numerals.read(text, money.end() if money else at, code)
    if numeral is None:
        return None, at
    if money:
        sign = Unit(((units.resolve(money.group().strip()) or "", 1),), money.group().strip())
        end = numeral.end
        unit, unit_end = units.read(text, end + (text[end : end + 1] == " "))
        end = unit_end if unit and units.are_same(unit, sign) else end
        return _quantity(text, at, numeral, sign, end)
    for gap in (0, 1):
        if gap and text[numeral.end : numeral.end + 1] not in (" ", "-"):
            break
        unit, end = units.read(text, numeral.end + gap)
        if unit and _ends_well(text, end):
            return _quantity(text, at, numeral, unit, end)
    return _quantity(text, at, numeral, None, numeral.end)


def _quantity(
    text: str, at: int, numeral: numerals.Numeral, unit: Unit | None, end: int
) -> tuple[Measure | None, int]:
    if not _ends_well(text, end):
        return None, at
    is_plain = numeral.is_plain and unit is None
    if numeral.is_plain and unit and unit.written == "s" and text[end - 2].isdigit():
        return None, at
    return Quantity(numeral.values, unit, text[at:end], numeral.in_words, is_plain), end


_RUNS_ON: Final = re.compile(r"[^\W_]|[-–/:^*+]+[^\W_]|[.,:][0-9]|_|[-+*/^]?\(|!| ?[-–] ?[0-9]")


def _ends_well(text: str, end: int) -> bool:
    """Whether the number does not go on as something else: a range, a ratio, a version, a name."""
    return _RUNS_ON.match(text, end) is None


def _end_of_word(text: str, at: int) -> int:
    """The end of the piece that begins here: a word, or a chunk with digits in it."""
    chunk = _CHUNK.match(text, at)
    if chunk and any(char.isdigit() for char in chunk.group()):
        return chunk.end()
    word = _WORD.match(text, at)
    return word.end() if word else at + 1
