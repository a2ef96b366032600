"""The frame that marks are drawn in: a scale of round values at the left, days below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.charts.documents import EDGE, document, heading
from api.charts.looks import Look
from api.charts.markup import Markup, label, line
from api.charts.scales import Days, DayTicks, Scale, Tick, day_ticks
from api.charts.texts import width_of

_LABELS: Final = 26
_SPANS: Final = 14
"""Pixels below a frame for a line of labels, and for a second one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where marks are drawn: days across, values up, both in pixels, and what the axes name."""

    days: Days
    up: Scale
    ticks: tuple[Tick, ...]
    day_ticks: DayTicks

    @property
    def top(self) -> float:
        """Where the greatest value is."""
        return self.up.to_place

    @property
    def base(self) -> float:
        """Where the least value is."""
        return self.up.from_place

    @property
    def bottom(self) -> float:
        """Where the labels below end."""
        return self.base + _LABELS + (_SPANS if self.day_ticks.spans else 0)


def frame(
    look: Look,
    first: date,
    count: int,
    ticks: Sequence[Tick],
    *,
    top: float,
    height: float,
    beside: float = 0.0,
    beyond: float = 0.0,
) -> Frame:
    """A frame for `count` days and the values of the ticks, in rising order.

    It begins at `top` and takes as much of the width as is left by the labels, which are at least
    as wide as `beside`, and by `beyond`, the pixels to keep free at the right.
    """
    left = EDGE + max(beside, *(width_of(tick.text) for tick in ticks)) + 8
    days = Days(first, count, left, (look.width - EDGE - beyond - left) / count)
    up = Scale(ticks[0].value, ticks[-1].value, top + height, top)
    return Frame(days, up, tuple(ticks), day_ticks(days))


def axes(frame: Frame, *, has_days: bool = True) -> Markup:
    """The lines and labels of a frame, to be drawn below its marks."""
    return Markup(_values(frame) + (_days(frame) if has_days else ""))


def message(frame: Frame, text: str) -> Markup:
    """What is said in the middle of a frame that has nothing to show."""
    across = (frame.days.left + frame.days.right) / 2
    return label(text, across, (frame.top + frame.base) / 2, anchor="middle")


def nothing(look: Look, title: str, subtitle: str, text: str) -> str:
    """A chart that says that there is nothing to show, and why."""
    head = heading(look, title, subtitle)
    height = area_height(look)
    base = round(head.height + height) + 0.5
    marks = [
        line(EDGE, base, look.width - EDGE, base, "axis"),
        label(text, look.width / 2, head.height + height / 2, anchor="middle"),
    ]
    return document(look, head, height=base + EDGE, told=text, marks=marks)


def area_height(look: Look) -> float:
    """How high a frame of this look is, in pixels."""
    return min(260.0, max(150.0, round(look.width * 0.36)))


def steps_in(height: float) -> int:
    """How many steps of values fit into a height."""
    return int(height // 42)


def _values(frame: Frame) -> str:
    marks = []
    for tick in frame.ticks:
        place = round(frame.up(tick.value)) + 0.5
        style = "axis" if tick is frame.ticks[0] else "grid"
        marks.append(line(frame.days.left, place, frame.days.right, place, style))
        marks.append(label(tick.text, frame.days.left - 8, place + 4, anchor="end"))
    return "".join(marks)


def _days(frame: Frame) -> str:
    named = frame.day_ticks
    base = round(frame.base) + 0.5
    marks = []
    for day, text in named.days:
        middle = _inside(frame, frame.days.middle(day), text)
        marks.append(line(frame.days.middle(day), base, frame.days.middle(day), base + 4, "axis"))
        marks.append(label(text, middle, base + 17, anchor="middle"))
    marks += [label(span.text, span.left, base + 34) for span in named.spans]
    return "".join(marks)


def _inside(frame: Frame, middle: float, text: str) -> float:
    """The place of a label around `middle`, moved so that it does not leave the frame."""
    half = width_of(text) / 2
    return min(middle, frame.days.right + EDGE - half - 2)
