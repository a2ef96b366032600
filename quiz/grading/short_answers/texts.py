"""A text made ready to be compared: folded, cut into words, and read as a measure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from quiz.grading.folding import Difference, folded, plain
from quiz.grading.short_answers import languages, measures, tokens, variants
from quiz.grading.short_answers.measures import Measure
from quiz.grading.short_answers.recall import Needs, needs_of
from quiz.grading.short_answers.tokens import Token

_ALL: Final = frozenset(Difference)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TAG: Final = re.compile(r"</?[a-zA-Z]{1,10}/?>")
_ELIDED: Final = re.compile(r"^[ld]'(?=\w{2})", re.IGNORECASE)
_SYMBOLIC: Final = re.compile(
    r"[=^<>{}|\\~√∑∫≤≥≠→⇒]|\w\(|\w[*+]\w|[0-9]/\w|^[-+./]\w|^\w{1,2}[-+]$|^\w/\w$|_\w|[#+]$|\w\.\w+\("
)
_JOINED: Final = re.compile(
    r"(?<=[^\W\d_])[ /*-](?=[^\W_])|(?<=[0-9])[ *-](?=[^\W\d_])|(?<=[0-9]) ?(?=:)|(?<=:) ?(?=[0-9])"
)


@dataclass(frozen=True, slots=True)
class Strictness:
    """Which differences count: case, diacritics. Typing errors are no way round them."""

    cased: bool = False
    accented: bool = False

    @property
    def folds(self) -> frozenset[Difference]:
        """What is folded away before texts are compared."""
        kept = {Difference.CASE} if self.cased else set()
        return _ALL - kept - ({Difference.DIACRITICS} if self.accented else set())


@dataclass(frozen=True, slots=True)
class Text:
    """One text in its forms.

    `base` is folded as far as the card allows and has no leading article, `squeezed` has no space
    between letters either, `bare` is folded all the way. `is_symbolic` tells formulae and code,
    which are equal or not, and never nearly.
    """

    written: str
    base: str
    squeezed: str
    bare: str
    article: str | None
    tokens: tuple[Token, ...]
    is_symbolic: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One reading of an accepted text, with the measure that it is, if it is one."""

    accepted: str
    text: Text
    measure: Measure | None
    needs: Needs


def cleaned(text: str) -> str:
    """The text without control characters, in one line with single spaces."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def is_empty(line: str, accepted: Sequence[str]) -> bool:
    """Whether a text has no letter, digit or symbol, and is none of the accepted texts."""
    if any(char.isalnum() for char in line):
        return False
    return not plain(line).strip() or line not in map(cleaned, accepted)


def without_markup(text: str) -> str:
    """The text without tags of HTML, unless nothing else is there."""
    found = " ".join(_TAG.sub(" ", text).split()) if "<" in text else text
    return found or text


def prepare(text: str, code: str | None, strictness: Strictness) -> Text:
    """The forms of a text in a language (its primary code, `None` if not known)."""
    base, article = _without_lead(folded(_unelided(text), strictness.folds), code)
    bare, _ = _without_lead(folded(_unelided(text), _ALL), code)
    return Text(
        written=text,
        base=base,
        squeezed=_JOINED.sub("", base),
        bare=bare,
        article=article,
        tokens=tokens.of(text, code, strictness.cased, strictness.accented),
        is_symbolic=_SYMBOLIC.search(plain(text)) is not None,
    )


@lru_cache(maxsize=4096)
def keys_of(accepted: str, code: str | None, strictness: Strictness) -> tuple[Key, ...]:
    """The readings of an accepted text, the text itself first; kept, because decks repeat."""
    text = cleaned(accepted)
    measure = measures.alone(" ".join(plain(text).split()), code)
    readings = (text,) if measure else (*variants.of(text), *variants.without_umlauts(text))
    found = []
    for reading in readings:
        own = measure or measures.alone(" ".join(plain(reading).split()), code)
        prepared = prepare(reading, code, strictness)
        found.append(
            Key(accepted, prepared, own, needs_of(prepared.tokens, code, is_one="," not in reading))
        )
    return tuple(found)


def _unelided(text: str) -> str:
    return _ELIDED.sub("", text.replace("\u2019", "'")) if text[1:2] in ("'", "\u2019") else text


def _without_lead(text: str, code: str | None) -> tuple[str, str | None]:
    """The text without the articles it begins with, and the first of them."""
    first, _, rest = text.partition(" ")
    if rest[:1].isalpha() and len(rest) > 1 and first.casefold() in languages.articles(code):
        return rest, first.casefold()
    return text, None
