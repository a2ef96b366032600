"""Days, weeks and months that study days are added up over."""

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long the stretches of time are that answers are added up over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


def first_day(day: date, period: Period) -> date:
    """The first day of the period that the day is in; weeks begin on Monday (ISO 8601).

    `Period.ALL` has no first day of its own, and gives the day itself.
    """
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period is Period.MONTH else day


def last_day(first: date, period: Period) -> date:
    """The last day of the period that begins on the day `first`."""
    if period is Period.WEEK:
        return first + timedelta(days=6)
    if period is Period.MONTH:
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first
