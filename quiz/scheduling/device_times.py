"""When an answer of a device counts as given.

A device answers without the service, and tells the time later, by its own clock. That clock is
believed, since nobody knows better, but not where it cannot be right: nothing was answered before
2000, and nothing lies more than a few minutes in the future. What is a little ahead is kept as it
is: whatever order and parts answers arrive in, each has the same time, and so memory the same end.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from quiz.errors import Fault, Invalid

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=5)
"""How far a device's clock may be ahead of the service's."""


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """The instant that memory goes by, and whether it is not the one that the device told."""

    at: datetime
    is_clamped: bool


def effective(answered_at: datetime, *, received_at: datetime) -> EffectiveTime:
    """When an answer counts as given, by the aware instant that its device told.

    Raises `Invalid` for one before 2000. One far in the future becomes the time of reception.
    """
    if answered_at < EARLIEST:
        rule = "must not lie before 2000-01-01; set the device's clock"
        raise Invalid(f"The time of the answer {rule}.", [Fault("/answered_at", rule)])
    if answered_at > received_at + AHEAD:
        return EffectiveTime(received_at, is_clamped=True)
    return EffectiveTime(answered_at.astimezone(UTC), is_clamped=False)
