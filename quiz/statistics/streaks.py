"""How many study days in a row something was studied."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Study days in a row, both ends included."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        """How many they are, at least 1."""
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class Streaks:
    """The streak that still goes on and the longest ever, the latest of equals; `None`: there is
    none. `is_studied_today` tells whether the current one is safe for today."""

    current: Streak | None
    longest: Streak | None
    is_studied_today: bool


def streaks(days: Iterable[date], *, today: date) -> Streaks:
    """The streaks in the study days on which something was answered, in any order.

    A streak goes on until a whole study day passed without an answer, so today, while nothing is
    answered yet, does not break it. A day after today (the learner travelled westwards) continues
    it like any other.
    """
    studied = sorted(set(days))
    found = list(_runs(studied))
    last = found[-1] if found else None
    return Streaks(
        current=last if last and last.to_on >= today - _DAY else None,
        longest=max(found, key=lambda streak: (streak.days, streak.to_on), default=None),
        is_studied_today=bool(studied) and today in studied,
    )


def _runs(studied: list[date]) -> Iterator[Streak]:
    """The days joined where they follow on each other, the earliest first."""
    if not studied:
        return
    first = last = studied[0]
    for day in studied[1:]:
        if day - last > _DAY:
            yield Streak(first, last)
            first = day
        last = day
    yield Streak(first, last)
