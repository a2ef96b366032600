"""Numbers and times are written the same in every locale; titles are no wider than their room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.charts.markup import number
from api.charts.texts import compact, duration, grouped, percent, plural, shortened, width_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.00123, "0"),
        (0.25, "0.25"),
        (12.34, "12.3"),
        (999, "999"),
        (999.6, "1k"),
        (1500, "1.5k"),
        (999_600, "1M"),
        (12_345_678, "12.3M"),
        (5e15, "5P"),
    ],
)
def test_big_numbers_take_prefixes(value: float, text: str) -> None:
    assert compact(value) == text


@given(st.floats(0, 9e17))
def test_a_compact_number_has_six_characters_at_most(value: float) -> None:
    assert len(compact(value)) <= 6


def test_digits_are_grouped_from_five_on() -> None:
    assert (grouped(1234), grouped(12345)) == ("1234", "12\u202f345")


def test_a_share_is_written_in_percent() -> None:
    assert percent(0.8951) == "89.5 %"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 s"),
        (59_400, "59 s"),
        (60_000, "1 min"),
        (3_599_999, "1 h 00 min"),
        (9_000_000, "2 h 30 min"),
    ],
)
def test_a_time_is_written_in_hours_minutes_or_seconds(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text


def test_one_has_no_plural() -> None:
    assert (plural(1, "day", "days"), plural(0, "day", "days")) == ("1 day", "0 days")


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (300.04, "300")]
)
def test_coordinates_have_one_decimal_and_no_noise(value: float, text: str) -> None:
    assert number(value) == text


def test_a_title_that_fits_stays_whole() -> None:
    assert shortened("Norwegian", 200) == "Norwegian"


def test_a_long_title_ends_in_an_ellipsis() -> None:
    assert shortened("Norwegian words", 80) == "Norwegia\u2026"


@given(st.text(max_size=80), st.floats(20, 400))
def test_a_shortened_title_fits(text: str, width: float) -> None:
    assert width_of(shortened(text, width)) <= width


def test_ideographs_take_more_room_than_letters() -> None:
    assert width_of("語") > width_of("m")
    assert width_of("e\u0301") == width_of("e")
