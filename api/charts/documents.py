"""The document around a chart: its size, its style, its heading, and its text alternative."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Final

from api.charts.looks import Look, stylesheet
from api.charts.markup import Markup, box, element, escaped, label
from api.charts.texts import HEADING_SIZE, shortened, width_of

EDGE: Final = 16
"""Pixels that stay free on every side."""

_LINE: Final = 18
_SWATCH: Final = 10


@dataclass(frozen=True, slots=True)
class Key:
    """A part of the legend: how a mark looks (`f1`, `d1`, `l2`, …), and what it stands for."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a chart: what it shows, whose it is (such as a deck's title, from users),
    and the legend. `height` is how far down it reaches."""

    title: str
    subtitle: str
    marks: Markup
    height: float


def heading(look: Look, title: str, subtitle: str = "", keys: Sequence[Key] = ()) -> Heading:
    """The heading of a chart, shortened and wrapped to its width."""
    room = look.width - 2 * EDGE
    down = EDGE + 13.0
    marks = [label(shortened(title, room, HEADING_SIZE), EDGE, down, style="h")]
    if subtitle.strip():
        down += _LINE
        marks.append(label(shortened(subtitle, room), EDGE, down))
    if keys:
        legend, down = _legend(keys, down + _LINE + 3, room)
        marks.append(legend)
    return Heading(title, subtitle, Markup("".join(marks)), down + 8)


def document(
    look: Look, head: Heading, *, height: float, told: str, marks: Sequence[Markup]
) -> str:
    """The whole chart; `told` says in sentences what it shows.

    Ids are made from the content, so that charts on one page do not share them.
    """
    drawn = Markup("".join([head.marks, *marks]))
    height = ceil(height)
    name = escaped(f"{head.title}: {head.subtitle}" if head.subtitle.strip() else head.title)
    seed = f"{look.theme} {look.width} {height} {name} {told} {drawn}"
    id = f"chart-{sha256(seed.encode()).hexdigest()[:12]}"
    return element(
        "svg",
        element("title", name, id=f"{id}-title"),
        element("desc", escaped(told), id=f"{id}-desc"),
        element("style", Markup(stylesheet(look.theme, id))),
        element("rect", width=look.width, height=height, rx=8, class_="surface"),
        drawn,
        xmlns="http://www.w3.org/2000/svg",
        id=id,
        width=look.width,
        height=height,
        viewBox=f"0 0 {look.width} {height}",
        lang="en",
        role="img",
        aria_labelledby=f"{id}-title {id}-desc",
    )


def _legend(keys: Sequence[Key], down: float, room: float) -> tuple[Markup, float]:
    """The keys in lines of the width, and how far down the last one is."""
    marks: list[Markup] = []
    across = float(EDGE)
    for key in keys:
        width = _SWATCH + 6 + width_of(key.text)
        if across > EDGE and across + width > EDGE + room:
            across, down = float(EDGE), down + _LINE
        marks += [_swatch(key.style, across, down), label(key.text, across + _SWATCH + 6, down)]
        across += width + 14
    return Markup("".join(marks)), down


def _swatch(style: str, across: float, down: float) -> Markup:
    """A sample of the mark."""
    middle = down - 4
    if style.startswith("l"):
        return element("path", d=f"M{across:.1f} {middle:.1f}h{_SWATCH}", class_=style)
    if style.startswith("d"):
        return element("circle", cx=across + 5, cy=middle, r=4, class_=f"f{style[1:]}")
    return box(across, middle - 5, _SWATCH, _SWATCH, style)
