"""Grades what `recite grade` reads: a line of JSON in, its grade or its error out."""

import json
from typing import Any
from uuid import UUID

from pydantic import JsonValue, TypeAdapter

from api.services.composing import key_point
from quiz import card_rules, grading, key_points
from quiz.cards import BasicContent, CardVersion, Content, TypedContent, TypedPolicy
from quiz.errors import Fault, Invalid
from quiz.grading.grades import Evidence, FreeTextEvidence, Grade, TypedEvidence
from quiz.questions import Pins, Question, Surroundings
from quiz.responses import Format, FreeTextResponse, Response, TypedResponse
from schemas.faults import validated
from schemas.gradings import (
    FailedLine,
    GradedLine,
    GradedPoint,
    GradingLine,
    GradingOptions,
    LineError,
    LineFault,
)

_LINE: TypeAdapter[GradingLine] = TypeAdapter(GradingLine)
_NOBODY = UUID(int=0)


def grade_line(line: bytes) -> GradedLine | FailedLine:
    """The grade of a line, or why it has none. Never raises for what a line may hold."""
    id: JsonValue = None
    try:
        document = _parsed(line)
        id = document.get("id") if isinstance(document, dict) else None
        asked: GradingLine = validated(_LINE, document)
        question, response = _question(asked)
        grade = grading.grade(question, response, confidence=None)
        return _graded(asked.id, grade)
    except Invalid as error:
        faults = [LineFault(pointer=f.pointer, message=f.message) for f in error.faults]
        return FailedLine(id=id, error=LineError(message=error.detail, faults=faults))


def _parsed(line: bytes) -> Any:
    """The JSON value of a line. Raises `Invalid`."""
    try:
        return json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The line is not JSON: {error}") from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _question(asked: GradingLine) -> tuple[Question, Response]:
    """The line as a question and the response to it. Raises `Invalid` with pointers."""
    content = _content(asked)
    faults = [
        Fault(fault.pointer, fault.message)
        for fault in card_rules.check(content)
        if fault.pointer != "/prompt" or asked.prompt.strip()
    ]
    if faults:
        raise Invalid("The line cannot be graded.", faults)
    others, words = tuple(asked.options.others), tuple(asked.options.words)
    question = Question(
        id=_NOBODY,
        card=CardVersion(card_id=_NOBODY, deck_id=_NOBODY, version=1, content=content),
        format=asked.format,
        seed=0,
        position=1,
        pins=Pins(language=asked.language, surroundings=Surroundings(others, words)),
    )
    if asked.format is Format.TYPED:
        return question, TypedResponse(asked.response)
    return question, FreeTextResponse(asked.response)


def _content(asked: GradingLine) -> Content:
    if asked.format is Format.TYPED:
        accepted = asked.accepted or ([asked.answer] if asked.answer else [])
        return TypedContent(
            prompt=asked.prompt, accepted=tuple(accepted), policy=_policy(asked.options)
        )
    given = asked.key_points
    points = (
        key_points.derive(asked.answer or "")
        if given is None
        else tuple(key_point(point) for point in given)
    )
    return BasicContent(
        prompt=asked.prompt,
        answer=asked.answer or "\n".join(point.text for point in points),
        key_points=points,
        key_points_derived=given is None,
        required=asked.required,
    )


def _policy(options: GradingOptions) -> TypedPolicy:
    return TypedPolicy(
        case_sensitive=options.case_sensitive,
        diacritics=options.diacritics,
        tolerance=options.tolerance,
        relative_tolerance=options.relative_tolerance,
        unit=options.unit,
    )


def _graded(id: JsonValue, grade: Grade) -> GradedLine:
    fraction = grade.suggested_fraction if grade.fraction is None else grade.fraction
    assert fraction is not None
    return GradedLine(
        id=id,
        fraction=fraction,
        reliability=grade.reliability,
        needs_review=grade.needs_review,
        points=_points(grade.evidence),
        flags=list(_flags(grade.evidence)),
        grader=f"{grade.grader} {grade.grader_version}",
    )


def _points(evidence: Evidence) -> list[GradedPoint]:
    if not isinstance(evidence, FreeTextEvidence):
        return []
    return [
        GradedPoint(text=point.text, status=point.status, credit=point.credit)
        for point in evidence.points
    ]


def _flags(evidence: Evidence) -> tuple[str, ...]:
    if isinstance(evidence, FreeTextEvidence):
        return evidence.flags
    return evidence.problems if isinstance(evidence, TypedEvidence) else ()
