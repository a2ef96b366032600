"""Answers that a grader must not be fooled by, with the band a careful person gave them."""

import json
from pathlib import Path
from typing import Any

import pytest

from quiz.grading.recall.marking import Marking, mark
from quiz.key_points import derive

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks/data/grading"
FRESH = ("adversarial_fresh.jsonl", "adversarial_fresh_2.jsonl", "adversarial_fresh_3.jsonl")
FILES = ("adversarial.jsonl", "adversarial_more.jsonl", *FRESH)
GUARDS = {"contradiction", "keyword_list", "mostly_unrelated_text", "question_copy"}
MUST = ("empty", "question copy", "prompt injection", "off-topic")
"""Kinds of which every case must be in its band."""


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def marked(case: dict[str, Any]) -> Marking:
    """The mark of a case."""
    points = derive(case["answer"])
    required = case.get("required")
    return mark(case["prompt"], points, required, case.get("language"), case["response"])


def is_in_band(case: dict[str, Any], marking: Marking) -> bool:
    """Whether the suggestion lies where a person put it."""
    return bool(case["lo"] - 1e-9 <= marking.suggestion <= case["hi"] + 1e-9)


def passes(case: dict[str, Any]) -> bool:
    """Whether it is in its band or left to a person, with the flag that it must have."""
    marking = marked(case)
    is_left = case["may_abstain"] and marking.needs_review
    is_flagged = case.get("must_flag") in {None, *marking.evidence.flags}
    return (is_in_band(case, marking) or is_left) and is_flagged


@pytest.mark.parametrize("case", cases("adversarial.jsonl"), ids=lambda case: case["id"])
def test_an_adversary_is_in_its_band_or_left_to_a_person(case: dict[str, Any]) -> None:
    assert passes(case)


@pytest.mark.parametrize("name", FILES)
def test_at_most_three_in_ten_are_out_of_their_band(name: str) -> None:
    all_cases = cases(name)
    left = [case for case in all_cases if not is_in_band(case, marked(case))]
    assert len(left) <= 0.3 * len(all_cases)


def test_nineteen_of_twenty_cases_of_other_subjects_pass() -> None:
    all_cases = cases("adversarial_more.jsonl")
    passed = [case for case in all_cases if passes(case)]
    assert len(passed) >= 0.95 * len(all_cases)


@pytest.mark.parametrize("name", FRESH)
def test_nine_of_ten_cases_that_were_written_unseen_pass(name: str) -> None:
    all_cases = cases(name)
    passed = [case for case in all_cases if passes(case)]
    assert len(passed) >= 0.9 * len(all_cases)


@pytest.mark.parametrize("name", FILES)
def test_the_points_themselves_in_another_order_are_a_perfect_answer(name: str) -> None:
    cards = {(case["prompt"], case["answer"], case["language"]) for case in cases(name)}
    for prompt, answer, language in cards:
        points = derive(answer)
        texts = [point.text.rstrip(".") for top in points for point in top.walk()]
        for response in (". ".join(reversed(texts)), ", ".join(texts)):
            marking = mark(prompt, points, None, language, response)
            assert not GUARDS & set(marking.evidence.flags)
            assert marking.suggestion >= 0.85


def test_perfect_answers_are_not_flagged() -> None:
    rows = [case for name in FILES for case in cases(name)]
    clean = [case for case in rows if case.get("must_not_flag")]
    assert clean
    assert not [case["id"] for case in clean if GUARDS & set(marked(case).evidence.flags)]


@pytest.mark.parametrize("kind", MUST)
def test_what_must_never_fool_never_does(kind: str) -> None:
    chosen = [case for name in FILES for case in cases(name) if case["kind"].startswith(kind)]
    assert chosen
    assert all(is_in_band(case, marked(case)) for case in chosen)
