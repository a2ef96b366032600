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
    if says_both(coverage, scene):
        return Contradiction.BOTH
    turned, denied = opposites(coverage, scene), denials(coverage, scene)
    is_short = len(coverage.pattern.text.words) <= PATTERN_WORDS
    exchanged = is_short and has_exchanged_places(coverage, scene)
    if (turned + denied + exchanged) % 2:
        if turned:
            return Contradiction.OPPOSITE
        return Contradiction.NEGATION if denied else Contradiction.ROLES
    if has_other_number(coverage, scene):
        return Contradiction.NUMBER
    if not is_short or coverage.value < COVERED:
        return None
    if not exchanged and has_swapped_roles(coverage, scene):
        return Contradiction.ROLES
    is_other = has_other_name(coverage, scene) or has_rival(coverage, scene)
    return Contradiction.NAME if is_other else None
