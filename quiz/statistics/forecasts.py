"""How many cards fall due on each of the coming study days.

What is overdue has to be studied today, so it counts as due today and is told apart. Nothing is
foretold of reviews to come: a card counts once, on the day it is due next. New cards are left out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from quiz.errors import Fault, Invalid

LEAST_DAYS = 1
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Due:
    """How many cards are due on a study day, which may be past."""

    due_on: date
    cards: int


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """The cards to study on a day; `overdue` of them were due before it (on the first day only)."""

    on: date
    due: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Each day from today on, without gaps; `later` counts cards due after the last of them."""

    days: tuple[ForecastDay, ...]
    later: int

    @property
    def due(self) -> int:
        """Cards that fall due on any of the days."""
        return sum(day.due for day in self.days)

    @property
    def overdue(self) -> int:
        """Cards that were due before today."""
        return self.days[0].overdue


def forecast(dues: Iterable[Due], *, today: date, days: int) -> Forecast:
    """What is due on `days` study days (1..365), the first of them `today`.

    `dues` come in any order; a day may occur in several. Raises `Invalid` for other `days`.
    """
    if not LEAST_DAYS <= days <= MOST_DAYS:
        rule = f"A forecast is for {LEAST_DAYS} to {MOST_DAYS} days, not {days!r}."
        raise Invalid(rule, [Fault("query:days", rule)])
    cards_on: Counter[date] = Counter()
    for due in dues:
        cards_on[due.due_on] += due.cards
    overdue = sum(cards for day, cards in cards_on.items() if day < today)
    coming = [today + timedelta(days=ahead) for ahead in range(days)]
    first = ForecastDay(today, cards_on[today] + overdue, overdue)
    rest = (ForecastDay(day, cards_on[day]) for day in coming[1:])
    later = sum(cards for day, cards in cards_on.items() if day > coming[-1])
    return Forecast((first, *rest), later)
