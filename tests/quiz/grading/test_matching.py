"""Texts on the left matched with texts on the right, under ids that tell nothing."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardVersion, MatchingContent, Pair
from quiz.errors import Invalid
from quiz.grading import matching
from quiz.grading.grades import Grade, MatchedPair, MatchingEvidence
from quiz.questions import OPTION_IDS, Question, left_order, rights_in_order
from quiz.responses import Format, MatchingResponse

RIVERS = MatchingContent(
    "Which sea?",
    (
        Pair("Nile", "Mediterranean"),
        Pair("Ebro", "Mediterranean "),
        Pair("Don", "Azov"),
        Pair("Oder", "Baltic"),
    ),
    ("Caspian",),
)
SEEDS = st.integers(0, 2**63 - 1)


def graded(pairs: dict[str, str], seed: int = 0, content: MatchingContent = RIVERS) -> Grade:
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    question = Question(UUID(int=3), card, Format.MATCHING, seed=seed, position=1)
    return matching.grade(question, MatchingResponse(pairs), confidence=None)


def ids(seed: int, given: dict[str, str]) -> dict[str, str]:
    """The ids of these texts, as the question shows them."""
    order = left_order(RIVERS, seed)
    lefts = {RIVERS.pairs[index].left: str(n) for n, index in enumerate(order, start=1)}
    rights = dict(zip(rights_in_order(RIVERS, seed), OPTION_IDS, strict=False))
    return {lefts[left]: rights[right] for left, right in given.items()}


def pointers_of(pairs: dict[str, str]) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        graded(pairs)
    return [fault.pointer for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("given", "fraction"),
    [
        ({}, 0.0),
        ({"Nile": "Mediterranean"}, 0.25),
        ({"Nile": "Azov"}, 0.0),
        ({"Nile": "Mediterranean", "Ebro": "Mediterranean"}, 0.5),
        ({"Nile": "Mediterranean", "Ebro": "Caspian", "Don": "Azov"}, 0.5),
        (dict.fromkeys(["Nile", "Ebro", "Don", "Oder"], "Mediterranean"), 0.5),
        ({"Nile": "Azov", "Ebro": "Azov", "Don": "Baltic", "Oder": "Azov"}, 0.0),
    ],
)
@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_a_fraction_is_the_share_of_the_lefts_matched_rightly(
    given: dict[str, str], fraction: float, seed: int
) -> None:
    assert graded(ids(seed, given), seed).fraction == fraction


@settings(deadline=None)
@given(SEEDS)
def test_everything_right_is_worth_everything_wherever_the_seed_put_it(seed: int) -> None:
    right = {pair.left: pair.right.strip() for pair in RIVERS.pairs}
    assert graded(ids(seed, right), seed).fraction == 1.0


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("1234"), st.sampled_from("abcd")), SEEDS)
def test_the_evidence_says_of_each_left_what_was_given_and_expected(
    given: dict[str, str], seed: int
) -> None:
    grade = graded(given, seed)
    assert isinstance(grade.evidence, MatchingEvidence)
    pairs = grade.evidence.pairs
    assert [pair.left for pair in pairs] == ["1", "2", "3", "4"]
    assert {pair.left: pair.given for pair in pairs if pair.given} == given
    assert graded({pair.left: pair.expected for pair in pairs}, seed).fraction == 1.0
    assert grade.fraction == sum(pair.is_right for pair in pairs) / 4


def test_the_evidence_of_a_left_that_was_left_out_names_what_belongs_there() -> None:
    grade = graded({}, content=MatchingContent("?", (Pair("a", "x"), Pair("b", "y"))))
    assert isinstance(grade.evidence, MatchingEvidence)
    first = grade.evidence.pairs[0]
    assert first == MatchedPair(left="1", given=None, expected=first.expected, is_right=False)


def test_a_grade_of_pairs_is_certain_and_names_its_grader() -> None:
    grade = graded({"1": "a"})
    assert (grade.grader, grade.grader_version) == ("matching", "1")
    assert (grade.reliability, grade.needs_review) == (1.0, False)


@pytest.mark.parametrize(
    ("pairs", "pointers"),
    [
        ({"5": "a"}, ["/response/pairs/5"]),
        ({"1": "e"}, ["/response/pairs/1"]),
        ({"0": "z"}, ["/response/pairs/0", "/response/pairs/0"]),
        ({"a/~": "a", "1": "A"}, ["/response/pairs/a~1~0", "/response/pairs/1"]),
    ],
)
def test_ids_that_were_not_shown_are_refused(pairs: dict[str, str], pointers: list[str]) -> None:
    assert pointers_of(pairs) == pointers
