"""Flip cards: the learner compares the answer with their own and says how well they knew it.

The learner's confidence is the grade: there is nothing for a machine to judge, so the reliability
is 1. Fraction = (confidence - 1) / 4. Confidence 3 is a pass although its fraction is 0.5:
`grades.is_right` decides that.
"""

from collections.abc import Mapping
from types import MappingProxyType

from quiz.errors import Fault, Invalid
from quiz.grading.grades import Grade, SelfRatingEvidence
from quiz.questions import Question
from quiz.responses import FlipResponse, Response

NAME = "self_rating"
VERSION = "1"

QUESTION = "How well did you know this?"
"""What the learner is asked; the seed deck's wording."""

SCALE: Mapping[int, str] = MappingProxyType(
    {1: "Not at all", 2: "", 3: "", 4: "", 5: "Perfectly"},
)
"""Label of each confidence. The seed deck words the ends only: the steps between have none."""

FRACTIONS: Mapping[int, float] = MappingProxyType({1: 0.0, 2: 0.25, 3: 0.5, 4: 0.75, 5: 1.0})
"""Share of the marks for each confidence: its mastery, five even steps from nothing to all."""


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:
    """The learner's own rating as a grade.

    Raises `Invalid` at `/confidence` when there is none. Its range is every format's rule, which
    `quiz.grading.grade` keeps.
    """
    if not isinstance(response, FlipResponse):
        raise TypeError(f"{NAME} grades flip responses, not one for question {question.id}.")
    if confidence is None:
        message = "A flip card needs the learner's own rating: a confidence from 1 to 5."
        raise Invalid(message, [Fault("/confidence", message)])
    return Grade(
        fraction=FRACTIONS[confidence],
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=1.0,
        needs_review=False,
        evidence=SelfRatingEvidence(confidence=confidence, label=SCALE[confidence]),
    )
