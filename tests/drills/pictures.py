"""The course of a soak as SVG: a panel for each thing that was sampled, minutes below."""

from collections.abc import Iterator, Sequence

from api.charts.looks import DARK, FONT, LIGHT, Palette
from drills.samples import SECONDS, Course

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 760, 110, 60, 20, 52, 44


def draw(course: Course, name: str) -> str:
    """The picture of a soak on the database of this name."""
    series = course.series()
    title = f"{name}: {round(len(course.samples) * SECONDS / 60)} minutes of everything at once"
    height = TOP + len(series) * (PANEL + GAP)
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'id="soak"><title>{title}</title><style>{_style()}</style>',
        f'<rect class="surface" width="{WIDTH}" height="{height}"/>',
        f'<text class="h" x="16" y="26">{title}</text>',
    ]
    for place, (label, unit, values) in enumerate(series):
        shapes += _panel(label, unit, values, TOP + place * (PANEL + GAP))
    return "\n".join([*shapes, "</svg>"]) + "\n"


def _panel(label: str, unit: str, values: Sequence[float], top: float) -> Iterator[str]:
    """One thing: its name, the least and most of the scale, minutes, and the line."""
    most = _round_up(max(values))
    base, right = top + PANEL, WIDTH - RIGHT
    yield f'<text class="v" x="{LEFT}" y="{top - 6}">{label}, {unit}</text>'
    for value in (0.0, most / 2, most):
        y = round(base - PANEL * value / most, 1)
        yield f'<path class="grid" d="M{LEFT} {y}H{right}"/>'
        yield f'<text class="m" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    minutes = len(values) * SECONDS / 60
    for fifth in range(6):
        x = round(LEFT + (right - LEFT) * fifth / 5, 1)
        told = f"{minutes * fifth / 5:g} min"
        yield f'<text class="m" x="{x}" y="{base + 18}" text-anchor="middle">{told}</text>'
    step = (right - LEFT) / len(values)
    points = " ".join(
        f"{round(LEFT + step * (place + 1), 1)},{round(base - PANEL * value / most, 1)}"
        for place, value in enumerate(values)
    )
    yield f'<polyline class="line" points="{points}"/>'


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 10, 20, 40, …; at least 2."""
    power = 1.0
    while True:
        for digit in (2, 4, 6, 10):
            if value <= digit * power:
                return digit * power
        power *= 10


def _style() -> str:
    shapes = f"#soak text{{font:12px {FONT}}}#soak .h{{font-size:15px;font-weight:600}}"
    shapes += "#soak .v{font-weight:600}#soak .line{fill:none;stroke-width:2}"
    dark = f"@media(prefers-color-scheme:dark){{{_colours(DARK)}}}"
    return shapes + _colours(LIGHT) + dark


def _colours(palette: Palette) -> str:
    rules = {
        ".surface": f"fill:{palette.surface}",
        "text": f"fill:{palette.text}",
        ".m": f"fill:{palette.muted}",
        ".grid": f"stroke:{palette.grid}",
        ".line": f"stroke:{palette.first}",
    }
    return "".join(f"#soak {name}{{{rule}}}" for name, rule in rules.items())
