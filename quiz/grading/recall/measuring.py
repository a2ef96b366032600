"""Everything that is seen in an answer, before it is weighed: its points, its whole, its flags.

A point is credited by the best window of any of its wordings; what an optional grader proposes can
only raise that; a guard that sees it contradicted caps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quiz.cards import KeyPoint
from quiz.grading.proposals import Proposal, ProposedPoint
from quiz.grading.recall.contradictions import CAP, Contradiction, contradiction
from quiz.grading.recall.coverage import Coverage, cover
from quiz.grading.recall.instructions import without_instructions
from quiz.grading.recall.markup import without_markup
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.quotes import once_each, speaks_for
from quiz.grading.recall.rivals import is_of_other_topic
from quiz.grading.recall.rubrics import Point, Rubric, rubric
from quiz.grading.recall.scenes import Scene, scene
from quiz.grading.recall.suspicions import (
    Flag,
    copies_question,
    gives_up,
    is_keyword_list,
    is_other_language,
    is_repetition,
    is_unrelated,
    only_asks,
    related,
)
from quiz.grading.recall.texts import read
from quiz.grading.recall.tongues import detected
from quiz.grading.recall.wholes import Whole, whole
from quiz.languages import base_language
from quiz.marks import stream_safe

NEAR: Final = 0.25
"""A wording that is covered so much less may still stand in for one that is contradicted."""

LONGEST: Final = 20_000
"""What is longer is cut there; the plug-in refuses it earlier."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A point with the coverage it was judged by."""

    point: Point
    coverage: Coverage
    credit: float
    contradiction: Contradiction | None
    flags: tuple[str, ...] = ()
    is_raised: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was seen in an answer, before it is weighed."""

    answer: Answer
    rubric: Rubric
    judged: tuple[Judged, ...]
    whole: Whole
    flags: tuple[Flag, ...]
    proposal: str | None = None


def measure(
    prompt: str,
    points: Sequence[KeyPoint],
    required: int | None,
    language: str | None,
    text: str,
    proposal: Proposal | None = None,
) -> Measured:
    """What an answer shows, point by point and as a whole."""
    wanted = rubric(prompt, tuple(points), required, _language(language, prompt, points))
    flags: list[Flag] = []
    source = without_markup(stream_safe(text[:LONGEST]))
    if len(text) > LONGEST:
        flags.append(Flag.TEXT_CUT)
    source, is_cleaned = without_instructions(source, f"{wanted.prompt.source}\n{wanted.source}")
    if is_cleaned:
        flags.append(Flag.INSTRUCTIONS_REMOVED)
    answer = Answer(read(source, wanted.language), wanted.language)
    stage = scene(answer, wanted)
    proposed: Sequence[ProposedPoint | None] = [None] * len(wanted.points)
    proposer = None
    if proposal is not None and len(proposal.points) == len(wanted.points):
        proposed, proposer = once_each(proposal.points), proposal.grader
    elif proposal is not None:
        flags.append(Flag.PROPOSAL_FAILED)
    judged = tuple(
        _judged(point, answer, stage, each)
        for point, each in zip(wanted.points, proposed, strict=True)
    )
    flags += _flags(answer, wanted, judged)
    return Measured(answer, wanted, judged, whole(answer, wanted), tuple(flags), proposer)


def _language(tag: str | None, prompt: str, points: Sequence[KeyPoint]) -> str | None:
    """The language that was told, else the one the card is plainly written in."""
    told = base_language(tag)
    if told is not None:
        return told
    card = " ".join([prompt, *(point.text for top in points for point in top.walk())])
    return detected(card[:2_000].lower().split())


def _judged(point: Point, answer: Answer, stage: Scene, proposed: ProposedPoint | None) -> Judged:
    """A point's credit: by its words or, if that is more, as proposed; and under the guards."""
    best, found = _best(point, answer, stage)
    is_elsewhere = is_of_other_topic(best, stage)
    credit = 0.0 if is_elsewhere else best.credit
    if is_elsewhere and found not in {Contradiction.NAME, Contradiction.ROLES}:
        found = None
    flags: tuple[str, ...] = ()
    is_raised = False
    if proposed is not None and proposed.credit > credit:
        is_raised = speaks_for(proposed.quote or "", point.wordings, stage)
        credit = min(1.0, proposed.credit) if is_raised else credit
        flags = ("proposed",) if is_raised else ("proposal_unquoted",)
    if found is not None:
        credit = min(credit, CAP)
        flags = (*flags, f"contradiction:{found.value}")
    return Judged(point, best, credit, found, flags, is_raised and found is None)


def _best(point: Point, answer: Answer, stage: Scene) -> tuple[Coverage, Contradiction | None]:
    """The wording that the answer covers best, one that it does not contradict if it comes near."""
    coverages = sorted(
        (cover(wording, answer) for wording in point.wordings), key=lambda c: -c.value
    )
    first = contradiction(coverages[0], stage)
    if first is None:
        return coverages[0], None
    for other in coverages[1:]:
        if other.value < coverages[0].value - NEAR:
            break
        if contradiction(other, stage) is None:
            return other, None
    return coverages[0], first


def _flags(answer: Answer, wanted: Rubric, judged: Sequence[Judged]) -> list[Flag]:
    """The flags of the whole answer."""
    text = answer.text
    if not text.words:
        return [Flag.EMPTY]
    best = max((each.coverage.credit for each in judged), default=0.0)
    relation = related(answer, [each.coverage for each in judged])
    seen = {
        Flag.CONTRADICTION: any(each.contradiction for each in judged),
        Flag.GAVE_UP: gives_up(text, wanted, best),
        Flag.QUESTION_COPY: copies_question(text, wanted),
        Flag.KEYWORD_LIST: is_keyword_list(text, wanted),
        Flag.MOSTLY_UNRELATED: is_unrelated(relation, text, wanted),
        Flag.OTHER_LANGUAGE: is_other_language(text, wanted),
        Flag.REPETITION: is_repetition(text),
        Flag.ONLY_ASKS: only_asks(text, [(j.credit * j.point.share, j.coverage) for j in judged]),
    }
    return [flag for flag, is_seen in seen.items() if is_seen]
