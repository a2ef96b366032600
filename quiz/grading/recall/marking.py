"""The mark of a free-text answer: every point's credit, then what the whole comes to.

Points are credited by their best window and capped where they are contradicted. The weighted mean
over what is required is the *recall*. A logistic function of it and of a few features of the whole
answer is the *likeness* to an answer that a teacher calls correct. The suggestion goes from
likeness on a card with one point to recall on a card with many; guards of the whole answer stand
above both. `calibration` has the fitted constants.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quiz.cards import KeyPoint
from quiz.grading.grades import Forgiven, FreeTextEvidence, PointEvidence, PointStatus
from quiz.grading.proposals import Proposal, ProposedPoint
from quiz.grading.recall import calibration
from quiz.grading.recall.contradictions import CAP, Contradiction, contradiction
from quiz.grading.recall.coverage import Coverage, cover
from quiz.grading.recall.instructions import without_instructions
from quiz.grading.recall.lexicons import base_language
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.quotes import once_each, speaks_for
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
    related,
)
from quiz.grading.recall.texts import read
from quiz.grading.recall.tongues import detected
from quiz.grading.recall.wholes import Whole, whole
from quiz.marks import stream_safe

NOTHING: Final = 0.15
"""A credit below this counts as nothing in the mark."""

COVERED_FROM: Final = 0.6
"""A point with this credit is shown as covered, one with less but `NOTHING` as partial."""

NEAR: Final = 0.25
"""A wording that is covered so much less may still stand in for one that is contradicted."""

LONGEST: Final = 20_000
"""What is longer is cut there; the plug-in refuses it earlier."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The suggested share of the marks, how sure it is (both 0..1), and why."""

    suggestion: float
    reliability: float
    needs_review: bool
    evidence: FreeTextEvidence


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


def mark(
    prompt: str,
    points: Sequence[KeyPoint],
    required: int | None,
    language: str | None,
    text: str,
    proposal: Proposal | None = None,
) -> Marking:
    """The mark of an answer; `language` is a BCP 47 tag, `None` where nobody said."""
    return weigh(measure(prompt, points, required, language, text, proposal))


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
    source = stream_safe(text[:LONGEST])
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
    credit = best.credit
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
    }
    return [flag for flag, is_seen in seen.items() if is_seen]


def weigh(seen: Measured) -> Marking:
    """The mark that comes of what was seen."""
    likeness = likeness_of(seen)
    recall, spread, count = recalled(seen)
    share = calibration.share_of_likeness(count)
    suggestion = share * calibration.mark(likeness) * _uncontradicted(seen) + (1 - share) * recall
    reliability = calibration.reliability(likeness, spread, count)
    if any(each.is_raised for each in seen.judged):
        # How often teachers agree with proposals is not known: as sure as it must be, no surer.
        suggestion = max(suggestion, recall)
        reliability = min(reliability, calibration.REVIEW_BELOW)
    suggestion, reliability = _guarded(seen, suggestion, reliability)
    return Marking(
        suggestion=round(suggestion, 4),
        reliability=round(reliability, 4),
        needs_review=reliability < calibration.REVIEW_BELOW,
        evidence=_evidence(seen),
    )


def features(seen: Measured) -> dict[str, float]:
    """What likeness is a function of."""
    recall, _, _ = recalled(seen)
    return {
        "credit": recall,
        "recall": seen.whole.recall,
        "grams": seen.whole.grams,
        "extra": seen.whole.extra,
        "undenied": seen.whole.undenied,
    }


def likeness_of(seen: Measured) -> float:
    """How much the answer is like one that a teacher calls correct, 0..1."""
    values = features(seen)
    total = calibration.INTERCEPT + sum(
        weight * values[name] for name, weight in calibration.WEIGHTS.items()
    )
    return 1 / (1 + math.exp(-total))


def recalled(seen: Measured) -> tuple[float, float, int]:
    """The weighted mean credit over what is required, its variance, and how many points count."""
    branches: dict[int, list[Judged]] = {}
    for each in seen.judged:
        branches.setdefault(each.point.branch, []).append(each)
    worth = sorted((_mean(judged) for judged in branches.values()), key=lambda pair: -pair[0])
    counted = worth[: seen.rubric.required] if seen.rubric.required else worth
    mass = sum(mass for _, mass in counted)
    if not mass:
        return 0.0, 0.0, 0
    recall = sum(mean * part for mean, part in counted) / mass
    shares = [each.point.share for each in seen.judged]
    spread = sum(
        (share * (1 - share * 0)) ** 2 * each.credit * (1 - each.credit)
        for share, each in zip(shares, seen.judged, strict=True)
    )
    return (
        recall,
        spread / max(mass, 1e-9) ** 2 if seen.rubric.required else spread,
        len(seen.judged),
    )


def _uncontradicted(seen: Measured) -> float:
    """The share of what the answer seemed to know that no guard took away, 0..1."""
    before = sum(each.point.share * each.coverage.credit for each in seen.judged)
    after = sum(
        each.point.share * (each.coverage.credit if each.contradiction is None else 0.0)
        for each in seen.judged
    )
    return after / before if before else 1.0


def _mean(judged: Sequence[Judged]) -> tuple[float, float]:
    """A branch's mean credit and its share of all points."""
    mass = sum(each.point.share for each in judged)
    credits = (each.credit if each.credit >= NOTHING else 0.0 for each in judged)
    total = sum(credit * each.point.share for credit, each in zip(credits, judged, strict=True))
    return (total / mass if mass else 0.0), mass


def _guarded(seen: Measured, suggestion: float, reliability: float) -> tuple[float, float]:
    """The suggestion and its reliability under the guards of the whole answer."""
    flags = frozenset(seen.flags)
    ceiling = sum(each.point.share * (CAP if each.contradiction else 1.0) for each in seen.judged)
    if seen.rubric.required is None:
        suggestion = min(suggestion, ceiling)
    if flags & {Flag.EMPTY, Flag.GAVE_UP, Flag.QUESTION_COPY} or not seen.judged:
        return 0.0, 1.0 if seen.judged else 0.0
    if Flag.INSTRUCTIONS_REMOVED in flags and not any(j.credit >= NOTHING for j in seen.judged):
        return 0.0, 1.0
    best = max(each.coverage.credit for each in seen.judged)
    if Flag.MOSTLY_UNRELATED in flags and best < 0.4:
        return min(suggestion, 0.02), max(reliability, 0.95)
    doubted = flags & {Flag.KEYWORD_LIST, Flag.MOSTLY_UNRELATED, Flag.OTHER_LANGUAGE}
    if Flag.KEYWORD_LIST in flags:
        suggestion = min(suggestion, 0.5)
    if Flag.MOSTLY_UNRELATED in flags:
        suggestion = min(suggestion * 0.6, 0.5)
    if doubted:
        reliability = min(reliability, calibration.DOUBTED)
    elif Flag.CONTRADICTION in flags:
        reliability = min(reliability, calibration.CONTRADICTED)
    return suggestion, reliability


def _evidence(seen: Measured) -> FreeTextEvidence:
    return FreeTextEvidence(
        points=tuple(_point(each, seen.answer) for each in seen.judged),
        required=seen.rubric.required,
        flags=tuple(flag.value for flag in seen.flags),
        forgiven=_forgiven(seen),
        proposal=seen.proposal,
    )


def _point(judged: Judged, answer: Answer) -> PointEvidence:
    """What is shown of a point."""
    coverage = judged.coverage
    is_found = coverage.last >= coverage.first and coverage.value > 0.05
    places = sorted(
        place
        for term, found in zip(coverage.pattern.terms, coverage.found, strict=True)
        if found is not None and not term.is_function
        for place in found.places
        if coverage.first <= place <= coverage.last
    )
    words = answer.text.words
    return PointEvidence(
        text=judged.point.text,
        status=_status(judged),
        credit=round(judged.credit, 4),
        weight=judged.point.share,
        matched=tuple(
            answer.text.source[words[p].start : words[p].end] for p in dict.fromkeys(places)
        ),
        quote=answer.text.quote(coverage.first, coverage.last) if is_found and places else None,
        flags=judged.flags,
    )


def _status(judged: Judged) -> PointStatus:
    if judged.contradiction is not None:
        return PointStatus.CONTRADICTED
    if judged.credit >= COVERED_FROM:
        return PointStatus.COVERED
    return PointStatus.PARTIAL if judged.credit >= NOTHING else PointStatus.MISSING


def _forgiven(seen: Measured) -> tuple[Forgiven, ...]:
    """Typing errors that were read as words of the card, each once."""
    text = seen.answer.text
    found: dict[Forgiven, None] = {}
    for each in seen.judged:
        coverage = each.coverage
        for term, where in zip(coverage.pattern.terms, coverage.found, strict=True):
            if where is None or not where.is_typo:
                continue
            place = where.places[0]
            word = text.words[place]
            wanted = next(w for w in coverage.pattern.text.words if w.stem == term.stem)
            source = coverage.pattern.text.source
            found[
                Forgiven(text.source[word.start : word.end], source[wanted.start : wanted.end])
            ] = None
    return tuple(found)
