"""The parameters of FSRS fitted to one learner, and their workload foretold.

Everything here but `review_logs`, `fits` and `workloads` needs NumPy, the extra `optimizer`. Who
serves it calls `check_installed` first and imports the rest where it is used.
"""

from collections.abc import Callable
from importlib.util import find_spec

from quiz.errors import Unavailable

Progress = Callable[[int, int], None]
"""Called now and then with how much is done, and of how much. What it raises ends the work."""


def check_installed() -> None:
    """Raise `Unavailable` unless NumPy is installed."""
    if find_spec("numpy") is None:
        raise Unavailable(
            "Fitting and simulating need NumPy, which is not installed here. Whoever runs this "
            "service can install 'recite[optimizer]'."
        )
