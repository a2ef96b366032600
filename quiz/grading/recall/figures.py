"""A window that has another number where the point has its own: another year, another count."""

from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.denials import would_cover
from quiz.grading.recall.patterns import Term
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Word

YEARS: Final = range(1000, 2101)
"""Whole numbers of four digits between these are taken for years."""


def has_other_number(coverage: Coverage, scene: Scene) -> bool:
    """Whether a number of the same kind stands where the point has its own.

    Numbers of the question are no others, nor are years of other points.
    """
    words = scene.answer.text.words
    missing = [t for t in coverage.missing() if t.is_number and t.stem not in scene.asked]
    if not missing:
        return False
    said = {word.stem for word in words if word.is_number}
    asked, own = scene.asked, {word.stem for word in coverage.pattern.text.words}
    years = frozenset(stem for stem in scene.known if _is_year(stem))
    strangers = [
        place
        for place in coverage.window
        if words[place].is_number and words[place].stem not in (asked | years | own)
    ]
    return any(
        term.stem not in said
        and would_cover(coverage, term)
        and any(_is_same_kind(coverage, term, place, words) for place in strangers)
        for term in missing
    )


def _is_same_kind(coverage: Coverage, term: Term, place: int, words: tuple[Word, ...]) -> bool:
    """Whether two numbers are both years, or count the same thing."""
    if _is_year(term.stem) or _is_year(words[place].stem):
        return _is_year(term.stem) and _is_year(words[place].stem)
    pattern = coverage.pattern.text.words
    at = next(index for index, word in enumerate(pattern) if word.stem == term.stem)
    if _around(pattern, at) & _around(words, place):
        return True
    before = _before(pattern, at)
    return len(before) > 1 and before == _before(words, place)


def _around(words: tuple[Word, ...], place: int) -> frozenset[str]:
    """The stems of content just before a number and in the two words after it."""
    near = (*words[max(0, place - 1) : place], *words[place + 1 : place + 3])
    return frozenset(word.stem for word in near if not word.is_function)


def _before(words: tuple[Word, ...], place: int) -> tuple[str, ...]:
    """The stems before a number, back to a word of content: "pH below"."""
    found: list[str] = []
    for word in reversed(words[max(0, place - 3) : place]):
        found.append(word.stem)
        if not word.is_function:
            return tuple(found)
    return ()


def _is_year(number: str) -> bool:
    return number.isdecimal() and len(number) == 4 and int(number) in YEARS
