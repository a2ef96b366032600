"""How charts look: theme, width and palette.

The hues are blue and orange, which people with any of the common colour vision deficiencies tell
apart (M. Okabe and K. Ito, "Color Universal Design", 2008); what differs in hue differs in shape or
place, too. Text has a contrast of at least 4.5 to 1 against the surface (WCAG 2.2, 1.4.3), marks
at least 3 to 1 (1.4.11); grid and areas, which carry nothing alone, have less.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quiz.errors import Fault, Invalid

LEAST_WIDTH: Final = 320
MOST_WIDTH: Final = 1200
WIDTH: Final = 720

FONT: Final = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


class Theme(StrEnum):
    """Light, dark, or as the viewer prefers."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for, as `#rrggbb`.

    `first` and `second` are the two series, each with an `…_area` to fill with. `steps` rise from
    little to much; `nothing` is a day without any.
    """

    surface: str
    text: str
    muted: str
    grid: str
    axis: str
    first: str
    first_area: str
    second: str
    second_area: str
    nothing: str
    steps: tuple[str, str, str, str]


LIGHT: Final = Palette(
    surface="#ffffff",
    text="#1c2329",
    muted="#57606a",
    grid="#e3e7eb",
    axis="#8c959f",
    first="#2f74b5",
    first_area="#d3e4f3",
    second="#c2500a",
    second_area="#f9dfce",
    nothing="#e6eaee",
    steps=("#4d94d0", "#2f74b5", "#144f8a", "#0a2a52"),
)
DARK: Final = Palette(
    surface="#0f1419",
    text="#e6ebf0",
    muted="#a3adb8",
    grid="#2b333b",
    axis="#68727d",
    first="#62b5ec",
    first_area="#1c3a52",
    second="#f0a040",
    second_area="#47331b",
    nothing="#1e2630",
    steps=("#2d6da8", "#4a94d8", "#86bff0", "#d4eaff"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a chart is drawn for; `width` is in pixels (320..1200), the height follows from it."""

    theme: Theme = Theme.AUTO
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Raise `Invalid` for a width that nothing can be read at."""
        if not LEAST_WIDTH <= self.width <= MOST_WIDTH:
            rule = f"A chart is {LEAST_WIDTH} to {MOST_WIDTH} pixels wide, not {self.width!r}."
            raise Invalid(rule, [Fault("query:width", rule)])


def stylesheet(theme: Theme, scope: str) -> str:
    """CSS for the chart with the id `scope` and for nothing else on a page it is put into."""
    if theme is Theme.LIGHT:
        return _shapes(scope) + _colours(LIGHT, scope)
    if theme is Theme.DARK:
        return _shapes(scope) + _colours(DARK, scope)
    dark = f"@media(prefers-color-scheme:dark){{{_colours(DARK, scope)}}}"
    return _shapes(scope) + _colours(LIGHT, scope) + dark


def _shapes(scope: str) -> str:
    rules = {
        "text": f"font:12px {FONT};font-variant-numeric:tabular-nums;direction:ltr",
        ".h": "font-size:15px;font-weight:600",
        ".v": "font-weight:600",
        ".grid,.axis": "fill:none;stroke-width:1;shape-rendering:crispEdges",
        ".l1,.l2": "fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round",
        ".w1": "fill:none;stroke-width:1.5",
        ".hit": "fill:none;pointer-events:all",
    }
    return _written(rules, scope)


def _colours(palette: Palette, scope: str) -> str:
    fills = {
        ".surface,.cut": palette.surface,
        ".h,.v": palette.text,
        ".m": palette.muted,
        ".f1": palette.first,
        ".a1": palette.first_area,
        ".f2": palette.second,
        ".a2": palette.second_area,
        ".s0": palette.nothing,
    } | {f".s{place}": colour for place, colour in enumerate(palette.steps, start=1)}
    strokes = {
        ".grid": palette.grid,
        ".axis": palette.axis,
        ".l1,.w1": palette.first,
        ".l2": palette.second,
    }
    rules = {name: f"fill:{colour}" for name, colour in fills.items()}
    return _written(rules | {name: f"stroke:{c}" for name, c in strokes.items()}, scope)


def _written(rules: dict[str, str], scope: str) -> str:
    return "".join(
        ",".join(f"#{scope} {part}" for part in selector.split(",")) + "{" + rule + "}"
        for selector, rule in rules.items()
    )
