"""Bars of what falls due, day by day; what is overdue stands on top of the first of them."""

from collections.abc import Sequence
from typing import Final

from api.charts import bars
from api.charts.axes import area_height, axes, frame, message, steps_in
from api.charts.bars import Bar
from api.charts.documents import EDGE, Key, document, heading
from api.charts.looks import Look
from api.charts.scales import ticks
from api.charts.texts import days, grouped, plural, whole
from quiz.statistics.forecasts import Forecast, ForecastDay

_BROKEN_AT: Final = 3
"""A first bar so many times higher than all others is broken, so that these can be read."""


def draw(forecast: Forecast, look: Look, *, subtitle: str = "") -> str:
    """The forecast as SVG; `subtitle` says whose it is, such as a deck's title."""
    span = bars.span_of(len(forecast.days), look.width - 2 * EDGE - 40)
    shown = [
        _bar(forecast.days[place : place + span], place)
        for place in range(0, len(forecast.days), span)
    ]
    title = "Cards due per day" if span == 1 else f"Cards due per {span} days"
    head = heading(look, title, subtitle, _keys(forecast))
    height = area_height(look)
    framed = frame(
        look,
        forecast.days[0].on,
        len(forecast.days),
        ticks(_most(shown), at_most=steps_in(height)),
        top=head.height + 16,
        height=height,
    )
    marks = [axes(framed), bars.drawn(shown, framed)]
    if not forecast.due:
        marks.append(message(framed, "Nothing is due."))
    return document(look, head, height=framed.bottom, told=_told(forecast), marks=marks)


def _bar(group: Sequence[ForecastDay], place: int) -> Bar:
    due = sum(day.due for day in group)
    overdue = sum(day.overdue for day in group)
    text = f"{days(group[0].on, group[-1].on)}: {whole(due)} due"
    if overdue:
        text += f", {whole(overdue)} of them overdue"
    return Bar(place, len(group), (("f1", due - overdue), ("f2", overdue)), text)


def _keys(forecast: Forecast) -> list[Key]:
    keys = [Key("f1", f"due {grouped(forecast.due - forecast.overdue)}")]
    if forecast.overdue:
        keys.append(Key("f2", f"overdue {grouped(forecast.overdue)}"))
    return keys


def _most(shown: Sequence[Bar]) -> float:
    """The value that the frame must reach."""
    first = shown[0].value
    others = max((bar.value for bar in shown[1:]), default=0)
    return others * 1.25 if 0 < others * _BROKEN_AT < first else max(first, others)


def _told(forecast: Forecast) -> str:
    first, last = forecast.days[0].on, forecast.days[-1].on
    if not forecast.due:
        told = f"No cards are due: {days(first, last)}."
    else:
        busiest = max(forecast.days, key=lambda day: day.due)
        told = (
            f"{plural(forecast.due, 'card is', 'cards are')} due: {days(first, last)}. "
            f"{whole(forecast.overdue)} of them are overdue and count on the first day. "
            f"The busiest day is {busiest.on} with {whole(busiest.due)}."
        )
    return f"{told} {plural(forecast.later, 'card is', 'cards are')} due later."
