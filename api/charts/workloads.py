"""What a year of studying would take and give: reviews per day above, remembered cards below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.charts import bars
from api.charts.axes import Frame, area_height, axes, frame, nothing, steps_in
from api.charts.bars import Bar
from api.charts.documents import EDGE, Heading, Key, document, heading
from api.charts.looks import Look
from api.charts.markup import Markup, dot, path
from api.charts.scales import ticks
from api.charts.texts import compact, days, plural, width_of

_TITLE: Final = "Simulated workload"


@dataclass(frozen=True, slots=True)
class WorkloadDay:
    """A simulated day: how many reviews it takes, and how many cards are remembered after it (the
    sum of their chances to be known)."""

    on: date
    reviews: float
    remembered: float


def draw(simulated: Sequence[WorkloadDay], look: Look, *, subtitle: str = "") -> str:
    """The days, each following the one before, as SVG; `subtitle` says of what."""
    if not simulated:
        return nothing(look, _TITLE, subtitle, "Nothing was simulated.")
    span = bars.span_of(len(simulated), look.width - 2 * EDGE - 40)
    shown = [
        _bar(simulated[place : place + span], place) for place in range(0, len(simulated), span)
    ]
    reviews = "reviews per day" if span == 1 else f"reviews per day, mean of {span} days"
    keys = [Key("f1", reviews), Key("l2", "cards remembered")]
    head = heading(look, _TITLE, subtitle, keys)
    upper, lower = _frames(simulated, shown, look, head)
    marks = [axes(upper, has_days=False), axes(lower), *_remembered(simulated, lower)]
    marks.append(bars.drawn(shown, upper, reach=lower.base))
    return document(look, head, height=lower.bottom, told=_told(simulated), marks=marks)


def _bar(group: Sequence[WorkloadDay], place: int) -> Bar:
    reviews = sum(day.reviews for day in group) / len(group)
    told = f"{days(group[0].on, group[-1].on)}: {compact(reviews)} reviews per day"
    text = f"{told}, {plural(group[-1].remembered, 'card', 'cards')} remembered"
    return Bar(place, len(group), (("f1", reviews),), text)


def _frames(
    simulated: Sequence[WorkloadDay], shown: Sequence[Bar], look: Look, head: Heading
) -> tuple[Frame, Frame]:
    """The upper frame for reviews and the lower one for what is remembered, with the same days."""
    height = round(area_height(look) * 0.7)
    steps = steps_in(height)
    above = ticks(max(bar.value for bar in shown), at_most=steps)
    below = ticks(max(day.remembered for day in simulated), at_most=steps)
    beside = max(width_of(tick.text) for tick in (*above, *below))
    first = simulated[0].on
    count = len(simulated)
    top = head.height + 16
    upper = frame(look, first, count, above, top=top, height=height, beside=beside)
    lower = frame(look, first, count, below, top=top + height + 28, height=height, beside=beside)
    return upper, lower


def _remembered(simulated: Sequence[WorkloadDay], lower: Frame) -> list[Markup]:
    line = [(lower.days.middle(day.on), lower.up(day.remembered)) for day in simulated]
    area = [(line[0][0], lower.base), *line, (line[-1][0], lower.base)]
    return [path(area, "a2", is_closed=True), path(line, "l2"), dot(*line[-1], 4, "f2")]


def _told(simulated: Sequence[WorkloadDay]) -> str:
    first, last = simulated[0], simulated[-1]
    reviews = sum(day.reviews for day in simulated)
    busiest = max(simulated, key=lambda day: day.reviews)
    return (
        f"{days(first.on, last.on)}: {plural(reviews, 'review', 'reviews')}, "
        f"{compact(reviews / len(simulated))} per day, at most {compact(busiest.reviews)} on "
        f"{busiest.on}. {plural(last.remembered, 'card', 'cards')} remembered at the end."
    )
