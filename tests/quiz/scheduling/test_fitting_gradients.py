"""The gradient of the log loss is what finite differences say."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from synthetic_learners import parameters_of

from quiz.scheduling.optimizing.gradients import log_losses, loss_and_gradient
from quiz.scheduling.optimizing.parameters import DEFAULTS, LOWER, UPPER, from_z, gradient_by_z
from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.optimizing.sequences import Floats, Sequences, sequences_of


def answers(seed: int) -> Sequences:
    """Three hundred cards with gaps and ratings of every kind."""
    rng = random.Random(seed)
    days = [date(2026, 1, 1)] * 300
    log = []
    for _ in range(4_000):
        card = rng.randrange(len(days))
        days[card] += timedelta(days=rng.choice((0, 0, 1, 2, 5, 20)))
        log.append(Review(card, days[card], rng.choices((1, 2, 3, 4), (5, 3, 9, 3))[0]))
    return sequences_of(log)


def weights_of(sequences: Sequences, seed: int) -> list[Floats]:
    rng = np.random.default_rng(seed)
    return sequences.by_step(rng.random(sequences.review_count))


def differences(sequences: Sequences, w: Floats, weights: list[Floats]) -> Floats:
    """Central finite differences of the loss."""
    found = np.zeros_like(w)
    for place in range(len(w)):
        step = np.zeros_like(w)
        step[place] = 1e-7 * max(1.0, w[place])
        after, _ = loss_and_gradient(sequences, w + step, weights)
        before, _ = loss_and_gradient(sequences, w - step, weights)
        found[place] = (after - before) / (2 * step[place])
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_gradient_is_that_of_finite_differences(seed: int) -> None:
    sequences = answers(seed)
    weights = weights_of(sequences, seed)
    w = np.clip(parameters_of(seed) if seed else DEFAULTS, LOWER + 1e-3, UPPER - 1e-3)
    _, gradient = loss_and_gradient(sequences, w, weights)
    expected = differences(sequences, w, weights)
    np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-3)


def test_the_loss_is_the_weighted_sum_of_log_losses() -> None:
    sequences = answers(1)
    weights = weights_of(sequences, 1)
    loss, _ = loss_and_gradient(sequences, DEFAULTS, weights)
    each = log_losses(sequences, DEFAULTS) @ sequences.in_order(weights)
    assert loss == pytest.approx(each, rel=1e-12)


def test_a_review_foretells_by_the_chance_of_recall() -> None:
    w = DEFAULTS.copy()
    w[2] = 1.0
    first = Review("known", date(2026, 1, 1), 3)
    second = Review("known", date(2026, 1, 2), 3)
    assert log_losses(sequences_of([first, second]), w) == pytest.approx([0, -np.log(0.9)])


def test_a_lapse_costs_by_the_chance_of_forgetting() -> None:
    w = DEFAULTS.copy()
    w[2] = 1.0
    log = [Review("lost", date(2026, 1, 1), 3), Review("lost", date(2026, 1, 2), 1)]
    assert log_losses(sequences_of(log), w) == pytest.approx([0, -np.log(0.1)])


def test_the_gradient_by_distance_follows_the_scales_of_learners() -> None:
    z = np.linspace(-0.2, 0.2, len(DEFAULTS)) + 0.3
    slope = np.linspace(1, 2, len(DEFAULTS))
    step = 1e-6
    expected = [
        (slope @ from_z(z + step * unit) - slope @ from_z(z - step * unit)) / (2 * step)
        for unit in np.eye(len(z))
    ]
    np.testing.assert_allclose(gradient_by_z(slope, from_z(z)), expected, rtol=1e-6)


def test_a_memory_that_grows_without_end_stays_finite() -> None:
    w = UPPER.copy()
    w[19] = 0.0
    learned = [Review("card", date(2026, 1, 1), 4)] * 200
    log = [*learned, Review("card", date(2026, 1, 2), 1)]
    loss, gradient = loss_and_gradient(sequences_of(log), w, [np.ones(1)] * len(log))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
