"""What stands around a card in its deck, as far as a typing error could turn an answer into it.

Other cards' short answers and the words of the deck's texts, those within a few typing errors of
something that the question accepts, the nearest first. They guard the grader and are never shown.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from quiz.card_texts import answer_texts
from quiz.cards import CardVersion, ClozeContent, TypedContent
from quiz.making.short_answers import short_answer
from quiz.questions import Asked, Surroundings

MOST_OTHERS = 20
MOST_WORDS = 40
ERRORS = 4
"""Typing errors up to which a text is near; in short texts, up to half of their letters."""

ACCEPTED = 100
"""Accepted texts that are looked at, and words of them."""

READ_CHARS = 60_000
"""Characters of the deck that are read for words."""

DISTINCT_WORDS = 6_000

_WORD = re.compile(r"[^\W\d_]{3,40}")


def around(asked: Asked, others: Sequence[CardVersion]) -> Surroundings:
    """What stands around a question to type, among these cards; empty for other questions."""
    accepted = _accepted(asked)
    if not accepted:
        return Surroundings()
    own = {text.casefold() for text in accepted}
    answers = (text for card in others for text in _answers(card) if text.casefold() not in own)
    parts = tuple(dict.fromkeys(word for text in accepted for word in _WORD.findall(text)))
    known = {word.casefold() for word in parts} | own
    words = islice(_words(asked, others, known), DISTINCT_WORDS)
    near_words = _near(parts[:ACCEPTED], tuple(words))
    return Surroundings(
        others=_near(accepted, tuple(dict.fromkeys(answers)))[:MOST_OTHERS],
        words=near_words[:MOST_WORDS],
    )


def _accepted(asked: Asked) -> tuple[str, ...]:
    match asked:
        case TypedContent():
            return asked.accepted[:ACCEPTED]
        case ClozeContent():
            return tuple(text for gap in asked.gaps for text in gap.accepted)[:ACCEPTED]
        case _:
            return ()


def _answers(card: CardVersion) -> tuple[str, ...]:
    """What the other card accepts."""
    if isinstance(card.content, ClozeContent):
        return _accepted(card.content)
    answer = short_answer(card.content)
    return () if answer is None else answer.accepted


def _words(asked: Asked, others: Sequence[CardVersion], known: Collection[str]) -> Iterator[str]:
    """The words of the question's prompt and of the other cards, each once, in small letters."""
    seen = set(known)
    left = READ_CHARS
    for text in _texts(asked, others):
        for found in _WORD.finditer(text[: max(left, 0)].casefold()):
            if found.group() not in seen:
                seen.add(found.group())
                yield found.group()
        left -= len(text)


def _texts(asked: Asked, others: Iterable[CardVersion]) -> Iterator[str]:
    yield asked.prompt
    for card in others:
        yield card.content.prompt
        yield from answer_texts(card.content)


def _near(accepted: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Those offered that are within a few typing errors of an accepted text, nearest first."""
    folded = [text.casefold() for text in offered]
    nearest: dict[int, int] = {}
    for text in accepted:
        errors = min(ERRORS, max(1, len(text) // 2))
        found = process.extract(
            text.casefold(), folded, scorer=OSA.distance, score_cutoff=errors, limit=None
        )
        for _, distance, place in found:
            nearest[place] = min(distance, nearest.get(place, distance))
    order = sorted(nearest, key=lambda place: (nearest[place], offered[place]))
    return tuple(offered[place] for place in order)
