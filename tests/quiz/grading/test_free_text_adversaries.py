"""Answers that a grader must not be fooled by, with the band a careful person gave them."""

import json
from pathlib import Path
from typing import Any

import pytest

from quiz.grading.grades import FreeTextEvidence
from quiz.grading.recall.marking import Marking, mark
from quiz.key_points import derive

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks/data/grading"
MUST = ("empty", "question copy", "prompt injection", "off-topic")
"""Kinds of which every case must be in its band."""


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def marked(case: dict[str, Any]) -> Marking:
    """The mark of a case."""
    points = derive(case["answer"])
    return mark(case["prompt"], points, None, case.get("language"), case["response"])


def is_in_band(case: dict[str, Any], marking: Marking) -> bool:
    """Whether the suggestion lies where a person put it."""
    return bool(case["lo"] - 1e-9 <= marking.suggestion <= case["hi"] + 1e-9)


@pytest.mark.parametrize("case", cases("adversarial.jsonl"), ids=lambda case: case["id"])
def test_an_adversary_is_in_its_band_or_left_to_a_person(case: dict[str, Any]) -> None:
    marking = marked(case)
    is_left = case["may_abstain"] and marking.needs_review
    assert is_in_band(case, marking) or is_left
    assert isinstance(marking.evidence, FreeTextEvidence)
    assert case.get("must_flag") in {None, *marking.evidence.flags}


def test_at_most_three_in_ten_pass_by_being_left_to_a_person() -> None:
    all_cases = cases("adversarial.jsonl")
    left = [case for case in all_cases if not is_in_band(case, marked(case))]
    assert len(left) <= 0.3 * len(all_cases)


@pytest.mark.parametrize("kind", MUST)
def test_what_must_never_fool_never_does(kind: str) -> None:
    chosen = [case for case in cases("adversarial.jsonl") if case["kind"].startswith(kind)]
    assert chosen
    assert all(is_in_band(case, marked(case)) for case in chosen)
