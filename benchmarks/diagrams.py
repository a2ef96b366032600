"""A reliability diagram, drawn as SVG by hand: what was said against what came true."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bars import bins
from judging import Judged

SIZE = 320
EDGE = 44
COLOURS = ("#2f7ed8", "#d8722f")
STYLE = (
    "text{font:12px sans-serif;fill:#444}.axis{stroke:#888;fill:none}.even{stroke:#888;"
    "stroke-dasharray:4 4}@media(prefers-color-scheme:dark){text{fill:#ccc}}"
)


def write_reliability(path: Path, parts: Mapping[str, Sequence[Judged]]) -> None:
    """Write one line for each set; the broken line is perfect calibration."""
    name = "How often teachers agree with grades of a reliability"
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img">',
        f"<title>{name}</title><style>{STYLE}</style>",
        f'<path class="axis" d="M{_x(0.5)} {_y(1.0)}V{_y(0.5)}H{_x(1.0)}"/>',
        f'<path class="even" d="M{_x(0.5)} {_y(0.5)}L{_x(1.0)} {_y(1.0)}"/>',
    ]
    for tenth in range(5, 11):
        share = tenth / 10
        shapes.append(f'<text x="{_x(share)}" y="{SIZE - 26}" text-anchor="middle">{share}</text>')
        shapes.append(f'<text x="{EDGE - 6}" y="{_y(share) + 4}" text-anchor="end">{share}</text>')
    for place, (label, part) in enumerate(parts.items()):
        shapes += _line(label, part, place)
    shapes.append(f'<text x="{SIZE / 2}" y="{SIZE - 6}" text-anchor="middle">reliability</text>')
    shapes.append('<text x="6" y="16">teachers agree</text></svg>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(shapes) + "\n", encoding="utf-8")


def _line(label: str, part: Sequence[Judged], place: int) -> list[str]:
    """The line of one set, with a dot for each tenth, and its name."""
    colour = COLOURS[place]
    points = [(_x(said), _y(agreed)) for _, _, said, agreed in bins(part)]
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = [f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>' for x, y in points]
    name = f'<text x="{SIZE - 8}" y="{SIZE - 70 + 16 * place}" text-anchor="end"'
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return [line, *dots, f'{name} style="fill:{colour}">{label.removeprefix("semeval_")}</text>']


def _x(share: float) -> float:
    """Where a share from 0.5 to 1 lies from left to right."""
    return round(EDGE + (share - 0.5) * 2 * (SIZE - EDGE - 12), 1)


def _y(share: float) -> float:
    """Where a share from 0.5 to 1 lies from top to bottom."""
    return round(SIZE - EDGE - (share - 0.5) * 2 * (SIZE - EDGE - 28), 1)
