"""Seeded orders are uniform, and the same on every machine."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.shuffling import derived, draw, shuffled

SEEDS = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize(
    ("length", "seed", "order"),
    [
        (6, 0, (3, 2, 5, 1, 4, 0)),
        (6, 7, (3, 2, 1, 0, 4, 5)),
        (6, 2**63 - 1, (2, 4, 0, 1, 3, 5)),
        (1, 3, (0,)),
        (0, 3, ()),
    ],
)
def test_a_seed_gives_the_same_order_for_ever(
    length: int, seed: int, order: tuple[int, ...]
) -> None:
    # The second was computed by hand: for step in 5..1, the first 16 hexadecimal digits of
    # `printf '7:STEP:0' | sha256sum`, modulo STEP + 1, are 5, 4, 0, 1, 1.
    assert shuffled(length, seed) == order


@settings(deadline=None)
@given(st.integers(0, 30), SEEDS)
def test_an_order_holds_every_place_once(length: int, seed: int) -> None:
    assert sorted(shuffled(length, seed)) == list(range(length))


def test_every_order_of_four_is_equally_likely() -> None:
    counts = Counter(shuffled(4, seed) for seed in range(6_000))
    assert set(counts) == set(permutations(range(4)))
    expected = 6_000 / 24
    chi_square = sum((count - expected) ** 2 / expected for count in counts.values())
    # 23 degrees of freedom: 49.7 is passed by chance once in a thousand.
    assert chi_square < 49.7


@settings(deadline=None)
@given(st.integers(1, 2**63), SEEDS, st.integers(0, 99))
def test_a_draw_stays_below_its_bound(bound: int, seed: int, step: int) -> None:
    assert 0 <= draw(bound, seed, step=step) < bound


def test_a_draw_that_would_favour_low_numbers_is_made_again() -> None:
    # Below 3 * 2**62, three quarters of the 64-bit values count; without the rejection the first
    # third of the range would come twice as often.
    bound = 3 * 2**62
    third = sum(draw(bound, seed, step=0) < 2**62 for seed in range(3_000))
    assert 900 < third < 1_100


@pytest.mark.parametrize(
    ("labels", "seed"),
    [(("options",), 8480566754155485401), (("a", "b"), 3014187297615102080)],
)
def test_a_derived_seed_is_the_same_for_ever(labels: tuple[str, ...], seed: int) -> None:
    assert derived(7, *labels) == seed


@settings(deadline=None)
@given(SEEDS, st.text(alphabet="abc"))
def test_a_derived_seed_is_a_seed_of_its_own(seed: int, label: str) -> None:
    part = derived(seed, label)
    assert 0 <= part < 2**63
    assert part != derived(seed, label + "d")
    assert part != seed
