"""What kind of thing a short text is, by its writing alone: options of one question look alike."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from quiz.making import numbers

DATED_WORDS = 6
"""Words up to which a text with digits is a date, a span of years or the like."""

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Letters up to which a small word inside a name ("of", "van") is no sign against it."""


class Kind(StrEnum):
    """What a text is by its writing."""

    NUMBER = "number"
    DATED = "dated"
    ACRONYM = "acronym"
    NAME = "name"
    PLAIN = "plain"
    MARKS = "marks"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind, and what else of the writing must be alike: unit and precision, pattern, script."""

    kind: Kind
    detail: str


def shape_of(text: str, language: str | None) -> Shape:
    """The shape that all options of a question share."""
    quantity = numbers.read(text, language)
    if quantity is not None:
        unit = f"{quantity.before.strip()}|{quantity.after.strip().casefold()}"
        return Shape(Kind.NUMBER, f"{unit}|{quantity.decimals}|{quantity.is_year}")
    words = _WORD.findall(text)
    if not words:
        return Shape(Kind.MARKS, "")
    if len(words) <= DATED_WORDS and any(char.isdigit() for char in text):
        return Shape(Kind.DATED, _pattern(text))
    return Shape(_kind_of(words), _script(text))


def _kind_of(words: list[str]) -> Kind:
    if all(word.isupper() for word in words) and max(map(len, words)) > 1:
        return Kind.ACRONYM
    weighty = [word for word in words if len(word) > _SHORT] or words[-1:]
    is_name = words[-1][0].isupper() and all(word[0].isupper() for word in weighty)
    return Kind.NAME if is_name else Kind.PLAIN


def _pattern(text: str) -> str:
    """The text with its digits as 9 (up to two) or 9999, and its words as a."""
    digits = _DIGITS.sub(lambda run: "9999" if len(run.group()) > 2 else "9", text)
    return _LETTERS.sub("a", digits).strip().rstrip(".")


def _script(text: str) -> str:
    """The script of the first letter, by its Unicode name: "LATIN", "CYRILLIC", "CJK"."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0]
