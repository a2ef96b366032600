"""How well a deck was known from day to day, as a line from 0 to 100."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from api.charts.axes import Frame, area_height, axes, frame, nothing
from api.charts.documents import document, heading
from api.charts.looks import Look
from api.charts.markup import Markup, box, dot, label, path, told
from api.charts.scales import Tick
from api.charts.texts import days, width_of
from quiz.statistics.mastery import MasteryDay

_TICKS: Final = tuple(Tick(value, str(value)) for value in (0, 25, 50, 75, 100))
_TITLE: Final = "Mastery, 0 to 100"


def draw(points: Sequence[MasteryDay], look: Look, *, subtitle: str = "") -> str:
    """The points, in order of time, as SVG; `subtitle` says whose they are."""
    if not points:
        return nothing(look, _TITLE, subtitle, "Nothing was studied yet.")
    head = heading(look, _TITLE, subtitle)
    first, last = points[0].on, points[-1].on
    framed = frame(
        look,
        first,
        (last - first).days + 1,
        _TICKS,
        top=head.height + 12,
        height=area_height(look),
        beyond=width_of("100.0") + 6,
    )
    line = [(framed.days.middle(each.on), framed.up(each.percent)) for each in points]
    area = [(line[0][0], framed.base), *line, (line[-1][0], framed.base)]
    marks = [path(area, "a1", is_closed=True), axes(framed), path(line, "l1")]
    marks.append(Markup("".join(_hits(points, framed))))
    marks += [dot(*line[-1], 4, "f1"), _latest(points[-1], framed)]
    return document(look, head, height=framed.bottom, told=_told(points), marks=marks)


def _hits(points: Sequence[MasteryDay], framed: Frame) -> list[Markup]:
    """A place for the tooltip of each point, half way to its neighbours."""
    middles = [framed.days.middle(each.on) for each in points]
    edges = [framed.days.left, *((a + b) / 2 for a, b in pairwise(middles)), framed.days.right]
    height = framed.base - framed.top
    return [
        told(f"{each.on}: {each.percent:.1f}", box(start, framed.top, end - start, height, "hit"))
        for each, (start, end) in zip(points, pairwise(edges), strict=True)
    ]


def _latest(point: MasteryDay, framed: Frame) -> Markup:
    """The last value, to the right of its dot."""
    across = framed.days.middle(point.on) + 9
    return label(f"{point.percent:.1f}", across, framed.up(point.percent) + 4, style="v")


def _told(points: Sequence[MasteryDay]) -> str:
    first, last = points[0], points[-1]
    if len(points) == 1:
        return f"{last.on}: {last.percent:.1f} of 100."
    highest = max(points, key=lambda each: each.percent)
    return (
        f"{days(first.on, last.on)}: from {first.percent:.1f} to {last.percent:.1f} of 100. "
        f"Highest: {highest.percent:.1f} on {highest.on}."
    )
