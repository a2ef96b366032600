"""Numbers as they are written: with grouping, decimals and what stands around them.

`read` takes "1924", "-5", "8,848 m", "€ 3,50", "44 BC" and "12 %". A lone mark before three digits
groups or parts decimals by the habit of the language: "1.000" is a thousand in German.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from quiz.languages import COMMA_DECIMALS, base_language

LONGEST = 60
"""Characters; a longer text is no number with a unit."""

YEARS = range(1000, 2101)
YEARS_AROUND = 20
"""How far a made year may lie from the key where the deck shows no range of its own."""

STEPS = (1, 2, 3, 4, 5, 6)
_NUMBER = re.compile(
    r"(?P<before>[^\d\s\-−–.,]{0,3} ?)(?P<sign>[-−–]?)"
    r"(?P<whole>\d{1,3}(?:(?P<group>[,.'’ \u00a0\u202f])\d{3}(?:(?P=group)\d{3})*)|\d+)"
    r"(?:(?P<mark>[.,])(?P<decimals>\d+))?(?P<after> ?[^\d]{0,20})"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with how it is written; `decimals` counts its digits after the mark."""

    value: Fraction
    before: str
    after: str
    decimals: int
    group: str
    mark: str

    @property
    def is_year(self) -> bool:
        """Whether this may be a year: four bare digits."""
        bare = not (self.before or self.after or self.decimals or self.group)
        return bare and self.value in YEARS


@lru_cache(maxsize=8_192)
def read(text: str, language: str | None) -> Quantity | None:
    """The number that the text is, `None` when it is something else or more."""
    text = text.strip()
    found = _NUMBER.fullmatch(text.rstrip(".")) if len(text) <= LONGEST else None
    if found is None or len(found["after"].split()) > 2:
        return None
    whole, group = found["whole"], found["group"] or ""
    mark, decimals = found["mark"] or "", found["decimals"] or ""
    if group and not mark and _parts_decimals(whole, group, language):
        whole, _, decimals = whole.partition(group)
        group, mark = "", group
    digits = whole.replace(group, "") if group else whole
    if len(digits) > 1 and digits[0] == "0":
        return None
    value = Fraction(f"{digits}.{decimals or 0}")
    return Quantity(
        -value if found["sign"] else value,
        found["before"],
        found["after"],
        len(decimals),
        group,
        mark or ("," if base_language(language) in COMMA_DECIMALS else "."),
    )


def written(like: Quantity, value: Fraction) -> str:
    """The value in the other number's writing."""
    scaled = round(abs(value) * 10**like.decimals)
    digits = str(scaled).rjust(like.decimals + 1, "0")
    whole = digits[: len(digits) - like.decimals]
    if like.group:
        whole = f"{int(whole):,}".replace(",", like.group)
    tail = f"{like.mark}{digits[-like.decimals :]}" if like.decimals else ""
    return f"{like.before}{'-' if value < 0 else ''}{whole}{tail}{like.after}"


def near(key: Quantity, known: Sequence[Fraction]) -> Iterator[Fraction]:
    """Plausible other values of the same size and precision, nearest first, on both sides.

    Years stay within those of the deck (`known`); what is above zero stays so, and a percentage
    up to 100.
    """
    step, least, most = _bounds(key, known)
    for count in STEPS:
        for value in (key.value - count * step, key.value + count * step):
            if least <= value <= most and value != key.value:
                yield value


def _bounds(key: Quantity, known: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """The step between made values, the least and the greatest of them."""
    if key.is_year:
        years = sorted({*(year for year in known if year in YEARS), key.value})
        if len(years) < 3:
            return Fraction(2), key.value - YEARS_AROUND, key.value + 2
        return Fraction(2), years[0], years[-1]
    size = len(str(int(abs(key.value)))) if abs(key.value) >= 1 else 0
    step = max(Fraction(1, 10**key.decimals), Fraction(10) ** (size - 2), _roundness(key))
    least = Fraction(1, 10**key.decimals) if key.value > 0 else key.value - 100 * step
    most = key.value + 100 * step
    if "%" in key.after and key.value <= 100:
        most = Fraction(100)
    return step, Fraction(0) if key.value == 0 else least, most


def _roundness(key: Quantity) -> Fraction:
    """The power of ten that a round number is a multiple of: other values are as round."""
    step = Fraction(1, 10**key.decimals)
    while key.value and key.value % (step * 10) == 0:
        step *= 10
    return step


def _parts_decimals(whole: str, group: str, language: str | None) -> bool:
    """Whether a lone mark before three digits parts decimals."""
    if group not in ",." or whole.count(group) > 1:
        return False
    uses_comma = base_language(language) in COMMA_DECIMALS
    return whole.startswith("0") or (group == ",") == uses_comma
