"""Adding to days and instants without leaving the calendar, whatever a clock said."""

from datetime import UTC, date, datetime, timedelta

LAST_DAY = date.max
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


def day_after(on: date, days: int) -> date:
    """The study day so many days on; the calendar's last one where it would lie beyond."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return LAST_DAY


def instant_after(at: datetime, wait: timedelta) -> datetime:
    """The instant so much later; the calendar's last one where it would lie beyond."""
    try:
        return at + wait
    except OverflowError:
        return LAST_INSTANT


def days_between(earlier: date | None, later: date) -> int | None:
    """Study days from one to the other, never below 0; `None` where there is no earlier one.

    Who travels west can meet a study day twice, and so answer "before" the last answer: that is
    the same day over again, not a negative wait.
    """
    return None if earlier is None else max(0, (later - earlier).days)
