"""What is sound about a card and yet will grade badly: told to its author, and stored nowhere.

`quiz.card_rules` refuses; these warn. Each warning points at a field of the card and says the way
out. They look at one card alone, and know of a language which words say nothing by themselves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import assert_never

from quiz import card_rules
from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    Content,
    MatchingContent,
    NumericContent,
    OrderingContent,
    TypedContent,
)
from quiz.grading.recall.lexicons import Lexicon, lexicon
from quiz.grading.recall.texts import read
from quiz.grading.recall.tongues import detected
from quiz.key_points import is_label
from quiz.languages import base_language
from quiz.markdown import to_text
from quiz.words import folded

MANY_POINTS = 12
"""More gradable points than this are a lot to recall at once."""
LONG_POINT_WORDS = 30
LONG_ANSWER_WORDS = 40
"""An answer of more words than this usually says more than one thing."""
LONGER_KEY = 1.5
LONGER_KEY_CHARS = 20
"""The correct option is much longer when it is both: so many times, and so many characters."""
MOST = 50
"""Warnings of one card; mending them shows the rest."""

_WORD = re.compile(r"\w+")


class WarningCode(StrEnum):
    """What will grade badly."""

    NO_POINTS = "no_points"
    TOO_MANY_POINTS = "too_many_points"
    ONE_POINT_ONLY = "one_point_only"
    VERY_LONG_POINT = "very_long_point"
    NO_CONTENT_WORDS = "no_content_words"
    DUPLICATE_POINTS = "duplicate_points"
    ANSWER_IS_PROMPT = "answer_is_prompt"
    ANSWER_IN_PROMPT = "answer_in_prompt"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    SIMILAR_TEXTS = "similar_texts"
    NO_TOLERANCE = "no_tolerance"
    WIDE_TOLERANCE = "wide_tolerance"
    KEY_STANDS_OUT = "key_stands_out"
    NOTHING_WRONG = "nothing_wrong"


@dataclass(frozen=True, slots=True)
class CardWarning:
    """What will grade badly, the JSON pointer of the field, and the way out."""

    code: WarningCode
    pointer: str
    message: str


def warnings_of(content: Content, *, language: str | None) -> tuple[CardWarning, ...]:
    """The warnings of sound content, at most `MOST`; `language` is a BCP 47 tag."""
    return tuple(islice(_each(content, language), MOST))


def _each(content: Content, language: str | None) -> Iterator[CardWarning]:
    match content:
        case BasicContent():
            yield from _basic(content, language)
        case ChoiceContent():
            yield from _choice(content)
        case TypedContent():
            yield from _accepted("/accepted", content.accepted, content.prompt)
        case NumericContent():
            yield from _numeric(content)
        case ClozeContent():
            for place, gap in enumerate(content.gaps):
                yield from _accepted(f"/gaps/{place}/accepted", gap.accepted, content.prompt)
        case MatchingContent():
            pairs = content.pairs
            yield from _similar([(f"/pairs/{n}/left", p.left) for n, p in enumerate(pairs)])
            rights = [(f"/pairs/{n}/right", p.right) for n, p in enumerate(pairs)]
            rights += [(f"/distractors/{n}", text) for n, text in enumerate(content.distractors)]
            yield from _similar(rights)
        case OrderingContent():
            yield from _similar([(f"/items/{n}", text) for n, text in enumerate(content.items)])
        case _:
            assert_never(content)


def _basic(content: BasicContent, language: str | None) -> Iterator[CardWarning]:
    if _plain(content.answer) == _plain(content.prompt):
        message = "The answer says the same as the prompt, so whoever repeats it is right."
        yield CardWarning(WarningCode.ANSWER_IS_PROMPT, "/answer", message)
    walked = card_rules.walk(content.key_points)
    graded = [(at, point) for at, point, _ in walked if not is_label(point)]
    yield from _count(content, len(graded))
    known = lexicon(base_language(language) or detected(_plain(content.answer).split()))
    seen: dict[str, str] = {}
    for pointer, point in graded:
        yield from _point(f"{pointer}/text", point.text, known)
        words = _plain(point.text)
        if words and words in seen:
            message = f"{point.text!r} stands at {seen[words]} already, and counts twice."
            yield CardWarning(WarningCode.DUPLICATE_POINTS, f"{pointer}/text", message)
        seen.setdefault(words, pointer)


def _count(content: BasicContent, graded: int) -> Iterator[CardWarning]:
    words = len(_WORD.findall(to_text(content.answer)))
    if graded == 0:
        message = "There is nothing to grade; leave `key_points` out to read them from the answer."
        yield CardWarning(WarningCode.NO_POINTS, "/key_points", message)
    elif graded == 1 and words > LONG_ANSWER_WORDS:
        message = (
            f"The answer has {words} words and is graded as one point; write one point to a line, "
            "or give `key_points`."
        )
        yield CardWarning(WarningCode.ONE_POINT_ONLY, "/key_points", message)
    elif graded > MANY_POINTS and content.required is None:
        message = (
            f"All of {graded} points are asked for; set `required` to how many of the "
            f"{len(content.key_points)} outermost ones make a full answer, or split the card."
        )
        yield CardWarning(WarningCode.TOO_MANY_POINTS, "/required", message)


def _point(pointer: str, text: str, known: Lexicon) -> Iterator[CardWarning]:
    words = read(text, known).words
    if len(words) > LONG_POINT_WORDS:
        message = f"This point has {len(words)} words; split it into points that say one thing."
        yield CardWarning(WarningCode.VERY_LONG_POINT, pointer, message)
    if all(word.is_function for word in words):
        message = f"{text!r} has no word that could be recognised; say more, or take it out."
        yield CardWarning(WarningCode.NO_CONTENT_WORDS, pointer, message)


def _choice(content: ChoiceContent) -> Iterator[CardWarning]:
    options = content.options
    keys = [len(to_text(option.text)) for option in options if option.is_correct]
    others = [len(to_text(option.text)) for option in options if not option.is_correct]
    if not others:
        message = "Every option is correct, so ticking all of them is; add one that is not."
        yield CardWarning(WarningCode.NOTHING_WRONG, "/options", message)
    elif keys and min(keys) > max(max(others) * LONGER_KEY, max(others) + LONGER_KEY_CHARS):
        message = "What is correct is much longer than every other option, which gives it away."
        yield CardWarning(WarningCode.KEY_STANDS_OUT, "/options", message)
    seen: set[str] = set()
    for place, option in enumerate(options):
        words = " ".join(option.text.split()).casefold()
        if words and words in seen:
            message = f"{option.text!r} stands there twice; nobody can tell which one is meant."
            yield CardWarning(WarningCode.SIMILAR_TEXTS, f"/options/{place}/text", message)
        seen.add(words)


def _accepted(pointer: str, accepted: Sequence[str], prompt: str) -> Iterator[CardWarning]:
    asked = f" {_plain(card_rules.GAP_MARK.sub(' ', prompt))} "
    for place, text in enumerate(accepted):
        words = _plain(text)
        if not words:
            message = f"{text!r} is nothing but punctuation, which is left out when comparing."
            yield CardWarning(WarningCode.NOTHING_TO_COMPARE, f"{pointer}/{place}", message)
        elif f" {words} " in asked:
            message = f"The prompt has {text!r} in it, which may give the answer away."
            yield CardWarning(WarningCode.ANSWER_IN_PROMPT, f"{pointer}/{place}", message)


def _numeric(content: NumericContent) -> Iterator[CardWarning]:
    value, absolute, relative = content.value, content.tolerance, content.relative_tolerance
    if "." in value and absolute is None and relative is None:
        message = (
            f"Only {value} itself is right, and no other way to round it; set `tolerance` or "
            "`relative_tolerance`."
        )
        yield CardWarning(WarningCode.NO_TOLERANCE, "/tolerance", message)
    if card_rules.is_date(value) or "/" in value:
        return
    size = abs(float(value))
    if relative is not None and size == 0:
        message = "A share of 0 is 0; use `tolerance`."
        yield CardWarning(WarningCode.NO_TOLERANCE, "/relative_tolerance", message)
    elif relative is not None and relative >= 1:
        message = "From 1 on, 0 counts as right; 0.05 stands for five percent."
        yield CardWarning(WarningCode.WIDE_TOLERANCE, "/relative_tolerance", message)
    elif absolute is not None and 0 < size <= absolute:
        message = "So wide a tolerance takes 0 as right."
        yield CardWarning(WarningCode.WIDE_TOLERANCE, "/tolerance", message)


def _similar(placed: Sequence[tuple[str, str]]) -> Iterator[CardWarning]:
    """Texts that are shown as different ones and differ in nothing that a reader would see."""
    seen: dict[str, str] = {}
    for pointer, text in placed:
        first = seen.setdefault(folded(text), text.strip())
        if first != text.strip():
            message = (
                f"{text.strip()!r} and {first!r} are shown as different texts; write them alike."
            )
            yield CardWarning(WarningCode.SIMILAR_TEXTS, pointer, message)


def _plain(text: str) -> str:
    """The folded words of a text, without marks."""
    return " ".join(_WORD.findall(folded(to_text(text))))
