"""Figures of predictions, against values worked out by hand."""

import math
import random

import pytest

from quiz.scheduling.measures import (
    Prediction,
    area_under_curve,
    log_loss,
    recall_bin,
    rmse_bins,
)


def predictions(*pairs: tuple[float, bool]) -> list[Prediction]:
    """Chances and what happened, all in one bin."""
    return [Prediction(chance, is_remembered, bin=0) for chance, is_remembered in pairs]


def test_log_loss_is_the_mean_surprise() -> None:
    found = log_loss(predictions((0.8, True), (0.5, False)))
    assert found == pytest.approx(-(math.log(0.8) + math.log(0.5)) / 2)


def test_a_wrong_certainty_costs_much_but_not_everything() -> None:
    assert log_loss(predictions((1.0, False))) == pytest.approx(52 * math.log(2))
    assert log_loss(predictions((0.0, True))) == pytest.approx(52 * math.log(2))


def test_nothing_foretold_has_no_error() -> None:
    assert math.isnan(log_loss([]))
    assert math.isnan(rmse_bins([]))


def test_the_error_of_a_bin_is_between_its_means() -> None:
    # 0.9 and 0.7 foretold, one of two remembered: 0.8 against 0.5.
    assert rmse_bins(predictions((0.9, True), (0.7, False))) == pytest.approx(0.3)


def test_bins_weigh_as_much_as_they_have_reviews() -> None:
    # Three reviews off by 0.1, one by 0.5: the root of (3 * 0.01 + 0.25) / 4.
    known = [Prediction(0.9, True, bin="known")] * 3
    assert rmse_bins([*known, Prediction(0.5, False, bin="new")]) == pytest.approx(0.2645751)


@pytest.mark.parametrize(
    ("elapsed_days", "repetition", "lapses", "expected"),
    [
        # floor(log(days) / log 3.62) is 0 to 3 days, 1 to 13, 2 to 47.
        (1, 2, 0, (2.48, 4.0, 0.0)),
        (3, 2, 0, (2.48, 4.0, 0.0)),
        (4, 3, 1, (8.98, 4.0, 2.0)),
        (13, 4, 2, (8.98, 7.0, 3.0)),
        (14, 7, 3, (32.5, 13.0, 5.0)),
    ],
)
def test_bins_are_those_of_the_benchmark(
    elapsed_days: int, repetition: int, lapses: int, expected: tuple[float, float, float]
) -> None:
    assert recall_bin(elapsed_days, repetition, lapses) == expected


def test_an_order_without_a_fault_has_the_whole_area() -> None:
    assert area_under_curve(predictions((0.9, True), (0.8, True), (0.3, False))) == 1.0
    assert area_under_curve(predictions((0.1, True), (0.8, False))) == 0.0


def test_ties_count_half() -> None:
    assert area_under_curve(predictions((0.5, True), (0.5, False), (0.5, False))) == 0.5
    # Pairs: 0.7 over 0.7 half, over 0.2 one; 0.4 over 0.7 none, over 0.2 one: 2.5 of 4.
    mixed = predictions((0.7, True), (0.4, True), (0.7, False), (0.2, False))
    assert area_under_curve(mixed) == 0.625


def test_where_all_went_the_same_way_there_is_no_area() -> None:
    assert area_under_curve(predictions((0.5, True), (0.9, True))) is None
    assert area_under_curve([]) is None


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    rng = random.Random(7)
    sample = predictions(*((rng.randint(0, 20) / 20, rng.random() < 0.7) for _ in range(200)))
    hits = [each.chance for each in sample if each.is_remembered]
    misses = [each.chance for each in sample if not each.is_remembered]
    pairs = [(hit > miss) + (hit == miss) / 2 for hit in hits for miss in misses]
    assert area_under_curve(sample) == pytest.approx(sum(pairs) / len(pairs))
