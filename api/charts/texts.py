"""How numbers and times are written, and how wide text may become.

Nothing depends on a locale: digits, a point before decimals, ISO 8601 dates and months.
"""

import unicodedata
from datetime import date
from typing import Final

TEXT_SIZE: Final = 12.0
HEADING_SIZE: Final = 15.0

_PREFIXES: Final = ("", "k", "M", "G", "T", "P")
_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]/ -\u202f\u00b7")
_WIDE: Final = frozenset("mwMWOQ@%&\u2026\u2013\u2014")


def whole(count: float) -> str:
    """A count as it is read aloud: digits alone."""
    return f"{count:.0f}"


def grouped(count: float) -> str:
    """A count as it is seen: digits in groups of three from 10 000 on (ISO 80000-1)."""
    return f"{count:,.0f}".replace(",", "\u202f") if abs(count) >= 10_000 else f"{count:.0f}"


def compact(value: float) -> str:
    """A number to three digits and two decimals at most, with the prefixes of the SI: 0.25, 950,
    1.5M."""
    place = 0
    while abs(value) >= 999.5 and place < len(_PREFIXES) - 1:
        value /= 1000
        place += 1
    return f"{round(value, 2):.3g}{_PREFIXES[place]}"


def percent(share: float) -> str:
    """A share (0..1) in percent, to one decimal."""
    return f"{share * 100:.1f} %"


def duration(milliseconds: int) -> str:
    """A time in hours and minutes, or in seconds below a minute."""
    minutes = round(milliseconds / 60_000)
    if milliseconds < 60_000:
        return f"{round(milliseconds / 1000)} s"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def days(first: date, last: date) -> str:
    """A stretch of days, or the one day."""
    return first.isoformat() if first == last else f"{first} to {last}"


def plural(count: float, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{whole(count)} {one if round(count) == 1 else many}"


def width_of(text: str, size: float = TEXT_SIZE) -> float:
    """How wide the text may become in a sans-serif font, in pixels.

    The font is the viewer's, so this is from the wide ones: DejaVu Sans and Verdana.
    """
    return size * sum(_width(char) for char in text)


def shortened(text: str, width: float, size: float = TEXT_SIZE) -> str:
    """The text, or as much of its beginning as fits into the width, with an ellipsis."""
    text = " ".join(text.split())
    if width_of(text, size) <= width:
        return text
    room = width - width_of("\u2026", size)
    kept = 0
    for char in text:
        room -= size * _width(char)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "\u2026"


def _width(char: str) -> float:
    """The width of a character in units of the font's size."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1.05
    if char in _NARROW:
        return 0.42
    if char in _WIDE:
        return 1.0
    return 0.72 if char.isupper() else 0.65
