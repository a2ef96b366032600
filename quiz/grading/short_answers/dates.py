"""Dates as people write them, read to year, month and day as far as they go.

"1924-01-21", "21 January 1924", "January 21st, 1924", "21.1.1924", "21/1/24", "Jan 1924", "44 BC".
Digits alone can be read two ways ("03/04/1924"); then both readings are kept, and a two-digit
year stands for every century. A year alone is a number, unless its era is named.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Final

from quiz.grading.folding import Difference, folded
from quiz.grading.short_answers.word_lists import listed

_FOLDS: Final = frozenset((Difference.CASE, Difference.DIACRITICS))

_MONTHS: Final = (
    "january jan januar janvier janv enero ene gennaio gen janeiro januari января январь",
    "february feb februar februari fevrier fevr febrero febbraio fevereiro fev февраля февраль",
    "march mar marz maerz mars marzo marco maart марта март",
    "april apr avril avr abril abr aprile апреля апрель",
    "may mai mayo maggio maio mei мая маи",
    "june jun juni juin junio giugno giu junho июня июнь",
    "july jul juli juillet juil julio luglio lug julho июля июль",
    "august aug aout agosto ago augustus августа август",
    "september sep sept septembre septiembre settembre setembro сентября сентябрь",
    "october oct okt oktober octobre octubre ottobre outubro out октября октябрь",
    "november nov novembre noviembre novembro ноября ноябрь",
    "december dec dez dezember decembre diciembre dicembre dezembro декабря декабрь",
)
_MONTH_OF: Final = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_NAME: Final = r"(?P<month>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]){2,11})\.?"
_ORDINALS: Final = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DAY_WORDS: Final = (
    {word: day for day, word in enumerate(_ORDINALS, start=1)}
    | {f"twenty {word}": 20 + day for day, word in enumerate(_ORDINALS[:9], start=1)}
    | {"thirtieth": 30, "thirty first": 31}
)
_DAY: Final = (
    r"(?P<day>[0-3]?[0-9](?:st|nd|rd|th|er|º|ª|o)?\.?"
    rf"|(?:(?:twenty|thirty)[ -])?(?:{'|'.join([*_ORDINALS, 'thirtieth'])}))"
)
_YEAR: Final = r"(?P<year>[0-9]{4}|'[0-9]{2})(?![0-9])"
_OF: Final = r"(?: of| de| del| di)?"
_ERA: Final = (
    r"(?P<era>b\.?c\.?(?:e\.?)?|a\.?d\.?|c\.?e\.?|v\.? ?chr\.?|n\.? ?chr\.?|до н\.? ?э\.?)(?!\w)"
)

_WORDED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}{_OF}[ -]{_NAME}(?:,?{_OF},?[ -]{_YEAR})?(?!\w)",
        rf"{_NAME} (?:the )?{_DAY}(?:,? {_YEAR})?(?!\w)",
        rf"{_NAME},?{_OF} {_YEAR}(?!\w)",
        rf"{_YEAR},? {_NAME} {_DAY}(?!\w)",
    )
)
_DIGITS: Final = re.compile(
    r"(?P<a>[0-9]{1,4})(?P<mark>[-./]|\. )(?P<b>[0-9]{1,2})(?P=mark)(?P<c>[0-9]{1,4})"
    r"(?![\w/]|[.-][0-9])"
)
_YEAR_MONTH: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])(?![\w/-])")
_YEAR_ERA: Final = re.compile(rf"(?P<year>[0-9]{{1,4}}) ?{_ERA}", re.IGNORECASE)
_ERA_YEAR: Final = re.compile(r"a\.?d\.? ?(?P<year>[0-9]{1,4})(?!\w)", re.IGNORECASE)
_BEFORE_CHRIST: Final = ("b", "v", "д")


@dataclass(frozen=True, slots=True)
class Date:
    """As much of a date as was written; years before Christ are negative.

    A year below 100 with `is_short` stands for any century.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    is_short: bool = False

    def __str__(self) -> str:
        """The parts as ISO 8601 writes them, "-" for a missing year."""
        parts = [f"{self.year:04d}" if self.year is not None else "-"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def agrees_with(self, other: "Date") -> bool:
        """Whether no part that both name differs."""
        if self.year is not None and other.year is not None and self.year != other.year:
            is_short = self.is_short or other.is_short
            if not (is_short and self.year % 100 == other.year % 100):
                return False
        months = {self.month, other.month} - {None}
        days = {self.day, other.day} - {None}
        return len(months) < 2 and len(days) < 2

    def is_within(self, days: float, other: "Date") -> bool:
        """Whether two whole dates of our era are at most so many days apart."""
        first, second = self._ordinal(), other._ordinal()
        return first is not None and second is not None and abs(first - second) <= days

    def _ordinal(self) -> int | None:
        """The number of the day in the Gregorian calendar, if there is such a day."""
        if not (self.year and self.month and self.day) or self.year < 1 or self.is_short:
            return None
        try:
            return datetime.date(self.year, self.month, self.day).toordinal()
        except ValueError:
            return None

    def names_all_of(self, other: "Date") -> bool:
        """Whether every part that the other names is here, too."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is not None for mine, theirs in pairs if theirs is not None)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a text, up to `end`, in each way it can be read."""

    dates: tuple[Date, ...]
    end: int


def read(text: str, at: int) -> Dated | None:
    """The date that begins here; `text` has single spaces and is `folding.plain`."""
    digits = _DIGITS.match(text, at)
    if digits:
        dates = _of_digits(digits["a"], digits["b"], digits["c"])
        if dates:
            return Dated(dates, digits.end())
    for pattern in (*_WORDED, _YEAR_MONTH, _YEAR_ERA, _ERA_YEAR):
        found = pattern.match(text, at)
        date = _of_parts(found.groupdict()) if found else None
        if found and date:
            return Dated((date,), found.end())
    return None


def _of_parts(parts: dict[str, str | None]) -> Date | None:
    """The date of matched parts, `None` when they make none."""
    written_month, written_day = parts.get("month"), parts.get("day")
    month = None
    if written_month is not None:
        by_name = _MONTH_OF.get(folded(written_month, _FOLDS))
        month = int(written_month) if written_month.isdecimal() else by_name
        if month is None:
            return None
    day = _day_of(written_day) if written_day else None
    if day is not None and not (month and 1 <= day <= _DAYS[month - 1]):
        return None
    written_year = parts.get("year")
    if written_year is None:
        return Date(None, month, day)
    year = int(written_year.strip("'"))
    era = (parts.get("era") or "").lower()
    if era.startswith(_BEFORE_CHRIST):
        year = -year
    return Date(year, month, day, is_short=written_year.startswith("'"))


def _day_of(written: str) -> int:
    """The day of the month, from "21st" or "twenty-first"; 0 for none."""
    digits = "".join(char for char in written if char.isdecimal())
    return int(digits) if digits else _DAY_WORDS.get(written.lower().replace("-", " "), 0)


def _of_digits(first: str, second: str, third: str) -> tuple[Date, ...]:
    """The readings of three numbers: year first, or day and month in either order."""
    if len(first) == 4:
        orders = [(first, second, third)]
    elif len(first) <= 2 and len(third) in (2, 4):
        orders = [(third, second, first), (third, first, second)]
    else:
        return ()
    found = []
    for year, month, day in orders:
        if not (1 <= int(month) <= 12 and 1 <= int(day) <= _DAYS[int(month) - 1]):
            continue
        date = Date(int(year), int(month), int(day), is_short=len(year) == 2)
        if date not in found:
            found.append(date)
    return tuple(found)
