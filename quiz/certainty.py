"""Certainty-based marking: who is sure gains more when right and loses more when wrong.

A learner says before the answer is graded how sure they are: 1 low, 2 mid, 3 high. An answer whose
share of the marks is f has w · f, and l where f is 0, with the marks for right w and for wrong l of
the table. Being honest pays best where answers are right or wrong: each level has the highest
expected marks exactly where its row says. The raw fraction is always kept beside the marks.
Source: Moodle 4, question engine, `question_cbm` (A. R. Gardner-Medwin's certainty-based marking).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

LOWEST = 1
"""What counts where the learner said nothing."""


@dataclass(frozen=True, slots=True)
class Level:
    """Marks for a right and a wrong answer, and the window of P(right), 0..1, where the level is
    the honest one."""

    right: float
    wrong: float
    from_share: float
    to_share: float


LEVELS: Final[Mapping[int, Level]] = MappingProxyType(
    {
        1: Level(right=1.0, wrong=0.0, from_share=0.0, to_share=2 / 3),
        2: Level(right=2.0, wrong=-2.0, from_share=2 / 3, to_share=0.8),
        3: Level(right=3.0, wrong=-6.0, from_share=0.8, to_share=1.0),
    }
)
NOTHING: Final = 0.00000005
"""A fraction up to this is wrong, as in Moodle."""

BONUS_SHARE: Final = 0.1
"""How much of what certainty gained over the best constant level is added to the accuracy."""

CLEAR_EVIDENCE: Final = 0.5
"""(share - limit)² · n above which a judgement is more than "slightly"."""


class Judgement(StrEnum):
    """How a level's use compares with how often its answers were right."""

    OVER_CONFIDENT = "over_confident"
    SLIGHTLY_OVER_CONFIDENT = "slightly_over_confident"
    WELL_JUDGED = "well_judged"
    SLIGHTLY_UNDER_CONFIDENT = "slightly_under_confident"
    UNDER_CONFIDENT = "under_confident"


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer as certainty sees it: its share of the marks (0..1), what was said (1..3, `None`:
    nothing), and what it weighs."""

    fraction: float
    certainty: int | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over answers: `accuracy` (mean fraction, 0..1), `average` (mean marks, -6..3), `bonus`
    (what certainty adds to the accuracy), `total` (accuracy + bonus)."""

    accuracy: float
    average: float
    bonus: float
    total: float


def marks(fraction: float, certainty: int | None) -> float:
    """The marks, -6..3, of an answer with this share of the marks (0..1) and certainty (1..3)."""
    level = LEVELS[certainty or LOWEST]
    return level.right * fraction if fraction > NOTHING else level.wrong


def summary(answers: Iterable[Marked]) -> Summary | None:
    """The answers added up; `None` for none.

    bonus = 0.1 · (average - the best average that one level for all would have had).
    """
    known = list(answers)
    weight = sum(answer.weight for answer in known)
    if weight <= 0:
        return None
    accuracy = sum(answer.fraction * answer.weight for answer in known) / weight
    marked = sum(marks(answer.fraction, answer.certainty) * answer.weight for answer in known)
    average = marked / weight
    constant = max(
        accuracy * level.right + (1 - accuracy) * level.wrong for level in LEVELS.values()
    )
    bonus = BONUS_SHARE * (average - constant)
    return Summary(accuracy=accuracy, average=average, bonus=bonus, total=accuracy + bonus)


def judge(certainty: int, share: float, count: int) -> Judgement:
    """What a share (0..1) of right answers says of a level that was chosen `count` times."""
    level = LEVELS[certainty]
    if share < level.from_share:
        is_clear = (share - level.from_share) ** 2 * count > CLEAR_EVIDENCE
        return Judgement.OVER_CONFIDENT if is_clear else Judgement.SLIGHTLY_OVER_CONFIDENT
    if share > level.to_share:
        is_clear = (share - level.to_share) ** 2 * count > CLEAR_EVIDENCE
        return Judgement.UNDER_CONFIDENT if is_clear else Judgement.SLIGHTLY_UNDER_CONFIDENT
    return Judgement.WELL_JUDGED
