"""A short answer to type, compared with the texts that the author accepts."""

from quiz.grading.grades import Grade, TypedEvidence
from quiz.questions import Question
from quiz.responses import Response, TypedResponse

NAME = "typed"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """1 when the text equals an accepted one."""
    if not isinstance(response, TypedResponse):
        raise TypeError(f"{NAME} grades typed responses, not one for question {question.id}.")
    return Grade(0.0, None, NAME, VERSION, 0.5, False, TypedEvidence(None, ()))
