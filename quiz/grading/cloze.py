"""A text with gaps: each is a short answer of its own, and counts the same.

A gap is judged as a typed answer is (`short_answers.judging`), with the text around the gaps as
its question. What another gap of the card accepts is no typing error.
"""

import re
from statistics import fmean

from quiz import limits
from quiz.cards import ClozeContent, Gap
from quiz.errors import Fault, Invalid
from quiz.grading.grades import ClozeEvidence, GapEvidence, Grade
from quiz.grading.short_answers.judging import judge
from quiz.grading.short_answers.verdicts import Verdict
from quiz.questions import Question, Surroundings
from quiz.responses import ClozeResponse, Response

NAME = "cloze"
VERSION = "1"

_PLACE = re.compile(r"\{\{[0-9]+\}\}")


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The mean over the gaps; one that was left blank gets nothing.

    Raises `Invalid` at `/response/texts` when there are more or fewer texts than gaps, and at
    each text that is longer than 500 characters.
    """
    content = question.asked
    if not isinstance(content, ClozeContent) or not isinstance(response, ClozeResponse):
        raise TypeError(f"{NAME} grades cloze cards, not question {question.id}.")
    _refuse_misfits(content, response)
    verdicts = [
        _judged(gap, text, content, question)
        for gap, text in zip(content.gaps, response.texts, strict=True)
    ]
    return Grade(
        fraction=fmean(verdict.fraction for verdict in verdicts),
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=fmean(verdict.reliability for verdict in verdicts),
        needs_review=False,
        evidence=ClozeEvidence(tuple(map(_evidence, verdicts))),
    )


def _refuse_misfits(content: ClozeContent, response: ClozeResponse) -> None:
    """Raises `Invalid` with every fault of the response."""
    if len(response.texts) != len(content.gaps):
        message = f"There are {len(content.gaps)} gaps to fill, not {len(response.texts)}."
        raise Invalid(message, [Fault("/response/texts", message)])
    faults = [
        Fault(
            f"/response/texts/{place}",
            f"A gap takes at most {limits.GAP_CHARS} characters, not {len(text):,}.",
        )
        for place, text in enumerate(response.texts)
        if len(text) > limits.GAP_CHARS
    ]
    if faults:
        raise Invalid("A text is too long for its gap.", faults)


def _judged(gap: Gap, text: str, content: ClozeContent, question: Question) -> Verdict:
    around = question.surroundings
    siblings = tuple(
        answer for other in content.gaps if other is not gap for answer in other.accepted
    )
    return judge(
        text,
        gap.accepted,
        policy=content.policy,
        prompt=_PLACE.sub("…", content.prompt),
        language=question.language,
        surroundings=Surroundings(others=(*around.others, *siblings), words=around.words),
    )


def _evidence(verdict: Verdict) -> GapEvidence:
    return GapEvidence(
        fraction=verdict.fraction,
        matched=verdict.matched,
        forgiven=tuple(verdict.forgiven),
        problems=tuple(verdict.problems),
        correction=verdict.correction,
    )
