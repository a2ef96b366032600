"""A year of days in weeks: the more was answered on a day, the stronger its colour."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from api.charts.documents import EDGE, Heading, Key, document, heading
from api.charts.looks import Look
from api.charts.markup import Markup, element, label, told
from api.charts.texts import compact, days, duration, plural, whole, width_of
from quiz.periods import Period, first_day
from quiz.statistics.heatmaps import Heatmap, Studied

_LEAST: Final = 9.0
_MOST: Final = 22.0
"""Pixels from one day to the next, at least and at most."""

_WEEKDAYS: Final = ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Block:
    """Weeks side by side, with their Mondays; `top` is where their first row begins."""

    mondays: tuple[date, ...]
    left: float
    top: float
    pitch: float

    def across(self, day: date) -> float:
        """Where the column of a day begins."""
        return self.left + (day - self.mondays[0]).days // 7 * self.pitch

    def down(self, weekday: int) -> float:
        """Where the row of a weekday (0 for Monday) begins."""
        return self.top + weekday * self.pitch

    @property
    def bottom(self) -> float:
        """Where its last row ends."""
        return self.down(7)


def draw(heatmap: Heatmap, look: Look, *, subtitle: str = "") -> str:
    """The heatmap as SVG; `subtitle` says whose it is, such as a deck's title."""
    limits = limits_of([day.answers for day in heatmap.days])
    head = heading(look, "Answers per day", subtitle, _keys(heatmap, limits))
    blocks = _blocks(heatmap, look, head)
    marks = []
    for block in blocks:
        shown = [day for day in heatmap.days if first_day(day.on, Period.WEEK) in block.mondays]
        marks += [_labels(block, shown), *(_cell(day, block, limits) for day in shown)]
    height = blocks[-1].bottom + EDGE
    return document(look, head, height=height, told=_told(heatmap), marks=marks)


def limits_of(answers: Sequence[int]) -> tuple[int, ...]:
    """The most answers of each step but the last: the quartiles of the days that have any, so that
    a single long day does not pale all others. Fewer steps where quartiles are equal."""
    some = sorted(count for count in answers if count)
    if not some:
        return ()
    quartiles = {some[ceil(len(some) * part / 4) - 1] for part in (1, 2, 3)}
    return tuple(sorted(quartiles - {some[-1]}))


def _blocks(heatmap: Heatmap, look: Look, head: Heading) -> list[_Block]:
    """The weeks in one block, or in several below each other where there is too little room."""
    monday = first_day(heatmap.days[0].on, Period.WEEK)
    weeks = (heatmap.days[-1].on - monday).days // 7 + 1
    left = EDGE + width_of("Wed") + 6
    room = look.width - EDGE - left
    count = next(each for each in range(1, weeks + 1) if room / ceil(weeks / each) >= _LEAST)
    columns = ceil(weeks / count)
    pitch = min(_MOST, room / columns)
    mondays = [monday + _WEEK * place for place in range(weeks)]
    top = head.height + 36
    return [
        _Block(
            tuple(mondays[place : place + columns]),
            left,
            top + place // columns * (7 * pitch + 44),
            pitch,
        )
        for place in range(0, weeks, columns)
    ]


def _cell(day: Studied, block: _Block, limits: Sequence[int]) -> Markup:
    step = bisect_left(limits, day.answers) + 1 if day.answers else 0
    size = block.pitch - (3 if block.pitch >= 14 else 1.5)
    square = element(
        "rect",
        x=block.across(day.on),
        y=block.down(day.on.weekday()),
        width=size,
        height=size,
        rx=2 if block.pitch >= 14 else 1,
        class_=f"s{step}",
    )
    return told(_day_told(day), square)


def _day_told(day: Studied) -> str:
    if not day.answers:
        return f"{day.on}: nothing"
    return f"{day.on}: {plural(day.answers, 'answer', 'answers')}, {duration(day.took_ms)}"


def _labels(block: _Block, shown: Sequence[Studied]) -> Markup:
    """Weekdays at the left; above, months at their first week, and years above these."""
    marks = []
    for weekday, name in _WEEKDAYS:
        if block.pitch >= 14 or weekday in {0, 6}:
            middle = block.down(weekday) + block.pitch / 2 + 3
            marks.append(label(name, block.left - 6, middle, anchor="end"))
    firsts = [day.on for day in shown if day.on.day == 1]
    if not firsts or block.across(firsts[0]) - block.left >= _month_width():
        firsts.insert(0, shown[0].on)
    free = 0.0
    year = 0
    for day in firsts:
        left = block.across(day)
        if left < free:
            continue
        marks.append(label(f"{day:%m}", left, block.top - 6))
        free = left + _month_width()
        if day.year != year:
            marks.append(label(str(day.year), left, block.top - 21))
            year = day.year
    return Markup("".join(marks))


def _month_width() -> float:
    """How far apart the labels of months stand at least."""
    return width_of("12") + 4


def _keys(heatmap: Heatmap, limits: Sequence[int]) -> list[Key]:
    """What each step stands for: `0`, `1-4`, `5-12`, …"""
    if heatmap.busiest is None:
        return [Key("s0", "nothing was answered")]
    keys = [Key("s0", "0")]
    low = 1
    for step, most in enumerate((*limits, heatmap.busiest.answers), start=1):
        text = compact(most) if low == most else f"{compact(low)}\u2013{compact(most)}"
        keys.append(Key(f"s{step}", text))
        low = most + 1
    return keys


def _told(heatmap: Heatmap) -> str:
    stretch = days(heatmap.days[0].on, heatmap.days[-1].on)
    if heatmap.busiest is None:
        return f"Nothing was answered: {stretch}."
    return (
        f"{plural(heatmap.answers, 'answer', 'answers')} in {duration(heatmap.took_ms)} on "
        f"{whole(heatmap.studied_days)} of {plural(len(heatmap.days), 'day', 'days')}: {stretch}. "
        f"The busiest day is {heatmap.busiest.on} with {whole(heatmap.busiest.answers)}."
    )
