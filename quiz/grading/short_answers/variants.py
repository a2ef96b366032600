"""The answers that one accepted text stands for.

Authors put several into one text: "gray; grey", "Lurking/confounding variables", "Arithmetic
logic unit (ALU)", "colo(u)r", "(Vladimir) Lenin", "x = 5". What is no alternative stays whole:
units ("km/h"), fractions, short pairs ("TCP/IP", "and/or"), and enumerations ("a, b and c").
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

MOST_VARIANTS: Final = 24
MOST_READINGS: Final = 8
"""Of one text with parentheses."""

_PARENTHESES: Final = re.compile(r"\(([^()]{1,200})\)|\[([^\[\]]{1,200})\]")
_ALSO: Final = re.compile(
    r"^(?:or|also|aka|a\.k\.a\.|i\.e\.|also known as|also called|oder|ou|auch|=)[ ,:]+(.+)$",
    re.IGNORECASE,
)
_KNOWN_AS: Final = re.compile(
    r",? (?:a\.?k\.?a\.?|also known as|also called|i\.e\.),? ", re.IGNORECASE
)
_SEMICOLON: Final = re.compile(r"\s*;\s*|\s+\|\s+|\s+/\s+|\n+")
_OR: Final = re.compile(r",?\s+(?:or|oder|или)\s+", re.IGNORECASE)
_SLASH: Final = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
_PLACE: Final = re.compile(
    r"([^\W\d_a-z][^\s,]*(?: [^\s,]+){0,2})"
    r", (?!.*\b(?:and|und|et|y|e|&) )[^\W\d_a-z][^\s,]*(?: [^\s,]+){0,2}"
)
"""A place with the one it is in, or a surname with a first name: "Paris, France"."""
_EQUATION: Final = re.compile(r"^[^\W\d_]\w{0,3}\s?=\s?(\S.*)$")
_FORMULA: Final = re.compile(r"(?:[A-Z][a-z]?[0-9₀-₉]{0,2}){1,6}[+-]?")
"""A chemical formula or symbol."""

_LONGEST_OPTIONAL: Final = 3
_EDGES: Final = " ,;:-–"


@lru_cache(maxsize=4096)
def of(text: str) -> tuple[str, ...]:
    """The text itself, then what else it stands for; no text twice, at most 24."""
    found: list[str] = [text]
    for part in _parts(text):
        for reading in islice(_read_parentheses(part), MOST_READINGS):
            for choice in _choices(reading):
                cleaned = " ".join(choice.split())
                cleaned = cleaned if choice == text else cleaned.strip(_EDGES)
                if cleaned and cleaned not in found:
                    found.append(cleaned)
    return tuple(found[:MOST_VARIANTS])


def _parts(text: str) -> list[str]:
    """The text cut at semicolons outside parentheses."""
    if ";" in text and _PARENTHESES.search(text):
        inside = [match.span() for match in _PARENTHESES.finditer(text)]
        cuts = [
            match.span()
            for match in _SEMICOLON.finditer(text)
            if not any(start < match.start() < end for start, end in inside)
        ]
        edges = [0, *(place for cut in cuts for place in cut), len(text)]
        return [text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]
    return [part for part in _SEMICOLON.split(text) if part.strip()]


def _read_parentheses(text: str) -> Iterator[str]:
    """The text with and without what stands in parentheses, and that alone where it is a name.

    One reading after the other as they are taken: each pair of parentheses doubles them.
    """
    found = _PARENTHESES.search(text)
    if found is None:
        yield text
        return
    inner = (found.group(1) or found.group(2)).strip()
    before, after = text[: found.start()], text[found.end() :]
    if not (before + after).strip(_EDGES):
        yield inner
        return
    is_attached = before[-1:].isalpha() or after[:1].isalpha()
    if is_attached:
        is_optional = inner.isalpha() and len(inner) <= _LONGEST_OPTIONAL
        yield from (before + after, before + inner + after) if is_optional else (text,)
        return
    outer = f"{before.rstrip()} {after.lstrip()}".strip()
    also = _ALSO.match(inner)
    whole = f"{before.rstrip()} {inner} {after.lstrip()}".strip()
    readings = [outer] if also else [outer, whole]
    if also:
        readings.append(also.group(1))
    elif (
        is_short_for(inner, outer)
        or is_short_for(outer, inner)
        or _FORMULA.fullmatch(inner)
        or _is_synonym(inner)
    ):
        readings.append(inner)
    for reading in readings:
        yield from _read_parentheses(reading)


def is_short_for(short: str, long: str) -> bool:
    """Whether capitals abbreviate a longer text: "ALU", "DNA", "USSR"."""
    letters = [char for char in short if char.isalnum()]
    is_name = 2 <= len(letters) <= 8 and " " not in short.strip() and short[:1].isalpha()
    if not is_name or sum(char.isupper() for char in letters) < 2 or len(long) < 2 * len(letters):
        return False
    rest = iter(long.casefold())
    return long[:1].casefold() == letters[0].casefold() and all(
        letter.casefold() in rest for letter in letters
    )


_NO_SYNONYM: Final = re.compile(
    r"(?:in|of|on|at|for|by|with|from|to|the|a|an|not|e\.g\.|i\.e\.|see|plural|singular|verb|noun"
    r"|adj\w*|adv\w*|formal|informal|masc\w*|fem\w*|neuter|past|present|optional|any|etc)\b",
    re.IGNORECASE,
)


def _is_synonym(inner: str) -> bool:
    """Whether parentheses hold another word for the thing: "femur (thigh bone)".

    Names ("Hanoi (Vietnam)"), short notes ("(kg)") and remarks ("(in plants)") do not.
    """
    is_plain = inner.islower() and inner.replace(" ", "").replace("-", "").isalpha()
    return is_plain and len(inner) > _LONGEST_OPTIONAL and _NO_SYNONYM.match(inner) is None


_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"}
)


def without_umlauts(text: str) -> tuple[str, ...]:
    """The text with its umlauts written out, if it has any."""
    composed = unicodedata.normalize("NFC", text)
    written = composed.translate(_UMLAUTS)
    return (written,) if written != composed else ()


def _choices(text: str) -> list[str]:
    """The alternatives that "or" and slashes name, then the text itself."""
    known_as = _KNOWN_AS.split(text)
    if len(known_as) > 1:
        return known_as
    sides = _OR.split(text)
    if len(sides) > 1 and all(side.strip() for side in sides) and len(sides) <= 6:
        return [*_shared_tail(sides), text]
    words = text.split()
    for place, word in enumerate(words):
        options = _SLASH.split(word)
        if len(options) > 1 and all(_is_choice(option) for option in options):
            rest = words[:place], words[place + 1 :]
            return [" ".join((*rest[0], option, *rest[1])) for option in options]
    within = _PLACE.fullmatch(text)
    if within:
        return [text, within.group(1)]
    equation = _EQUATION.match(text)
    return [text, equation.group(1)] if equation else [text]


def _shared_tail(sides: list[str]) -> list[str]:
    """The sides, and a single word before "or" with what follows the word after it."""
    found = list(sides)
    tail = sides[-1].split()[1:]
    if tail:
        found += [" ".join((side, *tail)) for side in sides[:-1] if len(side.split()) == 1]
    return found


def _is_choice(word: str) -> bool:
    """Whether a word beside a slash is a name of its own, and no unit, suffix or letter."""
    bare = word.strip("().,'\"-")
    return len(bare) >= 3 and not bare.isupper()
