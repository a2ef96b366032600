"""The evidence that is shown with a mark: what of each point was found, and where."""

from typing import Final

from quiz.grading.grades import Forgiven, FreeTextEvidence, PointEvidence, PointStatus
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.measuring import Judged, Measured
from quiz.grading.recall.weighing import NOTHING

COVERED_FROM: Final = 0.6
"""A point with this credit is shown as covered, one with less but `NOTHING` as partial."""


def evidence(seen: Measured) -> FreeTextEvidence:
    """What was seen in an answer, as it is stored and told."""
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
