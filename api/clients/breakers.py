"""A remote that keeps failing is left alone for a while."""

from time import monotonic
from typing import Final

FAILURES: Final = 5
PAUSE_SECONDS: Final = 30.0


class Breaker:
    """Opens after `failures` in a row, for `seconds`; then one more failure opens it again."""

    def __init__(self, *, failures: int = FAILURES, seconds: float = PAUSE_SECONDS) -> None:
        self._most = failures
        self._seconds = seconds
        self._failures = 0
        self._opened_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the remote is to be left alone now."""
        return self._opened_at is not None and monotonic() - self._opened_at < self._seconds

    def succeeded(self) -> None:
        """Count from zero again."""
        self._failures = 0
        self._opened_at = None

    def failed(self) -> None:
        """Count a failure."""
        self._failures += 1
        if self._failures >= self._most:
            self._opened_at = monotonic()
