"""Numbers are read with what stands around them, and near ones are written the same way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.making import numbers


@pytest.mark.parametrize(
    ("text", "language", "value", "after"),
    [
        ("1924", None, Fraction(1924), ""),
        ("-5", None, Fraction(-5), ""),
        ("8,849 m", "en", Fraction(8849), " m"),
        ("8.849 m", "de", Fraction(8849), " m"),
        ("8.849 m", "en", Fraction("8.849"), " m"),
        ("3,14", "de", Fraction("3.14"), ""),
        ("1,234,567", None, Fraction(1_234_567), ""),
        ("44 BC", None, Fraction(44), " BC"),
        ("78.1 %", None, Fraction("78.1"), " %"),
        ("€ 3.50", None, Fraction("3.5"), ""),
    ],
)
def test_a_number_is_read(text: str, language: str | None, value: Fraction, after: str) -> None:
    quantity = numbers.read(text, language)
    assert quantity is not None
    assert (quantity.value, quantity.after) == (value, after)


@pytest.mark.parametrize(
    "text", ["", "Paris", "21 January 1924", "1914-1918", "007", "5 very strong men", "1:2", "½"]
)
def test_other_texts_are_none(text: str) -> None:
    assert numbers.read(text, "en") is None


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_what_is_written_reads_the_same(number: int, decimals: int) -> None:
    like = numbers.Quantity(Fraction(0), "", " km", decimals, "", ".")
    value = Fraction(number, 10**decimals)
    again = numbers.read(numbers.written(like, value), "en")
    assert again is not None
    assert again.value == value


def near(text: str, *known: int) -> list[str]:
    key = numbers.read(text, "en")
    assert key is not None
    return [numbers.written(key, value) for value in numbers.near(key, [*map(Fraction, known)])]


def test_near_numbers_have_the_same_writing() -> None:
    assert near("9.81 m/s²")[:2] == ["9.71 m/s²", "9.91 m/s²"]
    assert near("8,848 m")[:2] == ["8,748 m", "8,948 m"]
    assert near("300")[:2] == ["200", "400"]


def test_near_years_lie_within_those_of_the_deck() -> None:
    made = near("1924", 1917, 1929, 1905)
    assert made
    assert all(1905 <= int(year) <= 1929 for year in made)


def test_what_is_above_zero_stays_so() -> None:
    assert near("2") == ["1", "3", "4", "5", "6", "7", "8"]


def test_a_percentage_stays_below_a_hundred() -> None:
    assert all(float(text.split()[0]) <= 100 for text in near("97 %"))
