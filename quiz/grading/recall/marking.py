"""The mark of a free-text answer: seen (`measuring`), weighed (`weighing`), shown (`showing`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.cards import KeyPoint
from quiz.grading.grades import FreeTextEvidence
from quiz.grading.proposals import Proposal
from quiz.grading.recall import calibration
from quiz.grading.recall.measuring import measure
from quiz.grading.recall.showing import evidence
from quiz.grading.recall.weighing import weigh


@dataclass(frozen=True, slots=True)
class Marking:
    """The suggested share of the marks, how sure it is (both 0..1), and why."""

    suggestion: float
    reliability: float
    needs_review: bool
    evidence: FreeTextEvidence


def mark(
    prompt: str,
    points: Sequence[KeyPoint],
    required: int | None,
    language: str | None,
    text: str,
    proposal: Proposal | None = None,
) -> Marking:
    """The mark of an answer; `language` is a BCP 47 tag, `None` where nobody said."""
    seen = measure(prompt, points, required, language, text, proposal)
    suggestion, reliability = weigh(seen)
    return Marking(
        suggestion=round(suggestion, 4),
        reliability=round(reliability, 4),
        needs_review=reliability < calibration.REVIEW_BELOW,
        evidence=evidence(seen),
    )
