"""The parameters of FSRS-6 for one learner, from the log of their reviews.

Maximum a posteriori: the parameters under which the reviews are least surprising, given how
learners differ (`parameters`). Two things keep a fit from chasing what will not last: a review
counts less than one, because the reviews of a day go well or badly together; and the parameters go
three quarters of the way from the defaults, because learners change. What was fitted to the older
four fifths is adopted only if it is better on the newest fifth; then the fit is made anew from
everything. `docs/fitting.md` has the figures.
"""

from collections.abc import Callable, Sequence

import numpy as np

from quiz.scheduling.optimizing import Progress, gradients
from quiz.scheduling.optimizing.fits import LEAST_REVIEWS, Fit, Losses, Refusal
from quiz.scheduling.optimizing.minimizing import Bounds, minimize
from quiz.scheduling.optimizing.parameters import (
    COUNT,
    DEFAULTS,
    LEAST_Z,
    LOWER,
    MOST_Z,
    UPPER,
    from_z,
    gradient_by_z,
)
from quiz.scheduling.optimizing.review_logs import Review, beginnings
from quiz.scheduling.optimizing.sequences import Floats, Ints, sequences_of

NEWEST_SHARE = 5
"""One in so many reviews, the newest, decides whether a fit is adopted."""

DISPERSION = 2.0
"""So many reviews tell as much as one that is independent of the others. The sum of what a day's
reviews exceed their foretold recall by varies 1.8 to 2.0 times as much as independent reviews
would (a real log of 6,276 scored reviews, fitted parameters). The public optimizers penalize
Σ z² where a posterior has Σ z² / 2, which is the same."""

SHARE_KEPT = 0.75
"""How far the parameters go from the defaults towards the most probable ones. Where learners stay
the same it costs 1/16 of what could be gained, since the loss is nearly quadratic; where they
change, it gains."""

MOST_ROUNDS = 150
TOLERANCE = 1e-3
"""In natural logarithms of the posterior: nothing that a log could tell."""

DECIMALS = 4
"""Of the parameters, as they are published."""


def fit(
    log: Sequence[Review],
    *,
    current: Sequence[float] | None = None,
    progress: Progress | None = None,
) -> Fit:
    """The parameters for a learner, and whether they are better than the `current` ones.

    `log` is ordered as `Review` says; of each card its beginning counts. `current` are the 21
    parameters in use, `None` for the defaults. Nothing here depends on the clock or on chance. What
    `progress` raises ends the fit.
    """
    used = tuple(float(each) for each in (DEFAULTS if current is None else current))
    log = beginnings(log)
    scored = scored_places(log)
    if len(scored) < LEAST_REVIEWS:
        return Fit(used, len(scored), None, None, Refusal.TOO_FEW_REVIEWS)
    report = _Rounds(progress)
    split = len(scored) - len(scored) // NEWEST_SHARE
    tried = most_probable(log[: scored[split]], report.first)
    change = np.stack([log_losses(log, used), log_losses(log, tried)])
    train, newest = (_losses(change[:, each]) for each in (scored[:split], scored[split:]))
    if not newest.gain > 0:
        report.all()
        return Fit(used, len(scored), train, newest, Refusal.NOT_BETTER)
    found = most_probable(log, report.second)
    report.all()
    return Fit(found, len(scored), train, newest, None)


def most_probable(
    log: Sequence[Review],
    progress: Callable[[int], None] = lambda _: None,
    *,
    scored_from: int = 0,
) -> tuple[float, ...]:
    """Parameters fitted to all of a log, whether they are better or not.

    Reviews before the place `scored_from` only change what is foretold of later ones. `progress`
    is called with the rounds done, `MOST_ROUNDS` at most.
    """
    sequences = sequences_of(log)
    is_scored = np.arange(len(log)) >= scored_from
    weights = sequences.by_step(is_scored / DISPERSION)

    def surprise(z: Floats) -> tuple[float, Floats]:
        w = from_z(z)
        loss, gradient = gradients.loss_and_gradient(sequences, w, weights)
        return loss + float(z @ z) / 2, gradient_by_z(gradient, w) + z

    z = minimize(
        surprise,
        np.zeros(COUNT),
        Bounds(LEAST_Z, MOST_Z),
        most_rounds=MOST_ROUNDS,
        tolerance=TOLERANCE,
        progress=progress,
    )
    found = np.clip(np.round(from_z(SHARE_KEPT * z), DECIMALS), LOWER, UPPER)
    return tuple(found.tolist())


def scored_places(log: Sequence[Review]) -> Ints:
    """The places in the log of the reviews that FSRS foretells: a study day or more after the one
    before. Those of the same day only change what is foretold."""
    steps = sequences_of(log)
    found = [
        places[np.union1d(step.passes, step.lapses)]
        for step, places in zip(steps.steps, steps.places, strict=True)
    ]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)


def log_losses(log: Sequence[Review], parameters: Sequence[float]) -> Floats:
    """The log loss of each review in the order of the log; 0 where it is not scored."""
    return gradients.log_losses(sequences_of(log), np.array(parameters, dtype=np.float64))


def _losses(values: Floats) -> Losses:
    before, after = values.mean(axis=1)
    return Losses(float(before), float(after))


class _Rounds:
    """Two searches told as one piece of work."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress or (lambda _done, _total: None)

    def first(self, done: int) -> None:
        self._progress(done, 2 * MOST_ROUNDS)

    def second(self, done: int) -> None:
        self._progress(MOST_ROUNDS + done, 2 * MOST_ROUNDS)

    def all(self) -> None:
        self._progress(2 * MOST_ROUNDS, 2 * MOST_ROUNDS)
