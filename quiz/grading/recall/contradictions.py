"""Whether an answer says the opposite of a point although it uses its words.

Five guards look at the window that covers the point best: it denies what the point states (or
states what it denies), has an opposite in a word's place, another number, the same names with
swapped roles, or another name. They are precise rather than eager: a guard that fires on a perfect
answer does more harm than one that stays silent.
"""

from enum import StrEnum
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.denials import COVERED, denials, exchanged_sides, opposites
from quiz.grading.recall.figures import has_other_number
from quiz.grading.recall.persons import has_other_name, has_swapped_roles
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


def contradiction(coverage: Coverage, scene: Scene) -> Contradiction | None:
    """The guard that fires for a point and the window that covers it best, if any.

    A denied opposite says the same again, so these guards cancel each other out.
    """
    if not coverage.window or coverage.value < COVERED / 2:
        return None
    turned, denied = opposites(coverage, scene), denials(coverage, scene)
    exchanged = exchanged_sides(coverage, scene)
    if (turned + denied + exchanged) % 2:
        if turned:
            return Contradiction.OPPOSITE
        return Contradiction.NEGATION if denied else Contradiction.ROLES
    if has_other_number(coverage, scene):
        return Contradiction.NUMBER
    if coverage.value >= COVERED and len(coverage.pattern.text.words) <= PATTERN_WORDS:
        if has_swapped_roles(coverage, scene):
            return Contradiction.ROLES
        if has_other_name(coverage, scene):
            return Contradiction.NAME
    return None
