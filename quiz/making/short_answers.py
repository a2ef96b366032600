"""The short answer of a card, and the points of a long one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from quiz import key_points, outlines
from quiz.cards import (
    BasicContent,
    CardVersion,
    ChoiceContent,
    Content,
    KeyPoint,
    NumericContent,
    TypedContent,
)
from quiz.making.likeness import words

SHORT_CHARS = 80
SHORT_WORDS = 12
POINTS = 60
"""Points of one card that are looked at."""

POINT_CHARS = range(12, 241)
POINT_WORDS = range(3, 41)

_POINTING = (
    "following below above these those folgende folgenden folgendem diese dieser diesen "
    "suivant suivante suivants suivantes ces siguiente siguientes estos estas "
    "seguente seguenti questi queste seguinte seguintes estes volgende deze"
)
_OPTIONS_NAMED = frozenset(_POINTING.split())
"""Words by which a prompt points at its options, in several languages at once."""

_SWEEPING = re.compile(
    r"\b(all|none|both|neither|alle|keine|keiner|toutes?|tous|aucune?|todas?|todos|ninguna|"
    r"ninguno|tutti|tutte|nessuna|nessuno|nenhuma|nenhum)\b.{0,12}"
    r"\b(above|these|those|them|oben|genannten|davon|ci-dessus|anteriores|precedenti|acima)\b",
    re.IGNORECASE,
)
"""Options that speak of the other options."""


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """An answer that fits into a line; `accepted` are all texts that count, the shown one first."""

    text: str
    accepted: tuple[str, ...]


@lru_cache(maxsize=2_048)
def short_answer(content: Content) -> ShortAnswer | None:
    """The card's answer if it is one short text, else `None`."""
    texts = _texts(content)
    if not texts or not _is_short(texts[0]):
        return None
    return ShortAnswer(texts[0], texts)


def stands_alone(content: Content) -> bool:
    """Whether the prompt can be understood without the options of the card."""
    if not isinstance(content, ChoiceContent):
        return True
    return _OPTIONS_NAMED.isdisjoint(words(content.prompt[:1_000]))


def wrong_options(content: Content) -> tuple[str, ...]:
    """The author's own wrong options of a choice card."""
    if not isinstance(content, ChoiceContent):
        return ()
    texts = (option.text.strip() for option in content.options if not option.is_correct)
    return tuple(text for text in texts if _is_short(text))


@lru_cache(maxsize=2_048)
def points(content: Content) -> tuple[KeyPoint, ...]:
    """The points of a basic card's answer that can stand as an option or a statement.

    In reading order, without labels, without their children, neither very short nor very long.
    """
    if not isinstance(content, BasicContent):
        return ()
    outer = content.key_points or key_points.derive(content.answer)
    every = (point for top in outer for point in top.walk())
    usable = [
        point
        for point in every
        if not key_points.is_label(point)
        and len(point.text) in POINT_CHARS
        and len(point.text.split()) in POINT_WORDS
        and not point.text.endswith(":")
    ]
    return tuple(usable[:POINTS])


def point_texts(content: Content) -> tuple[str, ...]:
    """What the answer says, to bar it as a wrong option: each point, then rewordings."""
    if not isinstance(content, BasicContent):
        return ()
    outer = content.key_points or key_points.derive(content.answer)
    every = [point for top in outer for point in top.walk()]
    texts = [point.text for point in every]
    texts += [text for point in every for text in point.alternatives]
    return tuple(texts[: 2 * POINTS])


def _texts(content: Content) -> tuple[str, ...]:
    """All texts of the answer, the shown one first; empty when it is not one text."""
    match content:
        case TypedContent():
            return tuple(text.strip() for text in content.accepted)
        case NumericContent():
            value = content.value.strip()
            return (f"{value} {content.unit}", value) if content.unit else (value,)
        case ChoiceContent():
            right = [option.text.strip() for option in content.options if option.is_correct]
            return tuple(right) if len(right) == 1 and not content.multiple else ()
        case BasicContent():
            return _basic_texts(content)
        case _:
            return ()


def _basic_texts(content: BasicContent) -> tuple[str, ...]:
    """The answer in one line and its rewordings; empty when there are several points."""
    answer = content.answer.strip()
    if len(answer) > 2 * SHORT_CHARS or len(answer.splitlines()) > 1:
        return ()
    derived = key_points.derive(answer)
    outer = content.key_points or derived
    if len(derived) != 1 or derived[0].children or len(outer) != 1 or outer[0].children:
        return ()
    text = outlines.without_emphasis(derived[0].text)
    return tuple(dict.fromkeys((text, *outer[0].alternatives)))


def _is_short(text: str) -> bool:
    fits = 0 < len(text) <= SHORT_CHARS and len(text.split()) <= SHORT_WORDS
    return fits and "\n" not in text and _SWEEPING.search(text) is None


def can_be_paired(card: CardVersion) -> bool:
    """Whether the prompt can stand on the left of a pair: short, in one line, no choice card's,
    to which an answer of another card might be right as well."""
    prompt = card.content.prompt.strip()
    fits = 0 < len(prompt) <= 2 * SHORT_CHARS and "\n" not in prompt
    return fits and not isinstance(card.content, ChoiceContent)
