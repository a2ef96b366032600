"""Logs of reviews are read line by line; what cannot be read is told, and costs no other line."""

import json
from io import BytesIO
from typing import Any

import pytest

from api.services import review_logs
from api.services.replaying_lines import failed
from api.services.review_logs import LogFormat, ReadLine, UnreadLine, read
from quiz.errors import Invalid

HEADER = b"card,rating,time\n"
NOON = "2024-03-01T12:00:00Z"
GOOD = b'{"card": "a", "rating": 3, "time": "2024-03-01T12:00:00Z"}'

Line = dict[str, Any]


def lines(log: bytes, format: LogFormat | None = None) -> list[ReadLine | UnreadLine]:
    return list(read(BytesIO(log), format))


def were_read(log: bytes, format: LogFormat | None = None) -> list[bool]:
    return [isinstance(line, ReadLine) for line in lines(log, format)]


def message(line: ReadLine | UnreadLine) -> str:
    assert isinstance(line, UnreadLine)
    return str(failed(line)["error"]["message"])


def fault_of(members: Line) -> Line:
    """What is told of a line that cannot be read."""
    (line,) = lines(json.dumps(members).encode())
    assert isinstance(line, UnreadLine)
    return failed(line)


def faults(line: Line) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["message"]) for fault in line["error"]["faults"]]


@pytest.mark.parametrize("rating", [0, 5, -1, "x", "", 3.0, 1.5, True, [3], "33", 10**50])
def test_a_rating_out_of_range_is_named(rating: Any) -> None:
    told = fault_of({"card": "a", "rating": rating, "time": NOON})
    assert told["card"] == "a"
    assert faults(told)[0][0] == "/rating"


@pytest.mark.parametrize("confidence", [0, 6, "six", None])
def test_a_confidence_out_of_range_is_named(confidence: Any) -> None:
    told = fault_of({"card": "a", "confidence": confidence, "time": NOON})
    assert faults(told)[0][0] in {"/confidence", "/rating"}


def test_a_rating_and_a_confidence_are_one_too_many() -> None:
    told = fault_of({"card": "a", "rating": 3, "confidence": 4, "time": NOON})
    assert faults(told) == [("/rating", "a review has a rating or a confidence, one of the two")]


@pytest.mark.parametrize("card", [None, "", True, 1.5, "x" * 201, "\ud800", "a\x00b", ["a"]])
def test_what_is_no_name_of_a_card_is_named(card: Any) -> None:
    told = fault_of({"card": card, "rating": 3, "time": NOON})
    assert told["card"] is None
    assert faults(told)[0][0] == "/card"


@pytest.mark.parametrize(
    ("time", "rule"),
    [
        ("2024-03-01T12:00:00", "must say its time zone"),
        ("2024-03-01", "must say its time zone"),
        ("9999-12-31T23:59:59Z", "must be from 2000 to 9898"),
        ("9999-12-31T23:59:59-14:00", "must be a time as RFC 3339 writes it"),
        ("1999-12-31T23:59:59Z", "must be from 2000 to 9898"),
        ("0001-01-01T00:00:00+14:00", "must be a time as RFC 3339 writes it"),
        ("yesterday", "must be a time as RFC 3339 writes it"),
        ("2024-02-30T12:00:00Z", "must be a time as RFC 3339 writes it"),
        (1709294400, "must be a time as RFC 3339 writes it"),
        (None, "is missing"),
    ],
)
def test_a_time_that_is_none_is_named(time: Any, rule: str) -> None:
    ((pointer, message),) = faults(fault_of({"card": "a", "rating": 3, "time": time}))
    assert pointer == "/time"
    assert message.startswith(rule)


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00",
        b"[" * 60_000,
        b'{"card": NaN}',
        b'{"card": ' + b"9" * 10_000 + b"}",
        b"\x00",
        b'"text"',
        b"{}",
        b'{"card": "a", "card_id": "b", "rating": 3, "time": "2024-03-01T12:00:00Z"}',
        b"x" * 100_000,
    ],
)
def test_what_is_no_line_gives_an_error_with_its_number(line: bytes) -> None:
    first, second = lines(line + b"\n" + GOOD, LogFormat.JSONL)
    assert message(first).startswith("Line 1: ")
    assert isinstance(second, ReadLine)


def test_a_csv_that_was_cut_loses_its_last_line_only() -> None:
    whole = HEADER + b"a,3,2024-03-01T12:00:00Z\n"
    assert were_read(whole + b"a,3,2024-03-02T1") == [True, False]
    assert message(lines(whole + b"a")[1]) == "Line 3: The line has 1 cells for 3 columns."


def test_a_stray_quote_costs_one_line() -> None:
    good = b"a,3,2024-03-01T12:00:00Z\n"
    assert were_read(HEADER + b'"' + good + good + good) == [False, True, True]
    assert were_read(HEADER + b'a,3,"2024-03-01T12:00:00Z\n' + good) == [False, True]


@pytest.mark.parametrize(
    "header",
    [b"foo,bar", b"card,time", b"card,rating", b"card,card_id,rating,time", b"1,3,2024", b"\xff"],
)
def test_a_csv_without_its_columns_is_refused(header: bytes) -> None:
    with pytest.raises(Invalid):
        lines(header + b"\na,3,2024-03-01T12:00:00Z\n")


@pytest.mark.parametrize(
    "header", [b"\xff\xfec\x00a\x00r\x00d\x00", b"card,time\rx", b"x" * 70_000]
)
def test_names_of_columns_that_cannot_be_read_are_refused_with_their_line(header: bytes) -> None:
    with pytest.raises(Invalid, match=r"^Line 2: "):
        list(read(BytesIO(b"\n" + header), LogFormat.CSV))


@pytest.mark.parametrize("log", [b"", b"\n \n", HEADER])
def test_an_empty_log_has_no_lines(log: bytes) -> None:
    assert lines(log) == []


@pytest.mark.parametrize("first", [b"[]", b'{"card": 1'])
def test_a_bracket_tells_json_lines(first: bytes) -> None:
    assert were_read(first + b"\n" + GOOD) == [False, True]


def test_a_format_that_is_given_is_taken() -> None:
    assert were_read(b"nonsense\n" + GOOD, LogFormat.JSONL) == [False, True]


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(review_logs, "LINE_BYTES", 200)
    first, second = lines(b"x" * 1_000 + b"\n" + GOOD, LogFormat.JSONL)
    assert message(first) == "Line 1: A line has at most 200 bytes."
    assert isinstance(second, ReadLine)


def test_a_long_value_is_quoted_in_part() -> None:
    ((_, rule),) = faults(fault_of({"card": "a", "rating": "9" * 5_000, "time": NOON}))
    assert len(rule) < 150
