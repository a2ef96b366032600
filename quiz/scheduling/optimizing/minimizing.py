"""The least value of a smooth function of few variables, each within bounds.

Projected quasi-Newton: variables at a bound whose gradient points outwards are held, the others
move along the direction of an inverse Hessian that BFGS updates (Nocedal and Wright, Numerical
Optimization, 2nd edition, 2006, equations 6.17 and 6.20; projection after Bertsekas, Projected
Newton Methods for Optimization Problems with Simple Constraints, SIAM J. Control and Optimization
20, 1982). With some twenty variables the whole matrix is cheaper than a limited memory of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from quiz.scheduling.optimizing.sequences import Floats

Function = Callable[[Floats], tuple[float, Floats]]
"""Gives the value and the gradient at a point. A value that is no number counts as infinite."""

SUFFICIENT_DECREASE = 1e-4
LEAST_CURVATURE = 1e-10
HALVINGS = 30
IDLE_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value of each variable."""

    lower: Floats
    upper: Floats

    def inside(self, point: Floats) -> Floats:
        """The nearest point within the bounds."""
        found: Floats = np.clip(point, self.lower, self.upper)
        return found

    def free(self, point: Floats, gradient: Floats) -> Floats:
        """1 for each variable that may move down its gradient, 0 for the others."""
        is_held = ((point <= self.lower) & (gradient > 0)) | (
            (point >= self.upper) & (gradient < 0)
        )
        return np.where(is_held, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Place:
    """A point, with the value and the gradient there."""

    point: Floats
    value: float
    gradient: Floats


def minimize(
    function: Function,
    start: Floats,
    bounds: Bounds,
    *,
    most_rounds: int,
    tolerance: float,
    progress: Callable[[int], None],
) -> Floats:
    """The point of a local minimum near `start`.

    Ends after two rounds running that gained less than `tolerance`, or after `most_rounds`.
    `progress` is called after each round with their count; what it raises ends the search.
    """
    here = _place(function, bounds.inside(start))
    inverse = _plain(here.gradient)
    idle = 0
    for number in range(1, most_rounds + 1):
        there = _step(function, bounds, here, inverse)
        progress(number)
        if there is None:
            idle += 1
            inverse = _plain(here.gradient)
        else:
            idle = idle + 1 if here.value - there.value < tolerance else 0
            inverse = _updated(inverse, here, there, is_plain=number == 1)
            here = there
        if idle == IDLE_ROUNDS:
            break
    return here.point


def _place(function: Function, point: Floats) -> Place:
    value, gradient = function(point)
    return Place(point, value if np.isfinite(value) else np.inf, gradient)


def _plain(gradient: Floats) -> Floats:
    """Steepest descent, by a step no longer than 1."""
    return np.eye(len(gradient)) / max(1.0, float(np.linalg.norm(gradient)))


def _step(function: Function, bounds: Bounds, here: Place, inverse: Floats) -> Place | None:
    """The first place along the direction that gains enough; `None` when there is none."""
    free = bounds.free(here.point, here.gradient)
    direction = -free * (inverse @ (free * here.gradient))
    for halving in range(HALVINGS):
        point = bounds.inside(here.point + direction / 2**halving)
        there = _place(function, point)
        promised = float(here.gradient @ (point - here.point))
        if there.value < here.value + SUFFICIENT_DECREASE * min(promised, 0.0):
            return there
    return None


def _updated(inverse: Floats, here: Place, there: Place, *, is_plain: bool) -> Floats:
    moved, changed = there.point - here.point, there.gradient - here.gradient
    curvature = float(moved @ changed)
    if curvature <= LEAST_CURVATURE * float(np.linalg.norm(moved) * np.linalg.norm(changed)):
        return inverse
    one = np.eye(len(moved))
    if is_plain:
        inverse = one * curvature / float(changed @ changed)
    left = one - np.outer(moved, changed) / curvature
    found: Floats = left @ inverse @ left.T + np.outer(moved, moved) / curvature
    return found
