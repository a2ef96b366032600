"""A free answer in the learner's own words, held against the key points of the card."""

from quiz.cards import BasicContent
from quiz.errors import Fault, Invalid
from quiz.grading.grades import Grade
from quiz.grading.recall.marking import mark
from quiz.limits import FREE_TEXT_CHARS
from quiz.questions import Question
from quiz.responses import FreeTextResponse, Response

NAME = "free_text"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The share of the key points that the answer says.

    Raises `Invalid` at `/response/text` when it is longer than `limits.FREE_TEXT_CHARS`.
    """
    content = question.asked
    if not isinstance(content, BasicContent) or not isinstance(response, FreeTextResponse):
        raise TypeError(f"{NAME} grades basic cards, not question {question.id}.")
    length = len(response.text)
    if length > FREE_TEXT_CHARS:
        message = f"An answer has at most {FREE_TEXT_CHARS:,} characters, not {length:,}."
        raise Invalid(message, [Fault("/response/text", message)])
    marking = mark(
        content.prompt, content.key_points, content.required, question.language, response.text
    )
    return Grade(
        fraction=None if marking.needs_review else marking.suggestion,
        suggested_fraction=marking.suggestion if marking.needs_review else None,
        grader=NAME,
        grader_version=VERSION,
        reliability=marking.reliability,
        needs_review=marking.needs_review,
        evidence=marking.evidence,
    )
