"""Grading: one pure function per format, chosen by what the question asks for.

A new grader is a module beside these with a `grade` function, and one line in `GRADERS`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from quiz.errors import Fault, Invalid
from quiz.grading import (
    choice,
    cloze,
    free_text,
    matching,
    numeric,
    ordering,
    self_rating,
    true_false,
    typed,
)
from quiz.grading.grades import Grade
from quiz.grading.proposals import Proposal
from quiz.grading.short_answers import units
from quiz.questions import Question
from quiz.responses import (
    ClozeResponse,
    Format,
    FreeTextResponse,
    NumericResponse,
    Response,
    TypedResponse,
    format_of,
)


class Grader(Protocol):
    """Decides the grade of a response in its own format, without clock, randomness or I/O."""

    def __call__(
        self, question: Question, response: Response, *, confidence: int | None
    ) -> Grade: ...


LONG_TEXT = 1_000
"""Characters from which on a free text is a long one."""

GRADERS: Mapping[Format, Grader] = MappingProxyType(
    {
        Format.FLIP: self_rating.grade,
        Format.FREE_TEXT: free_text.grade,
        Format.TYPED: typed.grade,
        Format.NUMERIC: numeric.grade,
        Format.CHOICE: choice.grade,
        Format.TRUE_FALSE: true_false.grade,
        Format.CLOZE: cloze.grade,
        Format.MATCHING: matching.grade,
        Format.ORDERING: ordering.grade,
    }
)


def grade(
    question: Question,
    response: Response,
    *,
    confidence: int | None,
    proposal: Proposal | None = None,
) -> Grade:
    """The grade of a response to this question.

    `confidence` is the learner's own 1..5, `None` when not given; only flip cards need it.
    `proposal` is an optional grader's, for free text alone. Raises `Invalid` with pointers into the
    answer (`/response/…`, `/confidence`) when the response does not fit the question.
    """
    faults = _misfits(question, response, confidence)
    if faults:
        raise Invalid("The answer does not fit the question.", faults)
    if proposal is not None and question.format is Format.FREE_TEXT:
        return free_text.grade(question, response, confidence=confidence, proposal=proposal)
    return GRADERS[question.format](question, response, confidence=confidence)


def takes_long(response: Response) -> bool:
    """Whether grading the response may take more than some 10 ms: a long text, or the first unit of
    measurement that a process meets. Then it is better done in a thread."""
    match response:
        case FreeTextResponse(text=text):
            return len(text) > LONG_TEXT
        case NumericResponse() | TypedResponse() | ClozeResponse():
            return not units.is_ready()
        case _:
            return False


def _misfits(question: Question, response: Response, confidence: int | None) -> list[Fault]:
    """What is wrong whatever the grader: the format and the range of the confidence."""
    faults = []
    given = format_of(response)
    if given is not question.format:
        message = f"The question takes a {question.format.value!r} response, not {given.value!r}."
        faults.append(Fault("/response/format", message))
    if confidence is not None and confidence not in self_rating.SCALE:
        message = f"Confidence is a whole number from 1 to 5, not {confidence!r}."
        faults.append(Fault("/confidence", message))
    return faults
