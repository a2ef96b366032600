"""A question lays its options out so that neither place nor id tells the key."""

from collections import Counter
from itertools import permutations

import pytest

from quiz.cards import (
    BasicContent,
    CardKind,
    ChoiceContent,
    Content,
    MatchingContent,
    Option,
    OrderingContent,
    Pair,
    TypedContent,
    kind_of,
)
from quiz.questions import (
    OPTION_IDS,
    formats_for,
    item_order,
    left_order,
    option_order,
    rights_in_order,
)
from quiz.responses import Format

BASIC = BasicContent(prompt="Outline Leon Trotsky?", answer="Led the Red Army")
TYPED = TypedContent(prompt="Who led the Red Army?", accepted=("Trotsky",))


def choice_of(count: int, *, shuffle: bool = True) -> ChoiceContent:
    options = tuple(Option(text=str(n), is_correct=n == 0) for n in range(count))
    return ChoiceContent(prompt="Which?", options=options, shuffle=shuffle)


CHOICE = choice_of(4)


@pytest.mark.parametrize(
    ("content", "formats"),
    [
        (BASIC, (Format.FLIP, Format.FREE_TEXT)),
        (CHOICE, (Format.CHOICE, Format.FLIP)),
        (TYPED, (Format.TYPED, Format.FLIP)),
    ],
)
def test_a_card_is_asked_in_its_most_natural_format_first(
    content: Content, formats: tuple[Format, ...]
) -> None:
    assert formats_for(kind_of(content)) == formats


# The values that are passed by chance once in a thousand, for count - 1 degrees of freedom.
@pytest.mark.parametrize(("count", "critical"), [(2, 10.8), (3, 13.8), (4, 16.3), (5, 18.5)])
def test_the_key_is_shown_in_every_place_equally_often(count: int, critical: float) -> None:
    content = choice_of(count)
    places = Counter(option_order(content, seed).index(0) for seed in range(4_000))
    expected = 4_000 / count
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(count))
    assert chi_square < critical


def test_the_same_seed_gives_the_same_order() -> None:
    assert option_order(choice_of(6), 7) == option_order(choice_of(6), 7) == (3, 2, 1, 0, 4, 5)


def test_the_order_depends_on_nothing_but_the_number_of_options_and_the_seed() -> None:
    reworded = ChoiceContent(
        prompt="Another?",
        options=tuple(Option(text=f"{n}!", is_correct=n == 5) for n in range(6)),
        multiple=True,
    )
    assert option_order(reworded, 7) == option_order(choice_of(6), 7)


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_options_that_are_not_to_be_shuffled_keep_the_authors_order(seed: int) -> None:
    assert option_order(choice_of(5, shuffle=False), seed) == (0, 1, 2, 3, 4)


def test_option_ids_are_single_letters_in_the_order_shown() -> None:
    assert OPTION_IDS[:4] == "abcd"
    assert len(set(OPTION_IDS)) == len(OPTION_IDS) == 26


def test_every_kind_is_asked_in_its_own_format_and_as_a_flip_card() -> None:
    assert all(Format.FLIP in formats_for(kind) for kind in CardKind)
    own = {Format(kind.value) for kind in CardKind if kind is not CardKind.BASIC}
    assert {formats_for(kind)[0] for kind in CardKind} == own | {Format.FLIP}


PAIRS = MatchingContent(
    "?", tuple(Pair(left, right) for left, right in zip("abcd", "xyzx", strict=True)), ("w",)
)


def test_each_text_on_the_right_is_shown_but_once() -> None:
    assert sorted(rights_in_order(PAIRS, 7)) == ["w", "x", "y", "z"]


def test_texts_on_the_right_are_told_apart_by_more_than_spaces() -> None:
    content = MatchingContent("?", (Pair("a", "x"), Pair("b", " x ")), ("y",))
    assert sorted(rights_in_order(content, 7)) == ["x", "y"]


def test_both_sides_are_shuffled_and_neither_tells_of_the_other() -> None:
    seen = Counter((left_order(PAIRS, n)[0], rights_in_order(PAIRS, n)[0]) for n in range(4_000))
    assert len(seen) == 16
    expected = 4_000 / 16
    # Passed by chance once in a thousand, for 15 degrees of freedom.
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 37.7


@pytest.mark.parametrize("items", ["wxyz", "xxyz", "xyzx"])
def test_items_are_not_shown_in_the_right_order_already(items: str) -> None:
    content = OrderingContent("?", tuple(items))
    shown = {"".join(items[i] for i in item_order(content, seed)) for seed in range(500)}
    assert items not in shown
    assert len(shown) == len(set(permutations(items))) - 1


@pytest.mark.parametrize("items", ["xy", "xxy", "xyz", "xxyy"])
def test_items_of_few_orders_are_shown_in_any_of_them_lest_one_that_is_never_shown_tell(
    items: str,
) -> None:
    content = OrderingContent("?", tuple(items))
    shown = Counter("".join(items[i] for i in item_order(content, seed)) for seed in range(4_000))
    expected = 4_000 / len(set(permutations(items)))
    assert abs(shown[items] - expected) < 210


@pytest.mark.parametrize("items", [("x", "x", "x"), ("x",)])
def test_items_of_one_order_are_shown_in_it(items: tuple[str, ...]) -> None:
    assert len(item_order(OrderingContent("?", items), 7)) == len(items)


def test_the_same_seed_lays_out_the_same_way() -> None:
    assert left_order(PAIRS, 7) == left_order(PAIRS, 7)
    assert rights_in_order(PAIRS, 7) == rights_in_order(PAIRS, 7)
    content = OrderingContent("?", tuple("vwxyz"))
    assert item_order(content, 7) == item_order(content, 7)
