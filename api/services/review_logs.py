"""Reads logs of reviews: CSV with column names, or JSON Lines, a review a line.

A line names its `card`, the `time` as RFC 3339 writes it, with its zone, and either `rating` (1
Again, 2 Hard, 3 Good, 4 Easy) or `confidence` (the learner's own 1..5). The names of py-fsrs are
taken too: `card_id`, `review_rating`, `review_time`. What else a line has is let be.

Each line stands for itself: one that cannot be read gives its error, and the next is read.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from reprlib import Repr
from typing import Any, BinaryIO

from quiz.errors import Fault, Invalid
from quiz.limits import EXTERNAL_ID_CHARS, is_storable
from quiz.scheduling.replaying import LoggedReview, confidence_of

LINE_BYTES = 64 * 1024
"""The longest line that is read."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(9899, 1, 1, tzinfo=UTC)
"""The longest interval is a hundred years, and must still lie in the calendar."""

NAMES = {
    "card": "card",
    "card_id": "card",
    "rating": "rating",
    "review_rating": "rating",
    "confidence": "confidence",
    "time": "time",
    "review_time": "time",
}
"""The members of a line by the names they may have."""

_BOM = b"\xef\xbb\xbf"

_QUOTING = Repr()
_QUOTING.maxstring = _QUOTING.maxother = 80


class LogFormat(StrEnum):
    """How a log is written."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line that was read; `card` is its name as the log has it: a text or a whole number."""

    number: int
    card: str | int
    review: LoggedReview


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that could not be read, and why; `card` is `None` where even that is not known."""

    number: int
    card: str | int | None
    error: Invalid


def read(source: BinaryIO, format: LogFormat | None) -> Iterator[ReadLine | UnreadLine]:
    """The lines of a log that are not blank; without a `format` the first line tells it.

    Raises `Invalid` where a CSV does not begin with the names of its columns.
    """
    lines = _lines(source)
    first = next(lines, None)
    if first is None:
        return
    number, line = first
    if (format or _format_of(line)) is LogFormat.JSONL:
        for number, line in chain([first], lines):
            yield _read(number, line, _members)
        return
    columns = _columns(number, line)
    for number, line in lines:
        yield _read(number, line, lambda text: _cells(text, columns))


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers from 1; `None` for one that is too long."""
    number = 0
    while line := source.readline(LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            while (rest := source.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def _format_of(line: bytes | None) -> LogFormat:
    """JSON begins with a bracket; column names do not."""
    is_json = line is not None and line.lstrip().startswith((b"{", b"["))
    return LogFormat.JSONL if is_json else LogFormat.CSV


def _read(
    number: int, line: bytes | None, members_of: Callable[[str], Mapping[str, Any]]
) -> ReadLine | UnreadLine:
    card = None
    try:
        members = members_of(_text(line))
        card = members.get("card")
        review = _review(members)
        return ReadLine(number, members["card"], review)
    except Invalid as error:
        return UnreadLine(number, card if _is_name(card) else None, error)


def _text(line: bytes | None) -> str:
    if line is None:
        raise Invalid(f"A line has at most {LINE_BYTES:,} bytes.")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise Invalid(f"The line is not UTF-8: {error.reason} at byte {error.start}.") from error


def _columns(number: int, line: bytes | None) -> list[str | None]:
    """Which member each column holds, `None` for one that is let be. Raises `Invalid`."""
    try:
        names = [name.strip() for name in _row(_text(line))]
    except Invalid as error:
        raise Invalid(f"Line {number}: {error.detail}") from error
    columns = [NAMES.get(name) for name in names]
    known = [column for column in columns if column is not None]
    has_all = {"card", "time"} <= set(known) and not {"rating", "confidence"}.isdisjoint(known)
    if not has_all or len(known) > len(set(known)):
        raise Invalid(
            f"Line {number}: a CSV log begins with the names of its columns, each once: card, time "
            f"and rating or confidence; not {_shown(', '.join(names))}."
        )
    return columns


def _cells(text: str, columns: Sequence[str | None]) -> Mapping[str, Any]:
    """The cells of a CSV line by their members; those that are empty are left out."""
    cells = _row(text)
    if len(cells) != len(columns):
        raise Invalid(f"The line has {len(cells)} cells for {len(columns)} columns.")
    named = zip(columns, cells, strict=True)
    return {name: cell.strip() for name, cell in named if name is not None and cell.strip()}


def _row(text: str) -> list[str]:
    """The cells of one line, which no quoted cell may leave: so a stray quote costs one line."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], strict=True))
    except csv.Error as error:
        raise Invalid(f"The line is not CSV: {error}.") from error


def _members(text: str) -> Mapping[str, Any]:
    """The members of a JSON line by the one name they have here."""
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The line is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise Invalid("The line must be a JSON object.")
    named = [(NAMES[name], value) for name, value in document.items() if name in NAMES]
    members = {name: value for name, value in named if value is not None}
    if len(members) < sum(value is not None for _, value in named):
        raise Invalid("The line says the same thing under two names.")
    return members


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _review(members: Mapping[str, Any]) -> LoggedReview:
    """The review that the members tell. Raises `Invalid` with a fault for each that does not."""
    faults: list[Fault] = []
    card = members.get("card")
    if not _is_name(card):
        rule = f"must be a text of 1 to {EXTERNAL_ID_CHARS} characters, or a whole number"
        faults.append(Fault("/card", _missing_or(card, rule)))
    confidence = _confidence(members, faults)
    at = _instant(members.get("time"), faults)
    if faults or confidence is None or at is None:
        raise Invalid("The review cannot be read.", faults)
    return LoggedReview(str(card), at, confidence)


def _is_name(card: object) -> bool:
    if isinstance(card, bool) or not isinstance(card, str | int):
        return False
    text = str(card)
    return 0 < len(text) <= EXTERNAL_ID_CHARS and is_storable(text)


def _confidence(members: Mapping[str, Any], faults: list[Fault]) -> int | None:
    """What the learner said, 1..5, from the one of the two members that is there."""
    rating, confidence = members.get("rating"), members.get("confidence")
    if (rating is None) == (confidence is None):
        faults.append(Fault("/rating", "a review has a rating or a confidence, one of the two"))
        return None
    if rating is not None:
        number = _whole(rating, 4)
        if number is not None:
            return confidence_of(number)
        faults.append(Fault("/rating", f"must be a whole number from 1 to 4, not {_shown(rating)}"))
        return None
    number = _whole(confidence, 5)
    if number is None:
        rule = f"must be a whole number from 1 to 5, not {_shown(confidence)}"
        faults.append(Fault("/confidence", rule))
    return number


def _whole(value: object, most: int) -> int | None:
    """The number from 1 to `most` that the value is, or says in one digit."""
    for number in range(1, most + 1):
        if value == str(number) or (type(value) is int and value == number):
            return number
    return None


def _instant(value: object, faults: list[Fault]) -> datetime | None:
    try:
        at = datetime.fromisoformat(value.strip() if isinstance(value, str) else "")
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):
        rule = "must be a time as RFC 3339 writes it, such as '2026-03-02T09:00:00Z'"
        faults.append(Fault("/time", _missing_or(value, rule)))
        return None
    if at.tzinfo is None:
        rule = f"must say its time zone, as in '…Z' or '…+01:00', not {_shown(value)}"
        faults.append(Fault("/time", rule))
    elif not EARLIEST <= at < LATEST:
        rule = f"must be from {EARLIEST.year} to {LATEST.year - 1}, not {_shown(value)}"
        faults.append(Fault("/time", rule))
    else:
        return at
    return None


def _missing_or(value: object, rule: str) -> str:
    return "is missing" if value is None else f"{rule}, not {_shown(value)}"


def _shown(value: object) -> str:
    """The value as a message quotes it, cut where it is long."""
    return _QUOTING.repr(value)
