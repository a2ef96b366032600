"""A window that denies what the point states, says its opposite, or exchanges what is compared."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from quiz.grading.recall.coverage import STEM_SHARE, Coverage
from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.patterns import Term
from quiz.grading.recall.polarity import denied, is_opposite
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Text, Word

COVERED: Final = 0.45
"""A window that covers less of a point is not held against it."""

PARTLY_COVERED: Final = 0.28
WHOLLY_MATCHED: Final = 0.75
"""But one that covers part of a point and speaks of nothing else is."""

DENIED_SHARE: Final = 0.25
"""So much of what matched must be denied, by weight."""

WHOLLY_COVERED: Final = 0.85
"""Or any of it be stated that the point denies, in a window that covers so much."""


def denials(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window denies what the point states, or states what it denies."""
    if not _is_about(coverage, scene):
        return False
    language, pattern = scene.language, coverage.pattern.text
    point = denied(pattern, language)
    affirmed = {word.stem for place, word in enumerate(pattern.words) if place not in point.words}
    stated = {pattern.words[place].stem for place in point.words}
    mixed = stated & affirmed
    stated -= affirmed
    supposed = {
        pattern.words[place].stem
        for place in _supposed(pattern, language)
        if pattern.words[place].stem not in stated
    }
    ignored = _conditional(coverage, scene)
    is_headed = any(place in scene.denied.heads for _, p in coverage.matched() for place in p)
    is_implied = any(word.bare in language.implied_negators for word in pattern.words)
    may_deny = _may_deny(coverage, scene)
    total = turned = 0.0
    for term, places in coverage.matched():
        total += term.full_weight
        is_denied = all(place in scene.denied.words and place not in ignored for place in places)
        if term.stem in mixed:
            continue
        if term.stem in stated:
            is_claimed = not ignored.issuperset(places)
            turned += term.full_weight * (is_claimed and not is_denied and not may_deny)
        elif term.stem not in supposed and not point.negators and not is_implied:
            turned += term.full_weight * (is_denied and is_headed)
    if stated and coverage.value >= WHOLLY_COVERED:
        return turned > 0
    return total > 0 and turned / total >= DENIED_SHARE


def _may_deny(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window, or what stands just before it, could deny something in other words."""
    language, words = scene.language, scene.answer.text.words
    near = words[max(0, coverage.first - 2) : coverage.last + 1]
    own = {word.stem for word in coverage.pattern.text.words}
    return any(
        word.bare in language.negators
        or (
            word.stem not in own
            and (
                word.bare in language.implied_negators
                or word.bare in language.parting
                or word.stem in language.opposites
            )
        )
        for word in near
    ) or any(word.bare in language.conditions for word in coverage.pattern.text.words)


def _supposed(text: Text, language: Lexicon) -> frozenset[int]:
    """The places of words in clauses of a point that set a condition, which claim nothing."""
    found: set[int] = set()
    for first, end in text.clauses:
        if any(text.words[place].bare in language.conditions for place in range(first, end)):
            found.update(range(first, end))
    return frozenset(found) if len(found) < len(text.words) else frozenset()


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
    """Places in clauses that set a condition or give a reason, where a denial claims nothing.

    A sentence that denies the condition and what follows ("if it has none, it is none") says the
    same as one that denies neither.
    """
    text, language = scene.answer.text, scene.language
    found: set[int] = set()
    for clause in {scene.answer.clause_of[place] for place in coverage.window}:
        places = range(*text.clauses[clause])
        if any(text.words[place].bare in language.conditions for place in places):
            found.update(places)
    for sentence in {scene.answer.sentence_of[place] for place in coverage.window}:
        places = range(*text.sentences[sentence])
        count = sum(place in scene.denied.negators for place in places)
        if count >= 2 and any(text.words[place].bare in language.supposing for place in places):
            found.update(places)
    return frozenset(found)


def opposites(coverage: Coverage, scene: Scene) -> bool:
    """Whether a word of the point has its opposite in its place.

    The word beside the opposite must be the one beside the point's word; the point and the
    question must not use the opposite themselves, or use it beside other words. A word that the
    window also says, beside another word of the point, stands where it belongs; one that the point
    denies is as well said by its opposite. Where two things go together ("the longer, the slower"),
    the opposite of both says the same.
    """
    words, pattern = scene.answer.text.words, coverage.pattern.text.words
    own = {word.stem for word in pattern}
    first = {word.stem: place for place, word in reversed(list(enumerate(pattern)))}
    turned = []
    for term, where in zip(coverage.pattern.terms, coverage.found, strict=True):
        if term.is_number or (term.is_function and term.stem not in scene.language.opposites):
            continue
        said = [] if where is None else [p for p in where.places if p in coverage.window]
        if any(stem in own for place in said for _, stem in _beside(words, place)):
            continue
        at = first[term.stem]
        beside = _beside(pattern, at)
        if not _is_negated(pattern, at, scene.language) and any(
            (said or words[place].stem not in scene.asked)
            and is_opposite(pattern[at], words[place], scene.language)
            and not _is_negated(words, place, scene.language)
            and _stands_like(words, place, beside, pattern, first, said)
            for place in coverage.window
            if not words[place].is_number
        ):
            turned.append(term)
    if not would_cover(coverage, *turned):
        return False
    return not (len(turned) > 1 and _goes_together(coverage, turned[0], scene.language))


def _goes_together(coverage: Coverage, term: Term, language: Lexicon) -> bool:
    """Whether a point says how one thing goes with another, and this is the first of them."""
    pattern = coverage.pattern.text.words
    is_supposed = any(word.bare in language.supposing for word in pattern)
    if not is_supposed and sum(word.bare in language.degrees for word in pattern) < 2:
        return False
    polar = (
        word.stem
        for word, after in zip_longest(pattern, pattern[1:])
        if word.stem in language.opposites and (after is None or after.start > word.start)
    )
    return next(polar, None) == term.stem


def _stands_like(
    words: Sequence[Word],
    place: int,
    beside: frozenset[tuple[bool, str]],
    pattern: Sequence[Word],
    first: Mapping[str, int],
    said: Sequence[int],
) -> bool:
    """Whether a word has the neighbours that a word of the point has, and they are not its own."""
    at = first.get(words[place].stem)
    if at is None:
        return bool(beside & _beside(words, place))
    return not said and bool((beside & _beside(words, place)) - _beside(pattern, at))


def _is_negated(words: Sequence[Word], place: int, language: Lexicon) -> bool:
    """Whether a negator stands shortly before a word."""
    return any(word.bare in language.negators for word in words[max(0, place - 4) : place])


def would_cover(coverage: Coverage, *terms: Term) -> bool:
    """Whether the window would cover the point if it had these terms too."""
    if not terms or not coverage.pattern.weight or coverage.recall <= 0.2 or coverage.value < 0.25:
        return False
    gain = STEM_SHARE * sum(term.weight for term in terms) / coverage.pattern.weight
    return coverage.value + gain >= COVERED + 0.05


def _beside(words: Sequence[Word], place: int) -> frozenset[tuple[bool, str]]:
    """The stems of the words of content before and after a place, told apart.

    The degree in "wider" belongs to what follows it alone.
    """
    is_bound = words[place].start == words[min(place + 1, len(words) - 1)].start
    own = reversed(words[:place]) if not is_bound or place + 1 == len(words) else ()
    before = next((w.stem for w in own if not w.is_function), "")
    after = next((w.stem for w in words[place + 1 :] if not w.is_function), "")
    return frozenset({(True, before), (False, after)} - {(True, ""), (False, "")})
