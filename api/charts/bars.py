"""Bars on days: one for each, or one for several where there is too little room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.axes import Frame
from api.charts.markup import Markup, box, element, label, number, told
from api.charts.texts import compact, grouped, width_of

_LEAST: Final = 3.0
"""Pixels that a bar has at least, with the gap to the next."""

_MOST: Final = 44.0
"""Pixels that a bar is wide at most."""

_SPANS: Final = (1, 7, 28)
"""How many days a bar may stand for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts on each other, from below, each of a style and a value; `place` is the day it
    begins on (0 for the first), `text` its tooltip."""

    place: int
    span: int
    parts: tuple[tuple[str, float], ...]
    text: str

    @property
    def value(self) -> float:
        """How high it is."""
        return sum(value for _, value in self.parts)


def span_of(days: int, width: float) -> int:
    """How many days a bar stands for, so that those of so many `days` fit into a width."""
    return next((span for span in _SPANS if width * span / days >= _LEAST), _SPANS[-1])


def drawn(bars: Sequence[Bar], frame: Frame, *, reach: float | None = None) -> Markup:
    """The bars, those that leave the frame broken, with their values above where there is room.

    Tooltips show down to `reach`, or down to the base.
    """
    height = (frame.base if reach is None else reach) - frame.top
    marks = []
    for bar in bars:
        slot = frame.days.slot * bar.span
        left = frame.days.left + frame.days.slot * bar.place
        width = max(1.0, min(_MOST, slot - (1 if slot < 8 else slot * 0.2)))
        across = left + (slot - width) / 2
        hit = box(left, frame.top, slot, height, "hit")
        marks.append(told(bar.text, hit, *_parts(bar, frame, across, width)))
        if bar.value > frame.up.high:
            marks.append(_cut(frame, across, width))
    return Markup("".join([*marks, *_values(bars, frame)]))


def _parts(bar: Bar, frame: Frame, across: float, width: float) -> list[Markup]:
    """The parts of a bar as far as the frame reaches; what is not nothing is seen."""
    marks = []
    below = 0.0
    for style, value in bar.parts:
        bottom = frame.up(min(below, frame.up.high))
        top = frame.up(min(below + value, frame.up.high))
        if value > 0:
            top = min(top, bottom - 1)
            down = f"M{number(across)} {number(bottom)}V{number(top)}h{number(width)}V"
            marks.append(element("path", d=f"{down}{number(bottom)}z", class_=style))
        below += value
    return marks


def _cut(frame: Frame, across: float, width: float) -> Markup:
    """The gap that says that a bar goes on far above."""
    down = frame.top + 16
    left, right = number(across - 2), number(width + 4)
    shape = f"M{left} {number(down + 3)}l{right} -6v5l-{right} 6z"
    return element("path", d=shape, class_="cut")


def _values(bars: Sequence[Bar], frame: Frame) -> list[Markup]:
    """The values above the bars if all have room, else above the broken ones alone."""
    slot = frame.days.slot * bars[0].span if bars else 0.0
    has_room = all(width_of(compact(bar.value)) + 8 <= slot for bar in bars)
    marks = []
    for bar in bars:
        text = compact(bar.value)
        middle = frame.days.left + frame.days.slot * (bar.place + bar.span / 2)
        if bar.value > frame.up.high and not has_room:
            text = grouped(bar.value) if bar.value < 100_000 else text
            left = max(frame.days.left, middle - width_of(text) / 2)
            marks.append(label(text, left, frame.top - 5, style="v"))
        elif bar.value > 0 and has_room:
            top = frame.up(min(bar.value, frame.up.high))
            marks.append(label(text, middle, top - 5, style="v", anchor="middle"))
    return marks
