"""Items in order, by how much of the order is right."""

from itertools import permutations
from statistics import mean
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardVersion, OrderingContent
from quiz.errors import Invalid
from quiz.grading import ordering
from quiz.grading.grades import Grade, OrderingEvidence
from quiz.questions import OPTION_IDS, Question, item_order
from quiz.responses import Format, OrderingResponse


def graded(content: OrderingContent, order: tuple[str, ...], seed: int = 0) -> Grade:
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    question = Question(UUID(int=3), card, Format.ORDERING, seed=seed, position=1)
    return ordering.grade(question, OrderingResponse(order), confidence=None)


def graded_texts(right: str, given: str, seed: int = 0) -> Grade:
    """The grade of letters in the order given, whose right order is `right`."""
    content = OrderingContent("Order?", tuple(right))
    shown = [(OPTION_IDS[n], right[index]) for n, index in enumerate(item_order(content, seed))]
    ids = []
    for text in given:
        found = next(item for item in shown if item[1] == text)
        shown.remove(found)
        ids.append(found[0])
    return graded(content, tuple(ids), seed)


def pointers_of(order: str) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        graded(OrderingContent("Order?", tuple("vwxyz")), tuple(order))
    return [fault.pointer for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("right", "given", "fraction"),
    [
        ("vwxyz", "vwxyz", 1.0),
        ("vwxyz", "zyxwv", 0.0),
        ("vwxyz", "wvxyz", 0.8),
        ("vwxyz", "zvwxy", 0.2),
        ("vwxyz", "yzvwx", 0.0),
        ("wxyz", "xwzy", 1 / 3),
        ("yz", "yz", 1.0),
        ("yz", "zy", 0.0),
        ("xyx", "xyx", 1.0),
        ("xyx", "xxy", 0.0),
        ("xxy", "xxy", 1.0),
        ("xxy", "xyx", 0.0),
    ],
)
@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_a_fraction_is_what_the_orders_have_in_common(
    right: str, given: str, fraction: float, seed: int
) -> None:
    assert graded_texts(right, given, seed).fraction == pytest.approx(fraction)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_random_orders_have_as_many_pairs_right_as_wrong(count: int) -> None:
    right = "vwxyz"[:count]
    evidence = [graded_texts(right, "".join(order)).evidence for order in permutations(right)]
    shares = [e.pairs_in_order / e.pairs for e in evidence if isinstance(e, OrderingEvidence)]
    assert mean(shares) == pytest.approx(0.5)


@settings(deadline=None)
@given(st.permutations("vwxyz"), st.integers(0, 2**63 - 1))
def test_the_grade_does_not_depend_on_the_layout(given: list[str], seed: int) -> None:
    order = "".join(given)
    assert graded_texts("vwxyz", order, seed).fraction == graded_texts("vwxyz", order).fraction


@settings(deadline=None)
@given(st.text("xyz", min_size=2, max_size=8), st.integers(0, 99))
def test_the_expected_order_of_the_evidence_is_worth_everything(right: str, seed: int) -> None:
    given = "".join(sorted(right))
    evidence = graded_texts(right, given, seed).evidence
    assert isinstance(evidence, OrderingEvidence)
    assert graded(OrderingContent("Order?", tuple(right)), evidence.expected, seed).fraction == 1.0
    assert sorted(evidence.expected) == sorted(evidence.given)


def test_a_grade_of_an_order_is_certain_and_names_its_grader() -> None:
    grade = graded_texts("xyz", "xyz")
    assert (grade.grader, grade.grader_version) == ("ordering", "1")
    assert (grade.reliability, grade.needs_review) == (1.0, False)


@pytest.mark.parametrize(
    ("order", "pointers"),
    [
        ("abcd", ["/response/order"]),
        ("", ["/response/order"]),
        ("abcdef", ["/response/order/5"]),
        ("abcde" + "a", ["/response/order/5"]),
        ("abcdA", ["/response/order/4", "/response/order"]),
        ("aabcd", ["/response/order/1", "/response/order"]),
    ],
)
def test_an_order_of_other_items_than_those_shown_is_refused(
    order: str, pointers: list[str]
) -> None:
    assert pointers_of(order) == pointers


def test_a_refusal_does_not_give_the_order_away() -> None:
    with pytest.raises(Invalid) as first:
        graded(OrderingContent("Order?", ("x", "y", "z")), ("a",))
    with pytest.raises(Invalid) as second:
        graded(OrderingContent("Order?", ("z", "y", "x")), ("a",))
    assert first.value.faults == second.value.faults
