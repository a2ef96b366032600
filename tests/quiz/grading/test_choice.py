"""Ticked options are compared with what the author marked, wherever they were shown."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardVersion, ChoiceContent, Option
from quiz.errors import Invalid
from quiz.grading import choice
from quiz.grading.grades import ChoiceEvidence, Grade
from quiz.questions import OPTION_IDS, Question, option_order
from quiz.responses import ChoiceResponse, Format


def content_of(key: str, *, multiple: bool, shuffle: bool = False) -> ChoiceContent:
    """Options in the author's order, "+" for each correct and "-" for each incorrect one."""
    options = tuple(Option(f"option {n}", mark == "+") for n, mark in enumerate(key))
    return ChoiceContent(prompt="Which?", options=options, multiple=multiple, shuffle=shuffle)


def graded(content: ChoiceContent, selected: str, seed: int = 0) -> Grade:
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    question = Question(id=UUID(int=3), card=card, format=Format.CHOICE, seed=seed, position=1)
    return choice.grade(question, ChoiceResponse(selected=tuple(selected)), confidence=None)


def pointers_of(content: ChoiceContent, selected: str) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        graded(content, selected)
    return [fault.pointer for fault in refusal.value.faults]


@pytest.mark.parametrize(("selected", "fraction"), [("b", 1.0), ("a", 0.0), ("c", 0.0), ("", 0.0)])
def test_a_single_choice_is_all_or_nothing(selected: str, fraction: float) -> None:
    assert graded(content_of("-+-", multiple=False), selected).fraction == fraction


@pytest.mark.parametrize(
    ("key", "selected", "fraction"),
    [
        ("++--", "ab", 1.0),
        ("++--", "a", 0.5),
        ("++--", "ac", 0.0),
        ("++--", "abc", 0.5),
        ("++--", "abcd", 0.0),
        ("++--", "cd", 0.0),
        ("++--", "", 0.0),
        ("+++-", "abc", 1.0),
        ("+++-", "abd", 0.0),
        ("+++---", "abd", 1 / 3),
        ("+---", "ab", 2 / 3),
        ("+++", "abc", 1.0),
        ("+++", "a", 1 / 3),
        ("+++", "", 0.0),
        ("---", "", 0.0),
        ("---", "a", 0.0),
    ],
)
def test_a_multiple_choice_takes_wrong_ticks_off(key: str, selected: str, fraction: float) -> None:
    assert graded(content_of(key, multiple=True), selected).fraction == fraction


def test_the_evidence_names_the_options_as_shown() -> None:
    grade = graded(content_of("++-+-", multiple=True), "eba")
    assert grade.evidence == ChoiceEvidence(hits=("a", "b"), misses=("d",), wrong=("e",))


def test_the_evidence_of_a_single_choice_names_the_key_that_was_missed() -> None:
    grade = graded(content_of("-+", multiple=False), "a")
    assert grade.evidence == ChoiceEvidence(hits=(), misses=("b",), wrong=("a",))


def test_a_grade_of_options_is_certain_and_names_its_grader() -> None:
    grade = graded(content_of("+-", multiple=False), "a")
    assert (grade.grader, grade.grader_version) == ("choice", "1")
    assert (grade.reliability, grade.needs_review) == (1.0, False)
    assert grade.suggested_fraction is None


@settings(deadline=None)
@given(st.integers(0, 2**63 - 1), st.integers(0, 5))
def test_the_key_is_right_wherever_the_seed_put_it(seed: int, key: int) -> None:
    marks = "".join("+" if place == key else "-" for place in range(6))
    content = content_of(marks, multiple=False, shuffle=True)
    shown_at = option_order(content, seed).index(key)
    assert graded(content, OPTION_IDS[shown_at], seed).fraction == 1.0
    assert graded(content, OPTION_IDS[(shown_at + 1) % 6], seed).fraction == 0.0


@settings(deadline=None)
@given(st.text("+-", min_size=1, max_size=8), st.sets(st.integers(0, 7)), st.integers(0, 99))
def test_a_fraction_stays_between_nothing_and_all(key: str, ticks: set[int], seed: int) -> None:
    selected = "".join(OPTION_IDS[tick] for tick in ticks if tick < len(key))
    fraction = graded(content_of(key, multiple=True, shuffle=True), selected, seed).fraction
    assert fraction is not None
    assert 0 <= fraction <= 1


@settings(deadline=None)
@given(st.text("+-", min_size=2, max_size=8).filter(lambda key: "-" in key))
def test_ticking_everything_gains_nothing(key: str) -> None:
    everything = OPTION_IDS[: len(key)]
    assert graded(content_of(key, multiple=True), everything).fraction == 0.0


def test_ids_that_were_not_shown_are_refused() -> None:
    content = content_of("+-", multiple=True)
    assert pointers_of(content, "acA") == ["/response/selected/1", "/response/selected/2"]


def test_ids_that_come_twice_are_refused() -> None:
    assert pointers_of(content_of("+-", multiple=True), "aba") == ["/response/selected/2"]


def test_several_ticks_on_a_single_choice_are_refused() -> None:
    assert pointers_of(content_of("+-", multiple=False), "ab") == ["/response/selected"]


def test_a_refusal_does_not_give_the_key_away() -> None:
    with pytest.raises(Invalid) as first:
        graded(content_of("+-", multiple=False), "zz")
    with pytest.raises(Invalid) as second:
        graded(content_of("-+", multiple=False), "zz")
    assert first.value.faults == second.value.faults
