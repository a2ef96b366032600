"""Learners with known parameters: what is fitted foretells nearly as well as the truth.

A normal run takes three learners; `RECITE_FULL=1` takes twenty.
"""

import os
from functools import cache

import numpy as np
import pytest
from synthetic_learners import Learner, log_of, parameters_of

from quiz.scheduling.optimizing.fitting import fit, log_losses, scored_places
from quiz.scheduling.optimizing.parameters import DEFAULTS

SEEDS = range(20 if "RECITE_FULL" in os.environ else 3)


@cache
def losses(seed: int) -> tuple[float, float, float]:
    """Log loss on the newest fifth of: defaults, what was fitted to the rest, the truth."""
    truth = parameters_of(seed)
    log = log_of(Learner(truth, cards=800, days=180), seed)
    scored = scored_places(log)
    newest = scored[len(scored) * 4 // 5 :]
    fitted = fit(log[: newest[0]])
    defaults, found, true = (
        float(log_losses(log, w)[newest].mean()) for w in (DEFAULTS, fitted.parameters, truth)
    )
    return defaults, found, true


@pytest.mark.parametrize("seed", SEEDS)
def test_half_of_what_the_truth_would_gain_is_gained_at_least(seed: int) -> None:
    defaults, found, true = losses(seed)
    assert found <= (defaults + true) / 2 + 0.002


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fit_is_not_worse_than_the_defaults(seed: int) -> None:
    defaults, found, _ = losses(seed)
    assert found <= defaults + 0.002


def test_most_of_what_the_truth_would_gain_is_gained() -> None:
    defaults, found, true = np.mean([losses(seed) for seed in SEEDS], axis=0)
    assert defaults - found >= 0.8 * (defaults - true)
