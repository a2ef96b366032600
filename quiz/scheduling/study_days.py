"""The learner's own day, which begins at a rollover hour in their time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from quiz.errors import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Zone:
    """Where and when a learner's days begin: an IANA time zone and the hour (0..23) of its local
    time. `until_at` is the instant at which another zone took over, `None` for the present one."""

    timezone: str
    day_starts_at: int
    until_at: datetime | None = None


def zone_at(zones: Sequence[Zone], at: datetime) -> Zone:
    """The zone that held at the instant; `zones` are in their order, the last one is the present
    one."""
    held = (zone for zone in zones if zone.until_at is None or at < zone.until_at)
    return next(held, zones[-1])


def check_timezone(name: str) -> None:
    """Raise `Invalid` unless `name` is a zone of the IANA time zone database."""
    if name not in _names():
        rule = f"{name!r} is not a time zone of the IANA database, such as 'Europe/Oslo' or 'UTC'."
        raise Invalid(rule, [Fault("/timezone", rule)])


_OF_A_MACHINE = {"Factory", "localtime", "posixrules"}


@cache
def _names() -> frozenset[str]:
    """The zones that mean the same on every machine: neither `localtime` nor a file's name."""
    return frozenset(available_timezones() - _OF_A_MACHINE)


def study_day(at: datetime, timezone: str, day_starts_at: int) -> date:
    """The study day that the instant `at` falls on.

    `day_starts_at` is the hour (0..23) of local time at which a new day begins, so 01:30 with a
    rollover at 4 still belongs to the day before. Local wall-clock time decides, also on days
    with 23 or 25 hours.
    """
    local = at.astimezone(ZoneInfo(timezone))
    day = local.date()
    return day if local.hour >= day_starts_at else day - timedelta(days=1)
