"""Whether the words that an optional grader quotes may speak for a point.

They must stand in the answer, verbatim but for white space, outside sentences that instruct the
grader; be a passage and not the whole of it; say something that the question does not; and
neither deny what the point states nor name other numbers. The same words speak for few points.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from quiz.grading.proposals import ProposedPoint
from quiz.grading.recall.patterns import Pattern
from quiz.grading.recall.polarity import denied
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Word
from quiz.marks import stream_safe

LONGEST: Final = 24
SLACK: Final = 8
"""A quote has at most `LONGEST` words, or `SLACK` more than twice the point's own."""

POINTS: Final = 2
"""The same words may speak for so many points."""


def once_each(proposed: Sequence[ProposedPoint]) -> list[ProposedPoint]:
    """The points without quotes that are given for more than `POINTS` of them."""
    given = Counter(_plain(each.quote) for each in proposed)
    return [
        each if given[_plain(each.quote)] <= POINTS else replace(each, quote=None)
        for each in proposed
    ]


def speaks_for(quote: str, wordings: Sequence[Pattern], scene: Scene) -> bool:
    """Whether the quote may show the point, in one of its wordings."""
    places = _places(_plain(quote), scene)
    words = [scene.answer.text.words[place] for place in places]
    if not any(not word.is_function and word.stem not in scene.asked for word in words):
        return False
    is_denied = not scene.denied.words.isdisjoint(places)
    return any(
        len(words) <= max(LONGEST, SLACK + 2 * len(wording.text.words))
        and _agree(_numbers(words), _numbers(wording.text.words))
        and is_denied == bool(denied(wording.text, scene.answer.language).words)
        for wording in wordings
    )


def _plain(quote: str | None) -> str:
    return " ".join(stream_safe(quote or "").split())


def _places(quote: str, scene: Scene) -> range:
    """The words of the answer that are quoted, none if they do not stand there."""
    text = scene.answer.text
    pattern = r"\s+".join(map(re.escape, quote.split()))
    found = re.search(pattern, text.source) if quote else None
    if found is None:
        return range(0)
    inside = [
        place
        for place, word in enumerate(text.words)
        if word.start >= found.start() and word.end <= found.end()
    ]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _numbers(words: Sequence[Word]) -> set[str]:
    return {word.stem for word in words if word.is_number}


def _agree(given: set[str], wanted: set[str]) -> bool:
    return not given or not wanted or bool(given & wanted)
