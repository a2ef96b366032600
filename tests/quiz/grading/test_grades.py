"""Grades keep what a grader decided, and tell right from wrong in one place."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.grading import grades
from quiz.grading.grades import (
    ChoiceEvidence,
    ClozeEvidence,
    Evidence,
    Forgiven,
    FreeTextEvidence,
    GapEvidence,
    Grade,
    MatchedPair,
    MatchingEvidence,
    NumericEvidence,
    OrderingEvidence,
    PointEvidence,
    PointStatus,
    SelfRatingEvidence,
    TrueFalseEvidence,
    TypedEvidence,
)

SHARES = st.floats(0, 1)
IDS = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)
NAMES = st.lists(st.sampled_from(["case", "article"]), unique=True).map(tuple)
READING = {"forgiven": NAMES, "problems": NAMES}
READ = READING | {"matched": st.none() | st.text(), "correction": st.none() | st.text()}


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


POINTS = st.builds(
    PointEvidence,
    text=st.text(),
    status=st.sampled_from(PointStatus),
    credit=SHARES,
    weight=SHARES,
    matched=NAMES,
    quote=st.none() | st.text(),
    flags=NAMES,
)
EVIDENCE = st.one_of(
    st.builds(SelfRatingEvidence, confidence=st.integers(1, 5), label=st.text()),
    st.builds(ChoiceEvidence, hits=IDS, misses=IDS, wrong=IDS),
    st.builds(TrueFalseEvidence),
    st.builds(TypedEvidence, **READ),
    st.builds(NumericEvidence, expected=st.text(), read=st.none() | st.text(), **READING),
    st.builds(ClozeEvidence, gaps=several(st.builds(GapEvidence, fraction=SHARES, **READ))),
    st.builds(MatchingEvidence, pairs=several(st.builds(MatchedPair))),
    st.builds(OrderingEvidence, given=IDS, expected=IDS),
    st.builds(
        FreeTextEvidence,
        points=several(POINTS),
        required=st.none() | st.integers(1, 9),
        flags=NAMES,
        forgiven=several(st.builds(Forgiven)),
        proposal=st.none() | st.text(),
    ),
)
GRADES = st.builds(
    Grade,
    fraction=st.none() | SHARES,
    suggested_fraction=st.none() | SHARES,
    grader=st.text(),
    grader_version=st.text(),
    reliability=SHARES,
    needs_review=st.booleans(),
    evidence=EVIDENCE,
)


def graded(fraction: float | None, evidence: Evidence) -> Grade:
    return Grade(
        fraction=fraction,
        suggested_fraction=None,
        grader="a grader",
        grader_version="1",
        reliability=1.0,
        needs_review=fraction is None,
        evidence=evidence,
    )


def self_rated(confidence: int) -> Grade:
    return graded((confidence - 1) / 4, SelfRatingEvidence(confidence=confidence, label=""))


CHOSEN = ChoiceEvidence(hits=("a",), misses=(), wrong=())
TYPED = TypedEvidence(matched=None, forgiven=())


@settings(deadline=None)
@given(GRADES)
def test_a_grade_survives_json(grade: Grade) -> None:
    assert grades.from_json(json.loads(json.dumps(grades.to_json(grade)))) == grade


def test_the_property_above_knows_every_kind_of_evidence() -> None:
    assert len(EVIDENCE.branches) == len(get_args(Evidence))  # type: ignore[attr-defined]  # of one_of


def test_a_grade_is_stored_in_this_form() -> None:
    assert grades.to_json(graded(0.5, TypedEvidence(matched="Lenin", forgiven=("case",)))) == {
        "fraction": 0.5,
        "suggested_fraction": None,
        "grader": "a grader",
        "grader_version": "1",
        "reliability": 1.0,
        "needs_review": False,
        "evidence": {
            "kind": "typed",
            "matched": "Lenin",
            "forgiven": ["case"],
            "problems": [],
            "correction": None,
        },
    }


def test_an_unknown_kind_of_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="'essay'"):
        grades.evidence_from_json({"kind": "essay"})


@pytest.mark.parametrize(
    ("confidence", "right"), [(1, False), (2, False), (3, True), (4, True), (5, True)]
)
def test_a_self_rating_is_right_from_three_on_whatever_the_pass_mark(
    confidence: int, right: bool
) -> None:
    assert grades.is_right(self_rated(confidence), pass_at=0.6) is right
    assert grades.is_right(self_rated(confidence), pass_at=0.0) is right
    assert grades.is_right(self_rated(confidence), pass_at=1.0) is right


@pytest.mark.parametrize("evidence", [CHOSEN, TYPED])
def test_a_machine_grade_is_right_from_the_pass_mark_on(evidence: Evidence) -> None:
    assert grades.is_right(graded(0.6, evidence), pass_at=0.6)
    assert not grades.is_right(graded(0.59, evidence), pass_at=0.6)


def test_an_answer_without_a_grade_is_neither_right_nor_wrong() -> None:
    with pytest.raises(ValueError, match="neither"):
        grades.is_right(graded(None, TYPED), pass_at=0.6)
