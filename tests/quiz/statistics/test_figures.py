"""A figure is there only where there is enough to reckon it from."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.statistics.figures import Figure, Reason, correlation, mean, quantiles

SHARES = st.floats(0, 1, allow_subnormal=False)
PAIRS = st.lists(st.tuples(SHARES, SHARES), min_size=3, max_size=30)

# F. J. Anscombe (1973), "Graphs in statistical analysis", The American Statistician 27, 17-21:
# the first and the fourth of his sets.
ANSCOMBE_X = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
ANSCOMBE_Y = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
ANSCOMBE_X4 = (8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8)
ANSCOMBE_Y4 = (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89)


def test_a_mean_of_enough_values_is_told_with_their_count() -> None:
    assert mean([0.0, 0.5, 1.0], least=3) == Figure(0.5, 3)


def test_a_mean_of_too_few_values_is_left_out_with_the_reason() -> None:
    assert mean([0.0, 0.5], least=3) == Figure(None, 2, Reason.FEW_LEARNERS)


@pytest.mark.parametrize(
    ("xs", "ys", "published"),
    [(ANSCOMBE_X, ANSCOMBE_Y, 0.81642), (ANSCOMBE_X4, ANSCOMBE_Y4, 0.81652)],
)
def test_the_correlation_is_the_published_one(
    xs: tuple[float, ...], ys: tuple[float, ...], published: float
) -> None:
    assert correlation(xs, ys, least=11).value == pytest.approx(published, abs=5e-6)


def test_with_zeros_and_ones_it_is_the_point_biserial_correlation() -> None:
    # Those who chose it have the rests 0.2 and 0.4, the others 0.6, 0.8 and 1.0:
    # (0.3 - 0.8) / sqrt(0.08) * sqrt(2/5 * 3/5).
    found = correlation([1, 1, 0, 0, 0], [0.2, 0.4, 0.6, 0.8, 1.0], least=5)
    assert found.value == pytest.approx(-0.5 / sqrt(0.08) * sqrt(0.24))


def test_who_has_no_rest_is_left_out() -> None:
    with_all = correlation([0, 1, 1], [0.0, 0.5, 1.0], least=3)
    assert correlation([0, 1, 1, 0], [0.0, 0.5, 1.0, None], least=3) == with_all


def test_too_few_learners_have_no_correlation() -> None:
    assert correlation([0, 1], [0, 1], least=3) == Figure(None, 2, Reason.FEW_LEARNERS)


def test_too_few_rests_are_another_reason() -> None:
    found = correlation([0, 1, 1], [0, 1, None], least=3)
    assert found == Figure(None, 2, Reason.FEW_OTHER_CARDS)


@pytest.mark.parametrize(
    ("values", "rests"), [((1, 1, 1), (0.1, 0.2, 0.3)), ((0, 1, 1), (0.5, 0.5, 0.5))]
)
def test_what_is_all_the_same_goes_along_with_nothing(
    values: tuple[float, ...], rests: tuple[float, ...]
) -> None:
    assert correlation(values, rests, least=3) == Figure(None, 3, Reason.NO_SPREAD)


def test_rounding_is_no_spread() -> None:
    nearly = [0.1 + 0.2, 0.3, 0.3]
    assert correlation([0, 1, 0], nearly, least=3).reason is Reason.NO_SPREAD


@given(PAIRS)
def test_a_correlation_stays_on_its_scale(pairs: list[tuple[float, float]]) -> None:
    value = correlation([x for x, _ in pairs], [y for _, y in pairs], least=1).value
    assert value is None or -1 <= value <= 1


@given(PAIRS)
def test_what_is_turned_around_correlates_the_other_way(pairs: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    value = correlation(xs, ys, least=1).value
    turned = correlation([1 - x for x in xs], ys, least=1).value
    assert value is None or turned is None or turned == pytest.approx(-value, abs=1e-6)


def test_quartiles_are_those_of_r_and_numpy() -> None:
    # R: quantile(1:10) gives 3.25, 5.50 and 7.75.
    found = quantiles([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], least=10)
    assert [figure.value for figure in found] == [3.25, 5.5, 7.75]


def test_quartiles_of_one_value_are_that_value() -> None:
    assert [figure.value for figure in quantiles([7], least=1)] == [7, 7, 7]


def test_quartiles_of_too_few_values_are_left_out() -> None:
    assert set(quantiles([1, 2], least=3)) == {Figure(None, 2, Reason.FEW_LEARNERS)}
