"""How sure a learner was against how right they were, as clients see it."""

from datetime import date
from uuid import UUID

from pydantic import Field

from quiz import calibration, certainty
from quiz.certainty import Judgement
from quiz.periods import Period
from schemas.base import Output


class CertaintyMarks(Output):
    """Marks by certainty over several answers (Moodle's certainty-based marking)."""

    accuracy: float = Field(description="Mean share of the marks, 0 to 1.")
    average: float = Field(description="Mean marks, -6 to 3.")
    bonus: float = Field(
        description="A tenth of what certainty gained, or lost, against one level for all."
    )
    total: float = Field(description="Accuracy and bonus.")


class CertaintyLevel(Output):
    """Answers that were given with one certainty."""

    certainty: int = Field(description="1 low, 2 mid, 3 high.")
    answers: int
    right: int
    fraction: float = Field(description="Mean share of the marks, 0 to 1.")
    honest_from: float = Field(description="The level pays best from this share on …")
    honest_to: float = Field(description="… up to this one.")
    judgement: Judgement


class ConfidenceLevel(Output):
    """Answers that were given with one confidence; self-rated ones are not among them."""

    confidence: int
    answers: int
    right: int
    fraction: float = Field(description="Mean share of the marks, 0 to 1.")


class CalibrationPeriod(Output):
    """A stretch of study days, both included."""

    from_on: date
    to_on: date
    answers: int
    fraction: float = Field(description="Mean share of the marks, 0 to 1.")
    certainty_marks: CertaintyMarks | None = Field(
        description="`null` where no certainty was said."
    )
    certainties: list[CertaintyLevel]
    confidences: list[ConfidenceLevel]


class Calibration(Output):
    """How sure a learner was against how right they were, period by period."""

    learner_id: UUID
    period: Period
    periods: list[CalibrationPeriod] = Field(description="The earliest first, none empty.")


def show_marks(summary: certainty.Summary | None) -> CertaintyMarks | None:
    """Marks by certainty as they are sent."""
    if summary is None:
        return None
    return CertaintyMarks(
        accuracy=summary.accuracy,
        average=summary.average,
        bonus=summary.bonus,
        total=summary.total,
    )


def show_period(stretch: calibration.Stretch) -> CalibrationPeriod:
    """A stretch of time as it is sent."""
    return CalibrationPeriod(
        from_on=stretch.from_on,
        to_on=stretch.to_on,
        answers=stretch.answers,
        fraction=stretch.fraction,
        certainty_marks=show_marks(stretch.marks),
        certainties=[_certainty(level) for level in stretch.certainties],
        confidences=[
            ConfidenceLevel(
                confidence=level.level,
                answers=level.answers,
                right=level.right,
                fraction=level.fraction,
            )
            for level in stretch.confidences
        ],
    )


def _certainty(level: calibration.Level) -> CertaintyLevel:
    assert level.judgement is not None
    window = certainty.LEVELS[level.level]
    return CertaintyLevel(
        certainty=level.level,
        answers=level.answers,
        right=level.right,
        fraction=level.fraction,
        honest_from=window.from_share,
        honest_to=window.to_share,
        judgement=level.judgement,
    )
