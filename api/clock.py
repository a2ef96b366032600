"""The wall clock: the one place that reads it. Everything else is told the time."""

from datetime import UTC, datetime


def clock_now() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)
