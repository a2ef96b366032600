"""A measured answer against a measured key: tolerance, units, precision.

Numbers are equal within the card's tolerance, which is 0 unless the card says otherwise, and
never nearly equal. A year is exact whatever share of it would be tolerated. Units are converted;
another dimension is wrong, a missing unit half right. A date that names less than the key is half
right, too, and one that names more is right.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from quiz.grading.short_answers import typos, units
from quiz.grading.short_answers.dates import Date
from quiz.grading.short_answers.measures import DateReading, Measure, Quantity, Scan
from quiz.grading.short_answers.units import Unit
from quiz.grading.short_answers.verdicts import PARTIAL, Forgiven, Problem, Verdict, refused
from quiz.grading.short_answers.word_lists import listed

SURE: Final = 0.98
FAIRLY_SURE: Final = 0.9
AMBIGUOUS: Final = 0.7

_YEARS: Final = range(1000, 2101)
_ROUNDING: Final = 1e-9
"""Share by which a converted value may differ: what floating point leaves."""

_COUNTS: Final = frozenset(("count", "turn", "dozen", "revolution", "bit"))
"""Units that a question nearly always names itself."""


_DEGREE: Final = (("degree", 1),)
_PERCENT: Final = (("percent", 1),)


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a number must be met, and in which unit a bare key is.

    `question` is the question's text in lower case: a unit that it names need not be repeated.
    `is_year_likely` makes four digits a year unless the question asks how many.
    """

    tolerance: float | None = None
    relative_tolerance: float | None = None
    unit: str | None = None
    question: str = ""
    is_year_likely: bool = True


def compare(key: Measure, answer: Scan, precision: Precision) -> Verdict | None:
    """The verdict on the measures of an answer; `None` when it has none that could be meant.

    Its `matched` is left to the caller. Every measure of the same kind must agree: an answer
    that names two years names none.
    """
    verdicts = list(_each(key, answer, precision))
    if not verdicts:
        return None
    worst = min(verdicts, key=lambda verdict: verdict.rank)
    best = max(verdicts, key=lambda verdict: verdict.rank)
    if best.fraction > worst.fraction:
        return refused(Problem.LISTS_MANY, FAIRLY_SURE, best.read)
    return best


def _each(key: Measure, answer: Scan, precision: Precision) -> list[Verdict]:
    """A verdict on each measure that could be meant as the answer."""
    found = list(zip(answer.measures, answer.followers, strict=True))
    if isinstance(key, DateReading):
        given = [m for m, _ in found if isinstance(m, DateReading)]
        years = [d for m, _ in found if (d := _year_as_date(m)) is not None]
        return [_dates(key, each, precision.tolerance or 0.0) for each in given or years]
    key, noun = _with_unit(key, precision)
    if key.is_plain and noun is None:
        dated = [m for m, _ in found if isinstance(m, DateReading)]
        if dated:
            return [_year_within(key, each) for each in dated]
    quantities = [(m, follower) for m, follower in found if isinstance(m, Quantity)]
    if key.unit is not None and any(m.unit for m, _ in quantities):
        quantities = [(m, follower) for m, follower in quantities if m.unit]
    return [_quantities(key, noun, m, follower, answer, precision) for m, follower in quantities]


def _with_unit(key: Quantity, precision: Precision) -> tuple[Quantity, str | None]:
    """The key in the card's unit, and that unit's name when it is no unit of measurement."""
    if precision.unit is None or key.unit is not None:
        return key, None
    unit = units.parse(precision.unit)
    return (replace(key, unit=unit), None) if unit else (key, precision.unit)


def _year_as_date(measure: Measure) -> DateReading | None:
    if isinstance(measure, Quantity) and measure.unit is None and not measure.in_words:
        value = measure.values[0]
        if value.denominator == 1 and 0 < value < 10_000:
            return DateReading((Date(int(value)),), measure.written)
    return None


def _dates(key: DateReading, given: DateReading, days: float) -> Verdict:
    is_bare_year = given.written.isdecimal()
    if is_bare_year and any(
        (k.year or 0) < 0 and given.dates[0].year == -(k.year or 0) for k in key.dates
    ):
        return Verdict(PARTIAL, None, (), (Problem.LESS_PRECISE,), None, FAIRLY_SURE, given.written)
    agreeing = [(k, g) for k in key.dates for g in given.dates if k.agrees_with(g)]
    read = " or ".join(map(str, given.dates))
    if not agreeing and any(k.is_within(days, g) for k in key.dates for g in given.dates):
        return Verdict(1.0, None, (), (), None, FAIRLY_SURE, read)
    if not agreeing:
        return refused(Problem.WRONG_DATE, SURE, read)
    full = [(k, g) for k, g in agreeing if g.names_all_of(k)]
    if not full:
        is_sharing = any(_shared(k, g) for k, g in agreeing)
        if not is_sharing:
            return refused(Problem.WRONG_DATE, FAIRLY_SURE, read)
        return Verdict(PARTIAL, None, (), (Problem.LESS_PRECISE,), None, FAIRLY_SURE, read)
    expected, named = full[0]
    is_more = not expected.names_all_of(named)
    forgiven = [Forgiven.DATE_FORMAT] if given.written != key.written else []
    forgiven += [Forgiven.MORE_PRECISE] if is_more else []
    reliability = SURE if len(given.dates) == 1 and not named.is_short else AMBIGUOUS
    return Verdict(1.0, None, tuple(forgiven), (), None, reliability, read)


def _shared(first: Date, second: Date) -> bool:
    pairs = ((first.year, second.year), (first.month, second.month), (first.day, second.day))
    return any(mine is not None and mine == theirs for mine, theirs in pairs)


def _year_within(key: Quantity, given: DateReading) -> Verdict:
    """A date for a key that is four digits: right when the year is."""
    read = " or ".join(map(str, given.dates))
    if any(Date(int(key.values[0])).agrees_with(date) and date.year for date in given.dates):
        return Verdict(1.0, None, (Forgiven.MORE_PRECISE,), (), None, FAIRLY_SURE, read)
    return refused(Problem.WRONG_DATE, SURE, read)


def _quantities(
    key: Quantity, noun: str | None, given: Quantity, follower: str, answer: Scan, p: Precision
) -> Verdict:
    is_missing = False
    forgiven = [Forgiven.NUMBER_WORDS] if given.in_words != key.in_words else []
    values, read = given.values, given.written
    if key.unit is not None and given.unit is None:
        if follower and typos.is_misspelt(follower.lower(), key.unit.written.lower()):
            forgiven.append(Forgiven.TYPO)
        elif follower and follower[0].isalpha() and not _is_idle(follower, p):
            return refused(Problem.WRONG_UNIT, FAIRLY_SURE, read)
        elif key.unit.factors == _PERCENT and 0 < abs(values[0]) < 1:
            values, is_missing = tuple(value * 100 for value in values), False
            forgiven.append(Forgiven.UNIT_CONVERSION)
        else:
            is_missing = not _goes_without_saying(key.unit, p.question)
    elif key.unit is not None and _is_bare_degree(key.unit, given.unit):
        is_missing = not _goes_without_saying(key.unit, p.question)
    elif key.unit is not None and given.unit is not None:
        changed = _in_unit_of(key.unit, given)
        if changed is None:
            return refused(Problem.WRONG_UNIT, SURE, read)
        if not units.are_same(key.unit, given.unit):
            values, read = changed, f"{given.written} = {_shown(changed[0])} {key.unit.written}"
            forgiven.append(Forgiven.UNIT_CONVERSION)
    elif given.unit is not None and given.unit.factors == _PERCENT:
        is_asked = "percent" in p.question or "%" in p.question
        values = values if is_asked else tuple(value / 100 for value in values)
    elif noun is not None:
        is_missing = noun.lower() not in p.question and not any(
            typos.is_same_or_misspelt(word.lower(), noun.lower()) for word in answer.words
        )
    return _within(key, replace(given, values=values, written=read), tuple(forgiven), is_missing, p)


def _within(
    key: Quantity, given: Quantity, forgiven: tuple[Forgiven, ...], is_missing: bool, p: Precision
) -> Verdict:
    """The verdict on a number in the key's own unit."""
    expected = key.values[0]
    allowed = _allowed(key, p)
    hits = [value for value in given.values if abs(value - expected) <= allowed]
    if not hits:
        is_tolerant = allowed > abs(expected) * Fraction(_ROUNDING)
        problem = Problem.OUT_OF_TOLERANCE if is_tolerant else Problem.WRONG_NUMBER
        return refused(problem, SURE, given.written)
    reliability = SURE if hits[0] == given.values[0] else AMBIGUOUS
    if is_missing:
        problems = (Problem.MISSING_UNIT,)
        return Verdict(PARTIAL, None, forgiven, problems, None, FAIRLY_SURE, given.written)
    if not forgiven and given.written != key.written:
        forgiven = (Forgiven.NUMBER_FORMAT,)
    return Verdict(1.0, None, forgiven, (), None, reliability, given.written)


def _allowed(key: Quantity, p: Precision) -> Fraction:
    """How far from the key a number may be, in the key's unit."""
    expected = abs(key.values[0])
    share = 0.0 if _is_year(key, p) else p.relative_tolerance or 0.0
    absolute = Fraction(str(p.tolerance)) if p.tolerance else Fraction(0)
    slack = Fraction(_ROUNDING) if key.unit is not None else Fraction(0)
    return max(absolute, expected * Fraction(str(share)), expected * slack)


_HOW_MANY: Final = ("how many", "how much", "number of", "population", "combien", "wie viel")
_WHEN: Final = ("year", "when", "date", "jahr", "wann", "quand", "année", "año", "cuándo", "anno")


def _is_year(key: Quantity, p: Precision) -> bool:
    value = key.values[0]
    if not key.is_plain or value.denominator != 1 or int(value) not in _YEARS:
        return False
    if p.is_year_likely:
        return not any(cue in p.question for cue in _HOW_MANY)
    return any(cue in p.question for cue in _WHEN)


def _is_bare_degree(unit: Unit, given: Unit | None) -> bool:
    """Whether "degrees" were said of a temperature, and not whose."""
    return given is not None and given.factors == _DEGREE and units.is_temperature(unit)


def _in_unit_of(unit: Unit, given: Quantity) -> tuple[Fraction, ...] | None:
    """The values converted to the unit; `None` when that cannot be."""
    source = given.unit
    if source is None or units.are_same(unit, source):
        return given.values
    if units.is_temperature(unit):
        source = units.AS_DEGREES.get(source.factors, source)
        if source.factors == unit.factors:
            return given.values
    changed = []
    for value in given.values:
        if abs(value) > 10**300:
            return None
        number = units.converted(float(value), source, unit)
        if number is None or not math.isfinite(number):
            return None
        changed.append(Fraction(round(number, 9) if units.is_temperature(unit) else number))
    return tuple(changed)


def _goes_without_saying(unit: Unit, question: str) -> bool:
    """Whether the question names the unit, or it is one that counts."""
    if all(name in _COUNTS for name, _ in unit.factors):
        return True
    written = unit.written.lower()
    padded = f" {question.translate(_TO_SPACE)} "
    if len(written) > 1 and f" {written} " in padded:
        return True
    names = {part for name, _ in unit.factors for part in name.lower().split("_")} - {"degree"}
    return any(name in padded for name in names if len(name) > _SHORT_NAME)


_SHORT_NAME: Final = 3
_TO_SPACE: Final = str.maketrans(dict.fromkeys("()?.,:;[]", " "))


def _is_idle(word: str, p: Precision) -> bool:
    """Whether a word behind a number is no unit: a word of the question or of grammar."""
    return word.lower() in _IDLE or f" {word.lower()}" in f" {p.question}"


_IDLE: Final = frozenset(
    listed(
        "in on at of the is are was were and or for to per long high wide tall deep heavy total "
        "each about approximately exactly roughly altogether i think maybe probably so because as "
        "by with"
    )
)


def _shown(value: Fraction) -> str:
    return f"{float(value):.6g}"
