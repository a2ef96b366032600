"""Whether words of a point have changed places: what is compared, what is made of what.

"Keys to values" and "values to keys" share every word. The *slots* of a word are what stands beside
it: the words of content before and after it in its clause, and "to", "from" or "than" before it;
those that two words share tell nothing. Two words of a point are exchanged when each has left its
slots and stands in those of the other. Words in a list ("A, B and C") may come in any order, words
that stand together in both texts move together, and a change between active and passive exchanges
nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.denials import COVERED
from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Text

TERMS: Final = 16
"""So many words of a point are held against each other, the first ones."""

LISTED: Final = 2
"""A listed thing has so many words of content at the most."""

_COMMA: Final = re.compile(r"[,;/&]")
_BREAK: Final = re.compile(r"[^\s'’-]")

THAN: Final = ">"

Slots = frozenset[str]
Pair = tuple[Slots, Slots]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A text with the stem that each place is read as, and where the compared stems stand."""

    text: Text
    stems: tuple[str, ...]
    places: Mapping[str, int]
    language: Lexicon


def has_exchanged_places(coverage: Coverage, scene: Scene) -> bool:
    """Whether two words of the point stand in each other's slots in the window."""
    if coverage.value < COVERED or not scene.language.coordinating:
        return False
    point, window = _placed(coverage, scene)
    if any(w.stem in scene.language.symmetric and not w.is_function for w in point.text.words):
        return False
    if _has_agent(point, 0, len(point.stems) - 1) is not _has_agent(window, *_ends(coverage)):
        return False
    together = frozenset(_together(point) & _together(window))
    apart = _together(point) | _together(window)
    for one, other in combinations(list(window.places)[:TERMS], 2):
        if (one, other) in apart or (other, one) in apart:
            continue
        if _are_listed(point, one, other) or _are_listed(window, one, other):
            continue
        here, there = (
            (_slots(placed, one, together, {other}), _slots(placed, other, together, {one}))
            for placed in (point, window)
        )
        if _are_crossed(here, there) or _are_compared(here, there):
            return True
    return False


def _ends(coverage: Coverage) -> tuple[int, int]:
    return coverage.first, coverage.last


def _placed(coverage: Coverage, scene: Scene) -> tuple[_Placed, _Placed]:
    """The point and the answer, with the places of words of content that each has once
    (the answer: in its window, or anywhere)."""
    pattern, text = coverage.pattern.text, scene.answer.text
    own = tuple(word.stem for word in pattern.words)
    here = {stem: own.index(stem) for stem in own if own.count(stem) == 1}
    read_as = [word.stem for word in text.words]
    there: dict[str, int] = {}
    for term, found in zip(coverage.pattern.terms, coverage.found, strict=True):
        if found is None or term.is_function:
            continue
        for place in found.places:
            read_as[place] = term.stem
        inside = [place for place in found.places if place in coverage.window] or found.places
        if len(inside) == 1 and term.stem in here and not term.is_number:
            there[term.stem] = inside[0]
    return (
        _Placed(pattern, own, {stem: here[stem] for stem in there}, scene.language),
        _Placed(text, tuple(read_as), there, scene.language),
    )


def _together(placed: _Placed) -> set[tuple[str, str]]:
    """The stems that stand side by side, in their order."""
    at = {place: stem for stem, place in placed.places.items()}
    return {(stem, at[place + 1]) for place, stem in at.items() if place + 1 in at}


def _slots(
    placed: _Placed, stem: str, together: frozenset[tuple[str, str]], others: set[str]
) -> Slots:
    """What stands beside a word, and the direction it is in."""
    place = placed.places[stem]
    first = last = place
    while first > 0 and (placed.stems[first - 1], placed.stems[first]) in together:
        first -= 1
    while last + 1 < len(placed.stems) and (placed.stems[last], placed.stems[last + 1]) in together:
        last += 1
    found = set(_beside(placed, first, last, others))
    language = placed.language
    directions = {"to": language.towards, "from": language.away, THAN: language.comparing}
    for at in range(first - 1, max(-1, first - 3), -1):
        bare = placed.text.words[at].bare
        found.update(sign for sign, words in directions.items() if bare in words)
        if bare not in placed.language.articles:
            break
    return frozenset(found)


def _beside(placed: _Placed, first: int, last: int, others: set[str]) -> Iterator[str]:
    """The nearest words of content before and after some words, up to a comma or an "and"."""
    words, source = placed.text.words, placed.text.source
    for step, place in ((-1, first), (1, last)):
        while 0 <= place + step < len(words):
            one, other = sorted((place, place + step))
            place += step
            is_break = _BREAK.search(source, words[one].end, words[other].start) is not None
            if is_break or words[place].bare in placed.language.coordinating:
                break
            if not words[place].is_function:
                if placed.stems[place] not in others:
                    yield placed.stems[place]
                break


def _are_crossed(here: Pair, there: Pair) -> bool:
    """Whether each word stands in slots that were the other's alone, and in none of its own."""
    here = here[0] - here[1], here[1] - here[0]
    there = there[0] - there[1], there[1] - there[0]
    is_gone = not here[0] & there[0] and not here[1] & there[1]
    return is_gone and bool(here[0] & there[1]) and bool(here[1] & there[0])


def _are_compared(here: Pair, there: Pair) -> bool:
    """Whether the words stand on the other sides of "than", with the same word between them."""
    is_same = bool(here[0] & here[1] & there[0] & there[1] - {THAN})
    sides = [THAN in slots for slots in (*here, *there)]
    return is_same and sides in ([True, False, False, True], [False, True, True, False])


def _are_listed(placed: _Placed, one: str, other: str) -> bool:
    """Whether two words are parts of one list."""
    first, last = sorted((placed.places[one], placed.places[other]))
    words, source = placed.text.words, placed.text.source
    run, is_list = 0, False
    for place in range(first + 1, last + 1):
        is_link = words[place].bare in placed.language.coordinating
        if is_link or _COMMA.search(source, words[place - 1].end, words[place].start):
            run, is_list = 0, True
        elif words[place].is_function and words[place].bare not in placed.language.articles:
            return False
        run += not words[place].is_function
        if run > LISTED:
            return False
    return is_list


def _has_agent(placed: _Placed, first: int, last: int) -> bool:
    """Whether something is done "by" somebody in these words."""
    words = placed.text.words[first : last + 1]
    return any(word.bare in placed.language.agents for word in words)
