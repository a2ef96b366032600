"""The search finds minima of functions whose minima are known, and stays within bounds."""

import numpy as np
import pytest

from quiz.scheduling.optimizing.minimizing import Bounds, Function, minimize
from quiz.scheduling.optimizing.sequences import Floats

WIDE = Bounds(np.full(2, -10.0), np.full(2, 10.0))


def rosenbrock(at: Floats) -> tuple[float, Floats]:
    """Rosenbrock's valley: least at (1, 1)."""
    x, y = at
    value = (1 - x) ** 2 + 100 * (y - x * x) ** 2
    return float(value), np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def bowl(at: Floats) -> tuple[float, Floats]:
    """A tilted quadratic: least at (3, -2)."""
    curve = np.array([[2.0, 0.5], [0.5, 1.0]])
    gradient = curve @ (at - np.array([3.0, -2.0]))
    return float((at - np.array([3.0, -2.0])) @ gradient) / 2, gradient


def found(
    function: Function, start: tuple[float, float], bounds: Bounds = WIDE, rounds: int = 200
) -> Floats:
    return minimize(
        function,
        np.array(start),
        bounds,
        most_rounds=rounds,
        tolerance=1e-12,
        progress=lambda _: None,
    )


def test_the_end_of_a_curved_valley_is_found() -> None:
    np.testing.assert_allclose(found(rosenbrock, (-1.2, 1.0)), [1, 1], atol=1e-5)


def test_a_minimum_outside_is_looked_for_along_the_bound() -> None:
    bounds = Bounds(np.array([-1.0, -1.0]), np.array([1.0, 5.0]))
    np.testing.assert_allclose(found(bowl, (0.0, 4.0), bounds), [1, -1], atol=1e-8)


def test_a_start_outside_is_brought_inside() -> None:
    bounds = Bounds(np.array([0.0, 0.0]), np.array([0.5, 0.5]))
    np.testing.assert_allclose(found(bowl, (9.0, 9.0), bounds), [0.5, 0.0], atol=1e-8)


def test_a_minimum_is_not_left() -> None:
    np.testing.assert_allclose(found(bowl, (3.0, -2.0)), [3, -2], atol=1e-12)


def test_where_the_function_is_no_number_the_step_is_shortened() -> None:
    def fenced(at: Floats) -> tuple[float, Floats]:
        value, gradient = bowl(at)
        return (float("nan") if at[0] > 3.5 else value), gradient

    np.testing.assert_allclose(found(fenced, (-9.0, 9.0)), [3, -2], atol=1e-5)


def test_rounds_are_counted_and_limited() -> None:
    rounds: list[int] = []
    minimize(
        rosenbrock,
        np.array([-1.2, 1.0]),
        WIDE,
        most_rounds=5,
        tolerance=1e-12,
        progress=rounds.append,
    )
    assert rounds == [1, 2, 3, 4, 5]


def test_what_progress_raises_ends_the_search() -> None:
    def cancel(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        minimize(bowl, np.zeros(2), WIDE, most_rounds=9, tolerance=1e-9, progress=cancel)
