"""A number, a quantity or a date to type, compared by value.

The answer is right within the card's tolerance (absolute or a share of the value; none unless the
card says so), in any unit of the same dimension and any common writing: "1.5 million", "1,5e6",
"twelve", "3/4", "21 January 1924". Right but without its unit, or a date that says less, is half
right. How numbers are read is in `short_answers.measures`, how compared in `.comparing`.
"""

from quiz import limits
from quiz.cards import NumericContent, TypedPolicy
from quiz.grading.grades import Grade, NumericEvidence
from quiz.grading.lengths import refuse_long
from quiz.grading.short_answers.judging import judge
from quiz.questions import Question
from quiz.responses import NumericResponse, Response

NAME = "numeric"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The share of the marks for the number, quantity or date; always decided.

    Raises `Invalid` at `/response/text` when the text is longer than 500 characters.
    """
    content = question.asked
    if not isinstance(content, NumericContent) or not isinstance(response, NumericResponse):
        raise TypeError(f"{NAME} grades numeric cards, not question {question.id}.")
    refuse_long(response.text, limits.NUMERIC_CHARS, what="A number")
    verdict = judge(
        response.text,
        (content.value,),
        policy=TypedPolicy(
            tolerance=content.tolerance,
            relative_tolerance=content.relative_tolerance,
            unit=content.unit,
        ),
        prompt=content.prompt,
        language=question.language,
        is_value=True,
    )
    return Grade(
        fraction=verdict.fraction,
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=verdict.reliability,
        needs_review=False,
        evidence=NumericEvidence(
            expected=f"{content.value} {content.unit or ''}".strip(),
            read=verdict.read,
            forgiven=verdict.forgiven,
            problems=verdict.problems,
        ),
    )
