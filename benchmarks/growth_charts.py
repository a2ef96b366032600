"""Growth curves as SVG: how many times what the smallest size takes, one panel for each database.

Both axes are logarithmic. The broken line is what would grow as the data does; flat is good.
"""

from collections.abc import Iterator, Sequence
from math import log10

from curves import Curve
from figures import NAMES

from api.charts.looks import DARK, FONT, LIGHT, Palette

WIDTH, PANEL, HEIGHT, LEFT, TOP = 760, 330, 230, 44, 62
ROW = 18
LOW, HIGH = 0.5, 100.0
TITLES = {"memories": "memories of one learner", "decks": "cards of a deck"}
STROKES = ("", "7 3", "2 3", "10 3 2 3", "1 5", "5 5")
"""Lines differ in their dashes and marks as well as in their colours."""
HUES = (
    ("#2f74b5", "#62b5ec"),
    ("#c2500a", "#f0a040"),
    ("#2a7f62", "#56c49c"),
    ("#a0408a", "#e48fce"),
    ("#6b6b00", "#cfc13c"),
    ("#5a50b8", "#a79df2"),
)


def draw(name: str, curves: Sequence[Curve]) -> str:
    """The picture of these curves, which measure the same things at the same sizes."""
    asked = list(curves[0].values)
    height = TOP + HEIGHT + 58 + ROW * ((len(asked) + 1) // 2)
    title = f"Time by {TITLES[name]}, as a multiple of that at {curves[0].sizes[0]:,}"
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'id="growth-{name}">',
        f"<title>{title}</title><style>{_style(f'growth-{name}')}</style>",
        f'<rect class="surface" width="{WIDTH}" height="{height}"/>',
        f'<text class="h" x="16" y="26">{title}</text>',
    ]
    for place, curve in enumerate(curves):
        shapes += _panel(curve, LEFT + place * (PANEL + 42))
    shapes += _legend(asked, TOP + HEIGHT + 58)
    return "\n".join([*shapes, "</svg>"]) + "\n"


def _panel(curve: Curve, left: float) -> Iterator[str]:
    """One database: its name, the axes, a line for each thing that was measured."""
    yield f'<text class="v" x="{left}" y="{TOP - 12}">{NAMES[curve.kind]}</text>'
    for times in (1, 10, 100):
        y = _y(times)
        yield f'<path class="grid" d="M{left} {y}h{PANEL}"/>'
        yield f'<text class="m" x="{left - 6}" y="{y + 4}" text-anchor="end">{times}×</text>'
    for size in curve.sizes:
        x = _x(curve, size, left)
        where = f'x="{x}" y="{TOP + HEIGHT + 18}" {_anchor(curve, size)}'
        yield f'<text class="m" {where}>{size:,}</text>'
    x1, x2 = (_x(curve, size, left) for size in (curve.sizes[0], curve.sizes[-1]))
    most = curve.sizes[-1] / curve.sizes[0]
    yield f'<path class="as" d="M{x1} {_y(1)}L{x2} {_y(most)}"/>'
    yield f'<text class="m" x="{x2}" y="{_y(most) + 62}" text-anchor="end">as the data</text>'
    for place, values in enumerate(curve.values.values()):
        points = [
            (_x(curve, size, left), _y(value / values[0]))
            for size, value in zip(curve.sizes, values, strict=True)
        ]
        line = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline class="c{place}" points="{line}" stroke-dasharray="{STROKES[place]}"/>'
        for x, y in points:
            yield f'<circle class="d{place}" cx="{x}" cy="{y}" r="3"/>'


def _legend(asked: Sequence[str], top: float) -> Iterator[str]:
    """What each line is, in two columns."""
    for place, name in enumerate(asked):
        x, y = LEFT + place % 2 * (PANEL + 42), top + ROW * (place // 2)
        yield f'<path class="c{place}" d="M{x} {y - 4}h30" stroke-dasharray="{STROKES[place]}"/>'
        yield f'<circle class="d{place}" cx="{x + 15}" cy="{y - 4}" r="3"/>'
        yield f'<text x="{x + 38}" y="{y}">{name}</text>'


def _anchor(curve: Curve, size: int) -> str:
    places = {curve.sizes[0]: "start", curve.sizes[-1]: "end"}
    return f'text-anchor="{places.get(size, "middle")}"'


def _x(curve: Curve, size: int, left: float) -> float:
    """From left to right by the size."""
    first, last = log10(curve.sizes[0]), log10(curve.sizes[-1])
    return round(left + PANEL * (log10(size) - first) / (last - first), 1)


def _y(times: float) -> float:
    """From bottom to top by how many times as long; what lies outside is drawn at the edge."""
    kept = min(max(times, LOW), HIGH)
    return round(TOP + HEIGHT * (1 - (log10(kept) - log10(LOW)) / (log10(HIGH) - log10(LOW))), 1)


def _style(scope: str) -> str:
    dark = f"@media(prefers-color-scheme:dark){{{_colours(DARK, scope, 1)}}}"
    shapes = f"#{scope} text{{font:12px {FONT}}}#{scope} .h{{font-size:15px;font-weight:600}}"
    shapes += f"#{scope} .v{{font-weight:600}}#{scope} .as{{fill:none;stroke-dasharray:3 4}}"
    return shapes + _colours(LIGHT, scope, 0) + dark


def _colours(palette: Palette, scope: str, which: int) -> str:
    rules = {
        ".surface": f"fill:{palette.surface}",
        "text": f"fill:{palette.text}",
        ".m": f"fill:{palette.muted}",
        ".grid": f"stroke:{palette.grid}",
        ".as": f"stroke:{palette.axis}",
    }
    for place, hue in enumerate(HUES):
        rules[f".c{place}"] = f"fill:none;stroke-width:2;stroke:{hue[which]}"
        rules[f".d{place}"] = f"fill:{hue[which]}"
    return "".join(f"#{scope} {name}{{{rule}}}" for name, rule in rules.items())
