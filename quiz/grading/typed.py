"""A short answer to type, compared with the texts that the author accepts.

How is in `short_answers.judging`: equal once case, punctuation, articles, diacritics and spacing
are folded away; by value where the accepted text is a number, a quantity or a date; within a few
typing errors, none of which may lead to another answer of the deck; by enough of its words.
The evidence names the accepted text, what was forgiven, and what was wrong.
"""

from quiz import limits
from quiz.cards import TypedContent
from quiz.grading.grades import Grade, TypedEvidence
from quiz.grading.lengths import refuse_long
from quiz.grading.short_answers.judging import judge
from quiz.questions import Question
from quiz.responses import Response, TypedResponse

NAME = "typed"
VERSION = "3"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The share of the marks for what was typed; always decided.

    Raises `Invalid` at `/response/text` when the text is longer than 10,000 characters.
    """
    content = question.asked
    if not isinstance(content, TypedContent) or not isinstance(response, TypedResponse):
        raise TypeError(f"{NAME} grades typed cards, not question {question.id}.")
    refuse_long(response.text, limits.TYPED_CHARS)
    verdict = judge(
        response.text,
        content.accepted,
        policy=content.policy,
        prompt=content.prompt,
        language=question.language,
        surroundings=question.surroundings,
    )
    return Grade(
        fraction=verdict.fraction,
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=verdict.reliability,
        needs_review=False,
        evidence=TypedEvidence(
            matched=verdict.matched,
            forgiven=verdict.forgiven,
            problems=verdict.problems,
            correction=verdict.correction,
        ),
    )
