"""A question lays its options out so that neither place nor id tells the key."""

from collections import Counter

import pytest

from quiz.cards import BasicContent, ChoiceContent, Content, Option, TypedContent, kind_of
from quiz.questions import OPTION_IDS, formats_for, option_order
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
