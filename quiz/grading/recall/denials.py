"""A window that denies what the point states, says its opposite, or exchanges what is compared."""

from collections.abc import Sequence
from typing import Final

from quiz.grading.recall.coverage import STEM_SHARE, Coverage
from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.patterns import Term
from quiz.grading.recall.polarity import denied, is_opposite
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Word

COVERED: Final = 0.45
"""A window that covers less of a point is not held against it."""

PARTLY_COVERED: Final = 0.28
WHOLLY_MATCHED: Final = 0.75
"""But one that covers part of a point and speaks of nothing else is."""

DENIED_SHARE: Final = 0.25
"""So much of what matched must be denied, by weight."""


def denials(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window denies what the point states, or states what it denies."""
    if not _is_about(coverage, scene):
        return False
    language, words = scene.language, scene.answer.text.words
    pattern = coverage.pattern.text
    point = denied(pattern, language)
    stated = {pattern.words[place].stem for place in point.words}
    ignored = _conditional(coverage, scene)
    is_headed = any(place in scene.denied.heads for _, p in coverage.matched() for place in p)
    may_deny = any(
        words[place].bare in language.negators or words[place].stem in language.opposites
        for place in range(max(0, coverage.first - 2), coverage.last + 1)
    ) or any(word.bare in language.conditions for word in pattern.words)
    total = turned = 0.0
    for term, places in coverage.matched():
        total += term.full_weight
        is_denied = all(place in scene.denied.words and place not in ignored for place in places)
        if term.stem in stated:
            turned += term.full_weight * (not is_denied and not may_deny)
        else:
            turned += term.full_weight * (is_denied and is_headed and not point.negators)
    return total > 0 and turned / total >= DENIED_SHARE


def _is_about(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window speaks of the point, or of part of it and nothing else."""
    if coverage.value >= COVERED:
        return True
    if coverage.value < PARTLY_COVERED:
        return False
    words = scene.answer.text.words
    content = sum(not words[place].is_function for place in coverage.window)
    matched = {place for _, places in coverage.matched() for place in places}
    return content >= 2 and len(matched) >= WHOLLY_MATCHED * content


def _conditional(coverage: Coverage, scene: Scene) -> frozenset[int]:
    """Places in clauses that set a condition or give a reason, where a denial claims nothing."""
    text, language = scene.answer.text, scene.language
    found: set[int] = set()
    for clause in {scene.answer.clause_of[place] for place in coverage.window}:
        places = range(*text.clauses[clause])
        if any(text.words[place].bare in language.conditions for place in places):
            found.update(places)
    return frozenset(found)


def opposites(coverage: Coverage, scene: Scene) -> int:
    """How many words of the point have an opposite in their place.

    The word beside the opposite must be the one beside the point's word; the point and the
    question must not use the opposite themselves. A word that the window also says, beside another
    word of the point, stands where it belongs.
    """
    words, pattern = scene.answer.text.words, coverage.pattern.text.words
    own = {word.stem for word in pattern}
    first = {word.stem: place for place, word in reversed(list(enumerate(pattern)))}
    strangers = [
        place
        for place in coverage.window
        if words[place].stem not in own and not words[place].is_number
    ]
    count = 0
    for term, where in zip(coverage.pattern.terms, coverage.found, strict=True):
        if term.is_number or (term.is_function and term.stem not in scene.language.opposites):
            continue
        said = [] if where is None else [p for p in where.places if p in coverage.window]
        if any(stem in own for place in said for _, stem in _beside(words, place)):
            continue
        at = first[term.stem]
        count += would_cover(coverage, term) and any(
            (said or words[place].stem not in scene.asked)
            and is_opposite(pattern[at], words[place], scene.language)
            and _beside(pattern, at) & _beside(words, place)
            for place in strangers
        )
    return count


def would_cover(coverage: Coverage, term: Term) -> bool:
    """Whether the window would cover the point if it had this term too."""
    if not coverage.pattern.weight or coverage.recall <= 0.2 or coverage.value < 0.25:
        return False
    gain = STEM_SHARE * term.weight / coverage.pattern.weight
    return coverage.value + gain >= COVERED + 0.05


def _beside(words: Sequence[Word], place: int) -> frozenset[tuple[bool, str]]:
    """The stems of the words of content before and after a place, told apart."""
    before = next((w.stem for w in reversed(words[:place]) if not w.is_function), "")
    after = next((w.stem for w in words[place + 1 :] if not w.is_function), "")
    return frozenset({(True, before), (False, after)} - {(True, ""), (False, "")})


def exchanged_sides(coverage: Coverage, scene: Scene) -> bool:
    """Whether the sides of a comparison ("than") are exchanged."""
    language = scene.language
    if coverage.value < COVERED or not language.comparing:
        return False
    window = [scene.answer.text.words[place] for place in coverage.window]
    one, other = _sides(coverage.pattern.text.words, language), _sides(window, language)
    if one is None or other is None:
        return False
    left, right = one[0] - one[1], one[1] - one[0]
    stays = left & other[0] or right & other[1]
    return bool(left & other[1] and right & other[0] and not stays)


def _sides(words: Sequence[Word], language: Lexicon) -> tuple[set[str], set[str]] | None:
    """The stems of content before and after the one word that compares."""
    places = [place for place, word in enumerate(words) if word.bare in language.comparing]
    if len(places) != 1:
        return None
    return (
        {word.stem for word in words[: places[0]] if not word.is_function},
        {word.stem for word in words[places[0] :] if not word.is_function},
    )
