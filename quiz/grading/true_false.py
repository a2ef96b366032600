"""A statement held true or false: right when the learner says of it what is so.

The statement was made from a card, with its own answer (true) or with another one (false), and is
pinned with the question. All or nothing: 1 when they agree, else 0. Nothing is taken off for
guessing, which is right half of the time; asking for certainty beside it is for that.
"""

from quiz.grading.grades import Grade, TrueFalseEvidence
from quiz.questions import Question, Statement
from quiz.responses import Response, TrueFalseResponse

NAME = "true_false"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The grade of what was said of the statement."""
    asked = question.asked
    if not isinstance(asked, Statement) or not isinstance(response, TrueFalseResponse):
        raise TypeError(f"{NAME} grades statements, not question {question.id}.")
    return Grade(
        fraction=1.0 if response.is_true is asked.is_true else 0.0,
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=1.0,
        needs_review=False,
        evidence=TrueFalseEvidence(is_true=asked.is_true, given=response.is_true),
    )
