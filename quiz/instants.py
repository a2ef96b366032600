"""Instants as text for people and programs: RFC 3339, in UTC, ending in `Z`."""

from datetime import UTC, datetime


def told(at: datetime) -> str:
    """The aware instant as RFC 3339 writes it in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
