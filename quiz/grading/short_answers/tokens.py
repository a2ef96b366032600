"""The words of a text in the form in which they are compared."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from quiz.grading.folding import Difference, folded, plain
from quiz.grading.short_answers import languages, spellings

MOST_TOKENS: Final = 400
"""Words that are looked at in one text."""

_FOLDS: Final = frozenset(Difference) - {Difference.ARTICLE}
_RANGE: Final = re.compile(r"(?<![0-9-])([0-9]{2})([0-9]{2}) ?- ?([0-9]{2})(?![0-9-])")
_WORLD_WAR: Final = re.compile(r"\bww ?(?=(?:ii?|1|2)\b)", re.IGNORECASE)
_NUMBER_SIGN: Final = re.compile(r"(?:\b(?:no|nr)\.? ?|# ?)(?=[0-9])", re.IGNORECASE)
_GROUPED: Final = re.compile(r"(?<=[0-9])[,'](?=[0-9]{3}(?![0-9]))")
_PARTED: Final = re.compile(
    r"(?<=[^\W\d_])[-/](?=[^\W_])|(?<=[0-9])-(?=[^\W_])|(?<=[^\W\d_])-(?=[0-9])"
)
_EDGE: Final = "()[]{}.,;:!?\"'*_/\\|<>=~-–"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as `written`, as `text` folded as far as the card allows, and `bare` of all.

    `light` is shared by spellings, plurals and verb forms, `form` by everything of one stem.
    `number` is what it counts, if it is a number; `is_function` tells a word of grammar.
    """

    written: str
    text: str
    bare: str
    light: str
    form: str
    number: int | None
    is_function: bool
    is_negator: bool


def of(
    text: str, code: str | None, cased: bool = False, accented: bool = False
) -> tuple[Token, ...]:
    """The tokens of a text, in its order; "1914-18" is two, "twenty-three" one.

    `cased` and `accented` keep case and diacritics in the `text` of each.
    """
    line = _NUMBER_SIGN.sub("number ", _WORLD_WAR.sub("world war ", " ".join(plain(text).split())))
    spaced = _RANGE.sub(r"\1\2 \1\3", _GROUPED.sub("", line))
    written = _PARTED.sub(" ", spaced).split()[:MOST_TOKENS]
    found: list[Token] = []
    for piece in written:
        token = _token(piece, code, cased, accented)
        if token is None:
            continue
        last = found[-1] if found else None
        if last and token.written in ("I", "V", "X"):
            token = replace(token, is_function=False)
        if last and token.number and _is_compound(last, token):
            number = (last.number or 0) + token.number
            whole = f"{last.written} {token.written}"
            token = _numeral(whole, f"{last.text} {token.text}", number)
            found.pop()
        found.append(token)
    return tuple(found)


def _is_compound(tens: Token, ones: Token) -> bool:
    """Whether "twenty" and "three" or "third" stand side by side."""
    are_words = tens.written.isalpha() and ones.written[0].isalpha()
    return are_words and tens.number in range(20, 100, 10) and ones.number in range(1, 10)


def _numeral(written: str, text: str, number: int) -> Token:
    form = f"#{number}"
    return Token(written, text, text, form, form, number, is_function=False, is_negator=False)


@lru_cache(maxsize=8192)
def _token(piece: str, code: str | None, cased: bool, accented: bool) -> Token | None:
    stripped = piece.strip(_EDGE) or piece
    if piece.startswith(("-", ".")) and stripped[:1].isdecimal():
        stripped = piece[0] + stripped
    if not any(char.isalnum() or char in "+-%&#$€£*" for char in stripped):
        return None
    bare = folded(stripped, _FOLDS).strip()
    kept = ({Difference.CASE} if cased else set()) | (
        {Difference.DIACRITICS} if accented else set()
    )
    text = folded(stripped, _FOLDS - kept).strip() if kept else bare
    low = bare.replace("'", "")
    is_negator = low in languages.negators(code) or (low.endswith("nt") and "'" in stripped)
    is_function = is_negator or low in languages.function_words(code)
    number = None if is_function else spellings.number_of(low, code)
    if number is not None:
        return _numeral(stripped, text, number)
    american = spellings.american(low)
    is_kept = cased or accented
    return Token(
        written=stripped,
        text=text,
        bare=bare,
        light=text if is_kept else spellings.light(american, code),
        form=text if is_kept else spellings.stem(american, code),
        number=None,
        is_function=is_function,
        is_negator=is_negator,
    )
