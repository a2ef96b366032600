"""How much was studied on each day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from quiz.errors import Fault, Invalid

MOST_DAYS: Final = 366

TOOK_MS_AT_MOST: Final = 600_000
"""What one answer adds to the time spent at most, in milliseconds: who takes longer than ten
minutes has most likely left the question open."""


@dataclass(frozen=True, slots=True)
class Studied:
    """Answers given on a study day, and the time they took together, in milliseconds: each up to
    `TOOK_MS_AT_MOST`, nothing for those that did not say."""

    on: date
    answers: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Each day of a stretch of time, without gaps; `answers` and `took_ms` are their sums.

    `busiest` is the day with most answers, the earliest of equals, `None` if there were none.
    """

    days: tuple[Studied, ...]
    answers: int
    took_ms: int
    studied_days: int
    busiest: Studied | None


def heatmap(studied: Iterable[Studied], *, from_on: date, to_on: date) -> Heatmap:
    """The days from `from_on` to `to_on`, both included, 366 at most.

    `studied` come in any order; days outside are left out. Raises `Invalid` for a stretch that
    ends before it begins or is too long.
    """
    length = (to_on - from_on).days + 1
    if not 1 <= length <= MOST_DAYS:
        rule = f"From {from_on} to {to_on} are {length} days; it must be 1 to {MOST_DAYS}."
        raise Invalid(rule, [Fault("query:from_on", rule)])
    days = [Studied(from_on + timedelta(days=ahead), 0, 0) for ahead in range(length)]
    for known in studied:
        if from_on <= known.on <= to_on:
            place = (known.on - from_on).days
            days[place] = _together(days[place], known)
    busiest = max(days, key=lambda day: day.answers)
    return Heatmap(
        days=tuple(days),
        answers=sum(day.answers for day in days),
        took_ms=sum(day.took_ms for day in days),
        studied_days=sum(day.answers > 0 for day in days),
        busiest=busiest if busiest.answers else None,
    )


def _together(day: Studied, more: Studied) -> Studied:
    return Studied(day.on, day.answers + more.answers, day.took_ms + more.took_ms)
