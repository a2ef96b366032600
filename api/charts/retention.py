"""What was remembered, as dots with their intervals, against a line of what was foretold."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from api.charts.axes import Frame, area_height, axes, frame, nothing, steps_in
from api.charts.documents import Heading, Key, document, heading
from api.charts.looks import Look
from api.charts.markup import Markup, box, dot, line, path, told
from api.charts.scales import Tick
from api.charts.texts import days, percent, plural, whole
from quiz.periods import Period
from quiz.statistics.retention import Retention, Stretch

_DENSE: Final = 8.0
"""Pixels for a period, below which intervals are drawn as one band."""

_STEPS: Final = (2, 5, 10, 20, 25, 50)
_PER: Final = {Period.DAY: " per day", Period.WEEK: " per week", Period.MONTH: " per month"}


def draw(stretches: Sequence[Stretch], period: Period, look: Look, *, subtitle: str = "") -> str:
    """The stretches of a period, in order of time, as SVG; `subtitle` says whose they are."""
    title = f"Retention{_PER.get(period, '')}"
    if not stretches:
        return nothing(look, title, subtitle, "Nothing was foretold and reviewed yet.")
    keys = [Key("d1", "measured, with 95 % interval"), Key("l2", "predicted")]
    head = heading(look, title, subtitle, keys)
    framed = _frame(stretches, look, head)
    slot = min((each.to_on - each.from_on).days + 1 for each in stretches) * framed.days.slot
    is_dense = slot < _DENSE
    marks = [axes(framed)]
    for group in _neighbours(stretches):
        marks += _line(group, framed) if is_dense else [_predicted(each, framed) for each in group]
    marks += [_measured(each, framed, slot) for each in stretches]
    return document(look, head, height=framed.bottom, told=_told(stretches), marks=marks)


def percent_ticks(least: float, *, at_most: int) -> tuple[Tick, ...]:
    """Round shares from 1 down to `least` (0..1) or just below it, in rising order."""
    below = 100 - 100 * least
    step = next(each for each in _STEPS if ceil(below / each - 1e-9) <= max(2, at_most))
    count = max(2, ceil(below / step - 1e-9))
    values = range(100 - step * count, 101, step)
    return tuple(Tick(value / 100, f"{value} %") for value in values if value >= 0)


def _frame(stretches: Sequence[Stretch], look: Look, head: Heading) -> Frame:
    least = min(min(each.all.interval.low, each.all.predicted) for each in stretches)
    first, last = stretches[0].from_on, stretches[-1].to_on
    height = area_height(look)
    return frame(
        look,
        first,
        (last - first).days + 1,
        percent_ticks(least, at_most=steps_in(height)),
        top=head.height + 12,
        height=height,
    )


def _neighbours(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """The stretches in groups without a gap inside."""
    groups: list[list[Stretch]] = []
    for each in stretches:
        if groups and (each.from_on - groups[-1][-1].to_on).days == 1:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _across(stretch: Stretch, framed: Frame) -> tuple[float, float]:
    """Where the stretch begins and ends."""
    return framed.days.start(stretch.from_on), framed.days.start(stretch.to_on) + framed.days.slot


def _line(group: Sequence[Stretch], framed: Frame) -> list[Markup]:
    """The intervals of neighbours as one area, and their predictions as one line."""
    middles = [sum(_across(each, framed)) / 2 for each in group]
    shares = [each.all for each in group]
    upper = [(x, framed.up(each.interval.high)) for x, each in zip(middles, shares, strict=True)]
    lower = [(x, framed.up(each.interval.low)) for x, each in zip(middles, shares, strict=True)]
    foretold = [(x, framed.up(each.predicted)) for x, each in zip(middles, shares, strict=True)]
    return [path([*upper, *reversed(lower)], "a1", is_closed=True), path(foretold, "l2")]


def _predicted(stretch: Stretch, framed: Frame) -> Markup:
    start, end = _across(stretch, framed)
    place = framed.up(stretch.all.predicted)
    return line(start, place, end, place, "l2")


def _measured(stretch: Stretch, framed: Frame, slot: float) -> Markup:
    start, end = _across(stretch, framed)
    middle = (start + end) / 2
    found = stretch.all
    marks = [box(start, framed.top, end - start, framed.base - framed.top, "hit")]
    if slot >= _DENSE:
        high, low = framed.up(found.interval.high), framed.up(found.interval.low)
        marks.append(line(middle, high, middle, low, "w1"))
    radius = min(4.0, max(1.5, slot / 3))
    marks.append(dot(middle, framed.up(found.measured), radius, "f1"))
    return told(f"{days(stretch.from_on, stretch.to_on)}: {_figures(found)}", *marks)


def _figures(found: Retention) -> str:
    low, high = percent(found.interval.low), percent(found.interval.high)
    return (
        f"{percent(found.measured)} of {whole(found.reviews)} right ({low} to {high}), "
        f"{percent(found.predicted)} predicted"
    )


def _told(stretches: Sequence[Stretch]) -> str:
    reviews = sum(each.all.reviews for each in stretches)
    right = sum(each.all.right for each in stretches)
    foretold = sum(each.all.predicted * each.all.reviews for each in stretches)
    outside = sum(
        not each.all.interval.low <= each.all.predicted <= each.all.interval.high
        for each in stretches
    )
    return (
        f"{days(stretches[0].from_on, stretches[-1].to_on)}: "
        f"{percent(right / reviews)} of {plural(reviews, 'review', 'reviews')} right, "
        f"{percent(foretold / reviews)} predicted. In {plural(outside, 'period', 'periods')} of "
        f"{len(stretches)} the prediction lies outside the interval. "
        f"Latest: {_figures(stretches[-1].all)}."
    )
