"""Ways in which two writings of an answer may differ and still be the same answer.

Each fold takes one such difference away. What must stay apart: texts that are marks alone ("+",
"?!"), marks that carry meaning ("C++", "C#", "O-", ".NET", "AT&T", "50%"), signs and separators
of numbers ("-5", "3.5", "1,000", "5!", "10²"), and combining marks of scripts that spell with them
(Devanagari vowel signs, Japanese voicing). Compatibility forms are read as what they stand for
(NFKD, Unicode Standard Annex #15): "ﬁ" is "fi", "５" is "5".
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType
from typing import Final

from quiz.marks import stream_safe


class Difference(StrEnum):
    """What can be forgiven between an answer and an accepted text."""

    CASE = "case"
    PUNCTUATION = "punctuation"
    ARTICLE = "article"
    DIACRITICS = "diacritics"
    SPACING = "spacing"


_LOOKALIKES: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u05f3\u00b4\u0060", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u05f4", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff\ufe0e\ufe0f", "")
    | dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)
"""Quotes, dashes and the minus that keyboards write differently, and invisible layout marks.

The two joiners (U+200C, U+200D) are not among them: they spell in Persian, Indic and emoji.
"""

_RAISED: Final = re.compile("[⁰¹²³⁴-⁹⁺⁻]+")
_AFTER_DIGIT: Final = re.compile("(?<=[0-9])(?=[¼-¾⅐-⅞↉])")
_OPERATOR_SPACE: Final = re.compile(" ?([+=<>/*^%&]) ?")
_DASH_SPACE: Final = re.compile("(?:^| )- ")
_ARTICLE: Final = re.compile(
    r"""^\s*(["'(]*)(?:(?:the|an)\s+(?=\w)|a\s+(?=[^\W\d_][\w\u0300-\u036f-]))""", re.IGNORECASE
)
"""A leading English article; "a" only before a word, because "a + b" and "A 4" are names."""

_ACCENTED_SCRIPTS: Final = ("LATIN ", "GREEK ", "CYRILLIC ")
_UNDECOMPOSED: Final = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "ı": "i"}
)
"""Latin letters that many keyboards lack and that NFKD does not take apart."""

_MEANINGFUL: Final = frozenset("#%&*/@\\_‰§†‡")
"""Punctuation by its Unicode category that is more than typography."""

_KEPT_AFTER_DIGITS: Final = frozenset("!'\"()[]{}")
"""Factorial, feet and inches, and the ends of intervals."""


def forgiven_between(
    given: str, accepted: str, forgivable: Collection[Difference]
) -> tuple[Difference, ...] | None:
    """The fewest differences to forgive for the two texts to be equal, `None` if all do not help.

    Empty when they are equal as they stand, or differ in the spelling of Unicode only.
    """
    if folded(given, forgivable) != folded(accepted, forgivable):
        return None
    ordered = [difference for difference in Difference if difference in forgivable]
    for size in range(len(ordered)):
        for some in combinations(ordered, size):
            if folded(given, some) == folded(accepted, some):
                return some
    return tuple(ordered)


def folded(text: str, differences: Collection[Difference]) -> str:
    """The text without these differences."""
    result = plain(text)
    for difference, fold in _FOLDS.items():
        if difference in differences:
            result = fold(result)
    return result


def plain(text: str) -> str:
    """The text in one spelling of Unicode, with nothing forgiven.

    Raised digits are written "^2", since "10²" is not "102"; "3½" is "3 1/2".
    """
    if text.isascii():
        return text.replace("`", "'")
    raised = _RAISED.sub(lambda found: f"^{found.group()}", text.translate(_LOOKALIKES))
    spelled = unicodedata.normalize("NFKD", stream_safe(_AFTER_DIGIT.sub(" ", raised)))
    return spelled.replace("\N{FRACTION SLASH}", "/").translate(_LOOKALIKES)


def _without_extra_space(text: str) -> str:
    single = " ".join(text.split())
    return _DASH_SPACE.sub("-", _OPERATOR_SPACE.sub(r"\1", single))


def _without_diacritics(text: str) -> str:
    """Without the marks over Latin, Greek and Cyrillic letters; other scripts keep theirs."""
    if text.isascii():
        return text
    kept: list[str] = []
    accents_fall = False
    for char in text:
        if not unicodedata.combining(char):
            accents_fall = unicodedata.name(char, "").startswith(_ACCENTED_SCRIPTS)
        elif accents_fall:
            continue
        kept.append(char)
    return "".join(kept).translate(_UNDECOMPOSED)


def _without_article(text: str) -> str:
    return _ARTICLE.sub(r"\1", text)


def _without_punctuation(text: str) -> str:
    """Without typographic marks and extra space beside them; unchanged if nothing else is there."""
    if _MARK.search(text) is None:
        return text
    spoken = "".join(_spoken(text, place) for place in range(len(text)))
    if spoken == text:
        return text
    return " ".join(spoken.split()) or text


def _spoken(text: str, place: int) -> str:
    """What stays of one character: itself, a space where it parts words, or nothing."""
    char = text[place]
    if char.isalnum() or char == " ":
        return char
    if not unicodedata.category(char).startswith("P") or _carries_meaning(text, place):
        return char
    return "" if char in ".'\"" else " "


_MARK: Final = re.compile(r"[^\w\s]|_")
_NEXT_WORD: Final = re.compile(r"\s*(\S)")


def _carries_meaning(text: str, place: int) -> bool:
    """Whether this punctuation mark tells one answer from another."""
    char = text[place]
    before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    next_word = _NEXT_WORD.match(text, place + 1)
    ahead = next_word.group(1) if next_word else ""
    if after.isdecimal() or (ahead.isdecimal() and not _is_letter(before)):
        return True
    if before.isdecimal() and char in _KEPT_AFTER_DIGITS:
        return not (char == "'" and _is_letter(after))
    match char:
        case "-":
            return not (_is_letter(before) and _is_letter(after))
        case ".":
            return _is_letter(after) and before.strip() == ""
        case _:
            return char in _MEANINGFUL


def _is_letter(char: str) -> bool:
    """Whether this is a letter or a mark on one; the empty string is not."""
    return char != "" and unicodedata.category(char)[0] in "LM"


_FOLDS: Final[Mapping[Difference, Callable[[str], str]]] = MappingProxyType(
    {
        Difference.SPACING: _without_extra_space,
        Difference.DIACRITICS: _without_diacritics,
        Difference.CASE: str.casefold,
        Difference.ARTICLE: _without_article,
        Difference.PUNCTUATION: _without_punctuation,
    }
)
"""The folds in the order they are applied: an article is told by the marks around it."""
