"""Numbers as people write them, read exactly and in bounded time.

Digits with separators and exponents ("1,500,000", "6.022 x 10^23", "3,14"), fractions ("3 1/2"),
and words ("one and a half million"). "1,500" is fifteen hundred in English and one and a half in
German: such a number has two readings, the likelier first. Nothing is evaluated: an exponent goes
with ten only and is bounded, so the value of a short text stays small.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from quiz.grading.folding import Difference, folded
from quiz.grading.short_answers import number_words
from quiz.languages import COMMA_DECIMALS

GREATEST_EXPONENT: Final = 400
"""Larger powers of ten are not read."""

_LITERAL: Final = re.compile(
    r"""
    (?:
      (?P<grouped>[0-9]{1,3}(?P<mark>[,.'_\ ])[0-9]{3}(?:(?P=mark)[0-9]{3}){0,12})
        (?P<part>[.,][0-9]{1,40})?
    | (?P<whole>[0-9]{1,40})(?P<decimals>[.,][0-9]{1,40})?
    | (?P<point>\.[0-9]{1,40})
    )(?![0-9])
    """,
    re.VERBOSE,
)
_EXPONENT: Final = re.compile(
    r"""[eE](?P<e>[-+]?[0-9]{1,4})(?![0-9.])
      | \ ?(?:[xX*]|\u00d7|\u00b7|\u22c5|times\ )\ ?10
        \ ?(?:\^|\*\*)\ ?\(?(?P<ten>[-+]?[0-9]{1,4})\)?(?![0-9.])
    """,
    re.VERBOSE,
)
_POWER_OF_TEN: Final = re.compile(r"10\ ?(?:\^|\*\*)\ ?\(?([-+]?[0-9]{1,4})\)?(?![0-9.])")
_DIVISION: Final = re.compile(r"\ ?/\ ?([0-9]{1,12})(?![0-9/.,])")
_MIXED: Final = re.compile(r"([0-9]{1,9})(?:\ and)?[ -]([0-9]{1,6})\ ?/\ ?([0-9]{1,6})(?![0-9/.,])")
_SIGN: Final = re.compile(r"([-+])\ ?|(minus|negative|plus)\ ", re.IGNORECASE)
_SCALE: Final = re.compile(r"[ -]?([^\W\d_]{2,14})\b")
_THOUSANDS: Final = re.compile(r"[kK](?![\w/])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = re.compile(r"[ -]{1,2}")

_FOLDS: Final = frozenset((Difference.CASE, Difference.DIACRITICS))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a text, up to `end`. `values` has the likelier reading first.

    `is_plain` tells four digits and nothing else, as years are written.
    """

    values: tuple[Fraction, ...]
    end: int
    in_words: bool = False
    is_plain: bool = False


@cache
def words(code: str | None) -> frozenset[str]:
    """Every word that a number can consist of."""
    found = {*number_words.cardinals(code), *number_words.scales(code), *number_words.FRACTIONS}
    return frozenset(found)


def read(text: str, at: int, code: str | None) -> Numeral | None:
    """The number that begins here; `text` has single spaces and is `folding.plain`."""
    sign = _SIGN.match(text, at)
    start = sign.end() if sign else at
    found = _digits(text, start, code) or _words(text, start, code)
    if found is None or sign is None:
        return found
    factor = -1 if sign.group().strip().lower() in ("-", "minus", "negative") else 1
    values = tuple(factor * value for value in found.values)
    return Numeral(values, found.end, found.in_words, is_plain=False)


def _digits(text: str, at: int, code: str | None) -> Numeral | None:
    mixed = _MIXED.match(text, at)
    if mixed and int(mixed[3]):
        return Numeral((int(mixed[1]) + Fraction(int(mixed[2]), int(mixed[3])),), mixed.end())
    power = _POWER_OF_TEN.match(text, at)
    if power:
        return _raised((Fraction(1),), power.group(1), power.end())
    literal = _LITERAL.match(text, at)
    if literal is None:
        return None
    values, end = _values(literal, code), literal.end()
    exponent = _EXPONENT.match(text, end)
    if exponent:
        return _raised(values, exponent["e"] or exponent["ten"], exponent.end())
    divisor = _DIVISION.match(text, end)
    if divisor and int(divisor.group(1)):
        return Numeral(tuple(v / int(divisor.group(1)) for v in values), divisor.end())
    scaled = _scaled(text, values, end, code)
    return scaled or Numeral(
        values, end, is_plain=len(literal["whole"] or "") == len(literal.group()) == 4
    )


def _values(literal: re.Match[str], code: str | None) -> tuple[Fraction, ...]:
    """The readings of digits with separators, the likelier first."""
    if literal["point"]:
        return (Fraction(literal["point"]),)
    if literal["whole"]:
        return (Fraction(literal["whole"] + (literal["decimals"] or "").replace(",", ".")),)
    mark, groups = literal["mark"], literal["grouped"]
    part = literal["part"] or ""
    whole = Fraction(groups.replace(mark, "") + part.replace(",", "."))
    if mark not in ".," or groups.count(mark) > 1 or part or groups.startswith("0"):
        is_decimal = groups.startswith("0") and mark in ".," and groups.count(mark) == 1
        return (Fraction(groups.replace(mark, ".")),) if is_decimal else (whole,)
    decimal = Fraction(groups.replace(mark, "."))
    if (mark == ",") == (code in COMMA_DECIMALS):
        return (decimal, whole) if code is None or mark == "." else (decimal,)
    return (whole, decimal) if code is None else (whole,)


def _raised(values: tuple[Fraction, ...], exponent: str, end: int) -> Numeral | None:
    if abs(int(exponent)) > GREATEST_EXPONENT:
        return None
    return Numeral(tuple(value * Fraction(10) ** int(exponent) for value in values), end)


def _scaled(text: str, values: tuple[Fraction, ...], end: int, code: str | None) -> Numeral | None:
    """The number times the words that follow it: "1.5 million", "5k", "3 hundred thousand"."""
    factor = 1
    if thousands := _THOUSANDS.match(text, end):
        factor, end = 1000, thousands.end()
    for _ in range(3):
        word = _SCALE.match(text, end)
        scale = number_words.scales(code).get(folded(word.group(1), _FOLDS)) if word else None
        if word is None or scale is None:
            break
        factor, end = factor * scale, word.end()
    return Numeral(tuple(value * factor for value in values), end) if factor > 1 else None


def _words(text: str, at: int, code: str | None) -> Numeral | None:
    """A number in words. Tens take ones, scales multiply what came since the last larger one."""
    total, current, end, place = 0, None, at, at
    cardinals, scales = number_words.cardinals(code), number_words.scales(code)
    for _ in range(24):
        found = _WORD.match(text, place)
        if found is None:
            break
        word = folded(found.group(), _FOLDS)
        if word in cardinals and _fits(current, cardinals[word]):
            current = (current or 0) + cardinals[word]
        elif word in scales and (current is not None or end == at):
            if scales[word] <= 100:
                current = (current or 1) * scales[word]
            else:
                total, current = total + (current or 1) * scales[word], 0
        elif not (
            word in ("and", "und", "y", "e", "a", "an") and _goes_on(text, found.end(), code)
        ):
            break
        else:
            place = _after_gap(text, found.end())
            continue
        end = found.end()
        place = _after_gap(text, end)
    if current is None:
        return _part(text, at, Fraction(0), at)
    if total == 0 and current in _CENTURIES and end < len(text):
        rest = _words(text, _after_gap(text, end), code)
        if rest and 10 <= rest.values[0] < 100 and rest.values[0].denominator == 1:
            return Numeral((current * 100 + rest.values[0],), rest.end, in_words=True)
    return _part(text, end, Fraction(total + current), at)


_CENTURIES: Final = range(10, 21)
"""Numbers that begin a year said in two halves: "nineteen eighty-nine"."""


def _fits(current: int | None, value: int) -> bool:
    """Whether a cardinal can go on a number: "twenty three", "hundred five"; not "three four"."""
    if current is None or current == 0:
        return True
    room = 100 if current % 100 == 0 else 10 if current % 10 == 0 and current % 100 >= 20 else 0
    return 0 < value < room


def _goes_on(text: str, at: int, code: str | None) -> bool:
    following = _WORD.match(text, _after_gap(text, at))
    if following is None:
        return False
    word = folded(following.group(), _FOLDS)
    return word in number_words.scales(code) or word in number_words.cardinals(code)


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


_POINT: Final = re.compile(r" (?:point|comma|komma|virgule|coma)((?: [a-z]{3,5}){1,8})")
_PART: Final = re.compile(r"[ -]?(?:and )?(?:a |one )?(half|halves|[a-z]{5,10})\b", re.IGNORECASE)


def _part(text: str, at: int, whole: Fraction, start: int) -> Numeral | None:
    """The number with what follows its whole part: "three point five", "two thirds", "a half"."""
    ones = number_words.cardinals("en")
    point = _POINT.match(text, at) if at > start else None
    if point:
        digits = [ones.get(word, 10) for word in point.group(1).split()]
        if all(digit < 10 for digit in digits):
            decimals = Fraction("0." + "".join(map(str, digits)))
            return Numeral((whole + decimals,), point.end(), in_words=True)
    part = _PART.match(text, at)
    share = number_words.FRACTIONS.get(part.group(1).lower()) if part else None
    if part is None or share is None:
        return Numeral((whole,), at, in_words=True) if at > start else None
    is_sum = " and " in part.group().lower()
    if at > start:
        value = whole + Fraction(*share) if is_sum else whole * Fraction(*share)
        scaled = _scaled(text, (value,), part.end(), "en")
        return scaled or Numeral((value,), part.end(), in_words=True)
    if part.group(1).lower() in ("half", "quarter"):
        return Numeral((Fraction(*share),), part.end(), in_words=True)
    return None
