"""Units of measurement, read by a small grammar and converted by pint.

pint's own parser evaluates expressions, which a learner's text must never reach: here a bounded
tokeniser takes names, powers, "/" and "per" apart, and pint is asked for single names only and
converts between them. Source: https://pint.readthedocs.io, its default registry (loaded when the
first unit is met, once a process). Money is compared and never converted.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from quiz.grading.folding import Difference, folded, plain
from quiz.grading.short_answers.word_lists import by_form, listed

if TYPE_CHECKING:
    import pint

MOST_FACTORS: Final = 6
_LONGEST_NAME: Final = 24
_FOLDS: Final = frozenset((Difference.CASE, Difference.DIACRITICS))

_ALIASES: Final = by_form(
    """
kiloohm: kilohm, kilohms
megaohm: megohm, megohms
degree_Celsius: °c, ° c, degrees celsius, deg c, degc, centigrade, degree celsius
degree_Celsius: degrees centigrade, degrees c, grad celsius
degree_Fahrenheit: °f, ° f, deg f, degrees fahrenheit, degree fahrenheit, degrees f, fahrenheit
degree: °
percent: %, per cent, prozent, pct, pour cent, por ciento
km_per_hour: kmh
cubic_centimeter: cc
kilogram: kilos, kilo, кг
second: sek, sekunde, sekunden
hour: stunde, stunden, heure, heures, hora, horas, ore, час, часов
minute: minuten
year: jahr, jahre, jahren, an, ans, annees, ano, anos, anni, лет, год, года
day: tag, tage, jour, jours, dia, dias, giorni
week: woche, wochen, semaines
month: monat, monate, mois
meter: метр, метров, м, metro, metros, metri, metres
kilometer: км, kilometer, kilometros, kilometre
centimeter: см
millimeter: мм
gram: г, gramm, gramme, grammes, gramos
liter: л
"""
)
"""Names that pint does not know, or knows as something else, in lower case."""

_MONEY: Final = by_form(
    """
dollar: $, us$, usd, dollar, dollars, bucks
euro: €, eur, euro, euros
pound sterling: £, gbp, quid
yen: ¥, jpy, yen
rouble: ₽, rub, ruble, rubles, rouble, roubles
rupee: ₹, inr, rupee, rupees
franc: chf, francs
yuan: cny, yuan
cent: cents
"""
)

_NO_UNITS: Final = frozenset(
    listed("a as at am pm ad bc ce bce is the to do are us no be he st nd rd th")
)
"""Short words that are units to pint and nothing of the kind in a sentence."""

_NAME: Final = re.compile(
    r"(?:deg|degrees?|°|grad) ?(?:[CF]\b|celsius\b|fahrenheit\b|centigrade\b)"
    r"|per ?cent\b|pour cent\b|por ciento\b|us\$|[°%$€£¥₽₹]"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]){0,30}",
    re.IGNORECASE,
)
_POWER: Final = re.compile(r"(?:\^|\*\*) ?\(?([-+]?[0-9])\)?(?![0-9])|([23])(?![0-9\w])")
_POWER_WORD: Final = re.compile(r" (squared|cubed)\b", re.IGNORECASE)
_PREFIX: Final = re.compile(r"(square|sq\.?|cubic|cu\.?) ", re.IGNORECASE)
_OPERATOR: Final = re.compile(
    r" ?(/|·|⋅|\*| per | an? (?=hour|second|minute|day)) ?", re.IGNORECASE
)
_SYMBOL_AFTER_SPACE: Final = re.compile(
    r"[ -](?=(?:[A-Za-zµμΩ]{1,3}|hours?|seconds?|met(?:er|re)s?)(?:\^|[-23]|\b))"
)
_OPEN: Final = re.compile(r"\( ?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of named units; money is a factor that pint does not know."""

    factors: tuple[tuple[str, int], ...]
    written: str

    @property
    def is_money(self) -> bool:
        """Whether this is a currency."""
        return any(name in _MONEY.values() for name, _ in self.factors)


def parse(text: str) -> Unit | None:
    """The unit that the whole text names."""
    text = " ".join(plain(text).split())
    unit, end = read(text, 0)
    return unit if end == len(text) else None


def read(text: str, at: int) -> tuple[Unit | None, int]:
    """The unit that begins here and where it ends; `None` and `at` when there is none."""
    factors: dict[str, int] = {}
    sign, end, place, is_grouped = 1, at, at, False
    for _ in range(MOST_FACTORS):
        factor = _factor(text, place)
        if factor is None:
            break
        name, power, end = factor
        if name == "millisecond" and power < 0 and text[place : place + 2] == "ms":
            name = "second"
            factors["meter"] = factors.get("meter", 0) + sign
        factors[name] = factors.get(name, 0) + sign * power
        if is_grouped and text[end : end + 1] == ")":
            is_grouped, end = False, end + 1
        operator = _OPERATOR.match(text, end)
        if operator:
            divides = operator.group(1) not in "·⋅*"
            sign = -1 if divides else sign if is_grouped else 1
            place = operator.end()
            opening = _OPEN.match(text, place)
            if opening:
                is_grouped, place = True, opening.end()
            continue
        space = _SYMBOL_AFTER_SPACE.match(text, end)
        if space is None or text[end + 1 : end + 4].rstrip(" ,.") == "in":
            break
        sign, place = sign if is_grouped else 1, space.end()
    kept = tuple(sorted((name, power) for name, power in factors.items() if power))
    return (Unit(kept, text[at:end].strip()), end) if kept else (None, at)


def _factor(text: str, at: int) -> tuple[str, int, int] | None:
    """One name with its power: the name as pint calls it, the power, and where it ends."""
    prefix = _PREFIX.match(text, at)
    power = 1 if prefix is None else 2 if prefix.group(1)[0] in "sS" else 3
    found = _NAME.match(text, prefix.end() if prefix else at)
    if found is None or found.group().lower() in _NO_UNITS:
        return None
    if found.group() == "in" and text[found.end() :].strip(" .") != "":
        return None
    name = resolve(found.group())
    if name is None:
        return None
    end = found.end()
    raised = _POWER.match(text, end)
    if raised:
        return name, power * int(raised.group(1) or raised.group(2)), raised.end()
    word = _POWER_WORD.match(text, end)
    if word:
        return name, power * (2 if word.group(1)[0] in "sS" else 3), word.end()
    return name, power, end


@lru_cache(maxsize=4096)
def resolve(name: str) -> str | None:
    """What pint, or the table of money, calls this unit; `None` for words that are none."""
    low = folded(name, _FOLDS)
    known = _MONEY.get(low) or _ALIASES.get(low)
    if known:
        return "kilometer_per_hour" if known == "km_per_hour" else known
    if not 0 < len(name) <= _LONGEST_NAME:
        return None
    from pint.errors import PintError

    for spelling in (name, low):
        try:
            return str(registry().get_name(spelling))
        except (PintError, ValueError, KeyError, AttributeError):
            continue
    return None


@cache
def registry() -> "pint.UnitRegistry[float]":
    """pint's default registry, loaded and made when it is first needed: that takes half a second
    and 40 MB, which a service that meets no unit is spared."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


def is_ready() -> bool:
    """Whether pint's registry is made."""
    return registry.cache_info().currsize > 0


def are_same(first: Unit, second: Unit) -> bool:
    """Whether no conversion is needed."""
    return first.factors == second.factors


AS_DEGREES: Final[dict[tuple[tuple[str, int], ...], Unit]] = {
    (("coulomb", 1),): Unit((("degree_Celsius", 1),), "°C"),
    (("farad", 1),): Unit((("degree_Fahrenheit", 1),), "°F"),
}
"""What "C" and "F" mean where a temperature is asked for."""


def is_temperature(unit: Unit) -> bool:
    """Whether this is a temperature, on any scale."""
    return unit.factors in (
        (("degree_Celsius", 1),),
        (("degree_Fahrenheit", 1),),
        (("kelvin", 1),),
    )


def converted(value: float, source: Unit, target: Unit) -> float | None:
    """The value in the target's unit; `None` when the two measure different things."""
    if source.is_money or target.is_money:
        return value if are_same(source, target) else None
    from pint.errors import PintError
    from pint.util import UnitsContainer

    try:
        quantity = registry().Quantity(value, UnitsContainer(dict(source.factors)))
        return float(quantity.to(UnitsContainer(dict(target.factors))).magnitude)
    except (PintError, ValueError, OverflowError, ZeroDivisionError):
        return None
