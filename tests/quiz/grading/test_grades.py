"""Grades keep what a grader decided, and tell right from wrong in one place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.grading import grades
from quiz.grading.grades import ChoiceEvidence, Evidence, Grade, SelfRatingEvidence, TypedEvidence

SHARES = st.floats(0, 1)
IDS = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)
EVIDENCE = st.one_of(
    st.builds(SelfRatingEvidence, confidence=st.integers(1, 5), label=st.text()),
    st.builds(ChoiceEvidence, hits=IDS, misses=IDS, wrong=IDS),
    st.builds(
        TypedEvidence,
        matched=st.none() | st.text(),
        forgiven=st.lists(st.sampled_from(["case", "article"]), unique=True).map(tuple),
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


def test_a_grade_is_stored_in_this_form() -> None:
    assert grades.to_json(graded(0.5, TypedEvidence(matched="Lenin", forgiven=("case",)))) == {
        "fraction": 0.5,
        "suggested_fraction": None,
        "grader": "a grader",
        "grader_version": "1",
        "reliability": 1.0,
        "needs_review": False,
        "evidence": {"kind": "typed", "matched": "Lenin", "forgiven": ["case"]},
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
