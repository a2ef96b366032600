"""SVG as text: elements with escaped attributes, text that stays text, numbers without noise.

`Markup` is what may stand in the document as it is. Only this module makes it out of text, so that
a title such as `<script>` cannot get there unescaped: mypy refuses a plain `str`.
"""

import re
from typing import Final, NewType

Markup = NewType("Markup", str)

Value = str | float

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow in a document, escaped or not (production 2, `Char`)."""

_REORDERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, or end such a turn (Unicode, UAX 9)."""

_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escaped(text: str) -> Markup:
    """Text as it may stand in an element or an attribute; white space becomes single spaces."""
    legal = _ILLEGAL.sub("\ufffd", _REORDERING.sub("", text))
    return Markup(" ".join(legal.split()).translate(_ENTITIES))


def number(value: float) -> str:
    """A coordinate to a tenth of a pixel, as short as it can be written."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def element(name: str, *children: Markup, **attributes: Value | None) -> Markup:
    """An element with its children; attributes of `None` are left out.

    Names of attributes are written with `_` for `-`, and `class_` for `class`.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def _value(value: Value) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def told(text: str, *marks: Markup) -> Markup:
    """Marks with a tooltip."""
    return element("g", element("title", escaped(text)), *marks)


def label(text: str, x: float, y: float, *, style: str = "m", anchor: str | None = None) -> Markup:
    """A line of text with its baseline at `y`, from `x` on, or up to or around it by `anchor`."""
    return element("text", escaped(text), x=x, y=y, class_=style, text_anchor=anchor)


def box(x: float, y: float, width: float, height: float, style: str) -> Markup:
    """A rectangle, which takes fewer bytes as a path."""
    across, down = number(width), number(height)
    shape = f"M{number(x)} {number(y)}h{across}v{down}h{number(-width)}z"
    return element("path", class_=style, d=shape)


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> Markup:
    """A straight line."""
    return element("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", class_=style)


def path(points: list[tuple[float, float]], style: str, *, is_closed: bool = False) -> Markup:
    """Straight lines through points, one at least."""
    drawn = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{drawn}{'Z' if is_closed else ''}", class_=style)


def dot(x: float, y: float, radius: float, style: str) -> Markup:
    """A filled circle."""
    return element("circle", cx=x, cy=y, r=radius, class_=style)
