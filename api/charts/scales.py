"""From values to places, and the round values that an axis names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Final

from api.charts.texts import compact, width_of

_HALF_TICK: Final = 7.0
"""Pixels from the middle of a label of two digits to its left end."""

_STEPS: Final = ((1, 100), (2, 100), (7, 200), (14, 120))
"""Days from one label to the next, and how many days an axis has at most for it: for longer ones,
months are easier to read."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value from `low` to `high` lies between two places, in pixels."""

    low: float
    high: float
    from_place: float
    to_place: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.from_place + share * (self.to_place - self.from_place)


@dataclass(frozen=True, slots=True)
class Days:
    """Days side by side, from `left` on, each `slot` pixels wide."""

    first: date
    count: int
    left: float
    slot: float

    @property
    def right(self) -> float:
        """Where the last day ends."""
        return self.left + self.count * self.slot

    def start(self, day: date) -> float:
        """Where a day begins."""
        return self.left + (day - self.first).days * self.slot

    def middle(self, day: date) -> float:
        """Where a day has its middle."""
        return self.start(day) + self.slot / 2

    def at(self, place: int) -> date:
        """The day at a place, 0 for the first."""
        return self.first + timedelta(days=place)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value of an axis, and how it is written there."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A label that begins at `left`; the next may begin at `end`."""

    left: float
    text: str
    end: float


@dataclass(frozen=True, slots=True)
class DayTicks:
    """What an axis of days names: `days` close to it, and below them the months or years that
    these are in, from the first day on that is named for them."""

    days: tuple[tuple[date, str], ...]
    spans: tuple[Placed, ...]


def ticks(most: float, *, at_most: int) -> tuple[Tick, ...]:
    """Whole round values from 0 to `most` or just above it; steps are 1, 2 or 5 times a power of
    ten. `at_most` steps lie between them, two at least."""
    rough = max(1.0, most / max(2, at_most))
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * (1 - 1e-9))
    last = max(1, ceil(most / step - 1e-9))
    return tuple(Tick(step * place, compact(step * place)) for place in range(last + 1))


def day_ticks(days: Days) -> DayTicks:
    """What an axis of these days names, so that no two labels touch."""
    for step, most in _STEPS:
        if step * days.slot >= _pitch("30") and days.count <= most:
            return _by_days(days, step)
    for months in (1, 3):
        if months * 28 * days.slot >= _pitch("12"):
            return _by_months(days, months)
    return _by_years(days)


def _pitch(text: str) -> float:
    """How far apart labels like this stand at least."""
    return width_of(text) + 14


def _by_days(days: Days, step: int) -> DayTicks:
    """Each day, every second, Mondays, or every second Monday."""
    first = 0 if step < 7 else -days.first.weekday() % 7
    named = [days.at(place) for place in range(first, days.count, step)]
    return DayTicks(tuple((day, str(day.day)) for day in named), _spans(days, named, "%Y-%m"))


def _by_months(days: Days, step: int) -> DayTicks:
    """The first days of months, or of quarters of a year."""
    every = (days.at(place) for place in range(days.count))
    named = [day for day in every if day.day == 1 and (day.month - 1) % step == 0]
    return DayTicks(tuple((day, f"{day:%m}") for day in named), _spans(days, named, "%Y"))


def _spans(days: Days, named: Sequence[date], form: str) -> tuple[Placed, ...]:
    """The months or years of the days named, each at the first of its days."""
    firsts = {f"{day:{form}}": day for day in reversed(named)}
    return _apart(days, [(day, text) for text, day in reversed(firsts.items())])


def _by_years(days: Days) -> DayTicks:
    """The first days of years, or of every second, fifth, tenth, …"""
    last = days.at(days.count - 1).year
    step = next(
        each for each in (1, 2, 5, 10, 20, 50, 100) if each * 365 * days.slot >= _pitch("2000")
    )
    years = [date(year, 1, 1) for year in range(days.first.year + 1, last + 1) if year % step == 0]
    return DayTicks(tuple((day, str(day.year)) for day in years), ())


def _apart(days: Days, spans: Sequence[tuple[date, str]]) -> tuple[Placed, ...]:
    """The spans with their places, without those that would touch.

    The first one gives way to the second, as it begins in the middle of its month or year; else
    the later ones give way, which are moved to the left where they would leave the axis.
    """
    placed = [_placed(days, day, text) for day, text in spans]
    if len(placed) > 1 and placed[0].end > days.middle(spans[1][0]) - _HALF_TICK:
        placed = placed[1:]
    kept: list[Placed] = []
    for each in placed:
        if not kept or kept[-1].end <= each.left:
            kept.append(each)
    return tuple(kept)


def _placed(days: Days, day: date, text: str) -> Placed:
    width = width_of(text)
    left = min(days.middle(day) - _HALF_TICK, days.right - width)
    return Placed(max(left, 0.0), text, left + width + 6)
