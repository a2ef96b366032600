"""A text with gaps: each is a short answer of its own, and counts the same.

A gap is judged as a typed answer is (`short_answers.judging`), with the text around the gaps as
its question. What another gap of the card accepts is no typing error, and no extra word either:
who writes the same list into every gap has not said what belongs where.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from quiz import limits
from quiz.card_rules import GAP_MARK
from quiz.cards import ClozeContent, Gap
from quiz.errors import Fault, Invalid
from quiz.grading.folding import Difference, folded
from quiz.grading.grades import ClozeEvidence, GapEvidence, Grade
from quiz.grading.short_answers.judging import judge
from quiz.grading.short_answers.verdicts import HEDGED, Problem, Verdict
from quiz.questions import Question, Surroundings
from quiz.responses import ClozeResponse, Response

NAME = "cloze"
VERSION = "2"


_WORD = re.compile(r"\w+")
_ALL = frozenset(Difference)
_SHORTEST = len(" ab ")
"""Shorter ones are articles and letters, which come by with other words."""


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
    verdict = judge(
        text,
        gap.accepted,
        policy=content.policy,
        prompt=GAP_MARK.sub("…", content.prompt),
        language=question.language,
        surroundings=Surroundings(others=(*around.others, *siblings), words=around.words),
    )
    if verdict.fraction <= HEDGED or not _names_another(text, gap.accepted, siblings):
        return verdict
    problems = (*verdict.problems, Problem.LISTS_MANY)
    return replace(verdict, fraction=HEDGED, problems=problems)


def _names_another(text: str, accepted: Sequence[str], siblings: Sequence[str]) -> bool:
    """Whether the text has in it what another gap accepts, and no text that is accepted has."""
    said = _spoken(text)
    own = [_spoken(each) for each in accepted]
    if said in own:
        return False
    others = (other for other in map(_spoken, siblings) if len(other) > _SHORTEST)
    return any(other in said and not any(other in each for each in own) for other in others)


def _spoken(text: str) -> str:
    """The words of the text, folded, with a space around each."""
    return f" {' '.join(_WORD.findall(folded(text, _ALL)))} "


def _evidence(verdict: Verdict) -> GapEvidence:
    return GapEvidence(
        fraction=verdict.fraction,
        matched=verdict.matched,
        forgiven=verdict.forgiven,
        problems=verdict.problems,
        correction=verdict.correction,
    )
