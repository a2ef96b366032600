"""Whether an answer says the opposite of a point although it uses its words.

Six guards look at the window that covers the point best: it denies what the point states (or states
what it denies), has an opposite in a word's place, another number, the same words in each other's
roles, another name or another subject of the card, or offers both what the point says and what
rules it out. They are precise rather than eager: a guard that fires on a perfect
answer does more harm than one that stays silent.
"""

from enum import StrEnum
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.denials import COVERED, denials, opposites
from quiz.grading.recall.exchanges import has_exchanged_places
from quiz.grading.recall.figures import has_other_number
from quiz.grading.recall.persons import has_other_name, has_swapped_roles
from quiz.grading.recall.rivals import has_rival, says_both
from quiz.grading.recall.scenes import Scene

CAP: Final = 0.08
"""The most credit that a contradicted point gets."""

PATTERN_WORDS: Final = 60
"""Longer points are no single statements; their roles are not compared."""

NEAR_NEGATOR: Final = 4
"""A negator so many words before a verbatim point may deny it."""


class Contradiction(StrEnum):
    """Which guard fired."""

    NEGATION = "negation"
    OPPOSITE = "opposite"
    NUMBER = "number"
    ROLES = "roles"
    NAME = "name"
    BOTH = "both"


def contradiction(coverage: Coverage, scene: Scene) -> Contradiction | None:
    """The guard that fires for a point and the window that covers it best, if any.

    A denied opposite says the same again, so these guards cancel each other out.
    """
    if not coverage.window or coverage.value < COVERED / 2:
        return None
    if _is_taken_back(coverage, scene):
        return Contradiction.NEGATION
    if says_both(coverage, scene):
        return Contradiction.BOTH
    is_short = len(coverage.pattern.text.words) <= PATTERN_WORDS
    if not _is_verbatim(coverage, scene):
        turned = _turned(coverage, scene, is_short)
        if turned is not None:
            return turned
    if not is_short or coverage.value < COVERED:
        return None
    is_other = has_other_name(coverage, scene) or has_rival(coverage, scene)
    return Contradiction.NAME if is_other else None


def _is_taken_back(coverage: Coverage, scene: Scene) -> bool:
    """Whether all that speaks for a point that denies nothing is said to be false."""
    if not scene.taken_back or coverage.value < COVERED:
        return False
    if any(word.bare in scene.language.negators for word in coverage.pattern.text.words):
        return False
    return all(scene.taken_back.issuperset(places) for _, places in coverage.matched())


def _turned(coverage: Coverage, scene: Scene, is_short: bool) -> Contradiction | None:
    """The guard that sees the words of the point turned around, if any."""
    opposed, denied = opposites(coverage, scene), denials(coverage, scene)
    exchanged = is_short and has_exchanged_places(coverage, scene)
    if (opposed + denied + exchanged) % 2:
        if opposed:
            return Contradiction.OPPOSITE
        return Contradiction.NEGATION if denied else Contradiction.ROLES
    if has_other_number(coverage, scene):
        return Contradiction.NUMBER
    is_looked_at = is_short and coverage.value >= COVERED and not exchanged
    return Contradiction.ROLES if is_looked_at and has_swapped_roles(coverage, scene) else None


def _is_verbatim(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window has the words of the point as they stand, none of them denied anew."""
    wanted = [word.stem for word in coverage.pattern.text.words]
    given = [scene.answer.text.words[place].stem for place in coverage.window]
    for start in range(len(given) - len(wanted) + 1):
        if given[start : start + len(wanted)] == wanted:
            first = coverage.first + start
            sentence = scene.answer.text.sentences[scene.answer.sentence_of[first]]
            before = scene.answer.text.words[max(sentence[0], first - NEAR_NEGATOR) : first]
            return not any(word.bare in scene.language.negators for word in before)
    return False
