"""Reads charts back: their text, where it stands, and the contrast and likeness of colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from api.charts.texts import HEADING_SIZE, TEXT_SIZE, width_of

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
ATTRIBUTES = {
    *("aria-labelledby", "class", "cx", "cy", "d", "height", "id", "lang", "r", "role", "rx"),
    *("text-anchor", "viewBox", "width", "x", "y"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """What a line of text covers."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def as_text(text: str) -> str:
    """The text as XML can hold it, on one line."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", " ".join(text.split()))


def said(svg: str) -> tuple[str, str]:
    """The title and the description of a chart."""
    root = parsed(svg)
    return root.findtext(f"{SVG}title") or "", root.findtext(f"{SVG}desc") or ""


def tooltips(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iterfind(f".//{SVG}g/{SVG}title")]


def labels(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iterfind(f".//{SVG}text")]


def marks(svg: str, style: str) -> list[str]:
    """The outlines of the marks of a style."""
    found = parsed(svg).iterfind(f".//{SVG}path[@class='{style}']")
    return [each.get("d") or "" for each in found]


def elements(svg: str) -> set[str]:
    return {each.tag.removeprefix(SVG) for each in parsed(svg).iter()}


def attributes(svg: str) -> set[str]:
    return {name for each in parsed(svg).iter() for name in each.attrib}


def ids(svg: str) -> list[str]:
    return [each.attrib["id"] for each in parsed(svg).iter() if "id" in each.attrib]


def boxes(svg: str) -> Iterator[Box]:
    """What the lines of text cover at most."""
    for each in parsed(svg).iterfind(f".//{SVG}text"):
        text = each.text or ""
        size = HEADING_SIZE if each.get("class") == "h" else TEXT_SIZE
        width = width_of(text, size)
        share = {"middle": 0.5, "end": 1.0}.get(each.get("text-anchor") or "", 0.0)
        left, base = float(each.attrib["x"]) - width * share, float(each.attrib["y"])
        yield Box(text, left, left + width, base - 0.75 * size, base + 0.2 * size)


def clashes(svg: str) -> list[tuple[str, str]]:
    """Lines of text that meet each other."""
    return [(a.text, b.text) for a, b in combinations(boxes(svg), 2) if a.meets(b)]


def outside(svg: str) -> list[Box]:
    """Lines of text that leave the chart."""
    root = parsed(svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    return [
        each
        for each in boxes(svg)
        if each.left < 0 or each.right > width or each.top < 0 or each.bottom > height
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, ...]:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15, 1291-1298: severity 1.0, for linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def difference(one: str, other: str, deficiency: str) -> float:
    """How far apart two colours look to somebody with the deficiency: CIE 1976, 0 to 100 or more;
    2.3 is just noticeable."""
    seen = [_lab(_seen(_linear(colour), deficiency)) for colour in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def _seen(linear: tuple[float, ...], deficiency: str) -> list[float]:
    return [
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))))
        for row in DEFICIENCIES[deficiency]
    ]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    red, green, blue = linear
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
