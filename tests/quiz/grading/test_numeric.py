"""Numbers, quantities and dates are compared by value."""

from uuid import UUID

import pytest

from quiz.cards import CardVersion, NumericContent
from quiz.errors import Invalid
from quiz.grading import numeric
from quiz.grading.grades import Grade, NumericEvidence
from quiz.questions import Pins, Question
from quiz.responses import Format, NumericResponse


def graded(
    text: str,
    value: str,
    *,
    tolerance: float | None = None,
    relative: float | None = None,
    unit: str | None = None,
    prompt: str = "How much is it?",
    language: str | None = None,
) -> Grade:
    content = NumericContent(prompt, value, tolerance, relative, unit)
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    pins = Pins(language=language)
    question = Question(UUID(int=3), card, Format.NUMERIC, seed=0, position=1, pins=pins)
    return numeric.grade(question, NumericResponse(text), confidence=None)


def test_a_quantity_in_another_unit_gets_all_and_says_how_it_was_read() -> None:
    assert graded("2000 m", "2", unit="km") == Grade(
        fraction=1.0,
        suggested_fraction=None,
        grader="numeric",
        grader_version="1",
        reliability=0.98,
        needs_review=False,
        evidence=NumericEvidence("2 km", "2000 m = 2 km", ("unit_conversion",)),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.81", "9.81"),
        ("9,81", "9.81"),
        ("9.810", "9.81"),
        ("+9.81", "9.81"),
        ("about 9.81", "9.81"),
        ("6.022 x 10^23", "6.022e23"),
        ("6,022·10²³", "6.022e23"),
        ("602200000000000000000000", "6.022e23"),
        ("0.75", "3/4"),
        ("¾", "3/4"),
        ("6/8", "3/4"),
        ("75%", "3/4"),
        ("three quarters", "3/4"),
        ("minus five", "-5"),
        ("−5", "-5"),
        ("1.5 million", "1500000"),
        ("1 500 000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500.000", "1500000"),
        ("twelve", "12"),
        ("a dozen", "12"),
        ("one hundred and twenty-three", "123"),
        ("1e3", "1000"),
    ],
)
def test_a_number_may_be_written_in_many_ways(text: str, value: str) -> None:
    assert graded(text, value).fraction == 1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.8", "9.81"),
        ("9.82", "9.81"),
        ("98.1", "9.81"),
        ("-9.81", "9.81"),
        ("9.81 or 9.82", "9.81"),
        ("9.81 9.82", "9.81"),
        ("not 9.81", "9.81"),
        ("more than 9.81", "9.81"),
        ("9-10", "9"),
        ("6.022e22", "6.022e23"),
        ("5!", "5"),
        ("9**9**9", "9"),
        ("5^2", "25"),
        ("2+3", "5"),
        ("1:2", "1"),
        ("1.2.3", "1.2"),
        ("ten", "9"),
        ("", "0"),
        ("nothing", "0"),
    ],
)
def test_another_number_gets_nothing(text: str, value: str) -> None:
    assert graded(text, value).fraction == 0.0


def test_the_tolerance_is_absolute_in_the_values_unit() -> None:
    assert graded("9.8", "9.81", tolerance=0.01).fraction == 1.0
    assert graded("9.79", "9.81", tolerance=0.01).fraction == 0.0
    assert graded("2050 m", "2", tolerance=0.05, unit="km").fraction == 1.0
    assert graded("2051 m", "2", tolerance=0.05, unit="km").fraction == 0.0


def test_the_relative_tolerance_is_a_share_of_the_value() -> None:
    assert graded("105", "100", relative=0.05).fraction == 1.0
    assert graded("95", "100", relative=0.05).fraction == 1.0
    assert graded("106", "100", relative=0.05).fraction == 0.0
    assert graded("-105", "-100", relative=0.05).fraction == 1.0


def test_a_year_is_exact_whatever_share_is_tolerated() -> None:
    assert graded("1918", "1917", relative=0.05, prompt="In which year?").fraction == 0.0
    assert graded("1918", "1917", tolerance=1, prompt="In which year?").fraction == 1.0
    assert graded("1918", "1917", relative=0.05, prompt="How many soldiers?").fraction == 1.0


def test_a_missing_unit_costs_half() -> None:
    grade = graded("2", "2", unit="km")
    assert grade.fraction == 0.5
    assert grade.evidence == NumericEvidence("2 km", "2", problems=("missing_unit",))


def test_a_unit_that_the_question_names_need_not_be_repeated() -> None:
    assert graded("2", "2", unit="km", prompt="How many km?").fraction == 1.0
    assert graded("2", "2", unit="km", prompt="How many kilometers is it?").fraction == 1.0


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("20 °C", "°C"),
        ("20 degrees Celsius", "°C"),
        ("68 °F", "°C"),
        ("293.15 K", "°C"),
        ("20 m/s", "m/s"),
        ("72 km/h", "m/s"),
        ("20 m s^-1", "m/s"),
        ("20 meters per second", "m/s"),
        ("0.02 km/s", "m/s"),
        ("20 N m", "N·m"),
        ("20 percent", "%"),
        ("0.2", "%"),
        ("$20", "$"),
        ("20 dollars", "USD"),
        ("20 KG", "kg"),
        ("20 kilogramms", "kilogram"),
        ("20 Meter", "m"),
        ("20 people", "people"),
    ],
)
def test_units_are_read_and_converted(text: str, unit: str) -> None:
    assert graded(text, "20", unit=unit).fraction == 1.0


@pytest.mark.parametrize(
    ("text", "unit"),
    [("20 kg", "m"), ("20 m", "m²"), ("20 mph", "m/s"), ("20 €", "$"), ("20 foo", "m")],
)
def test_another_unit_gets_nothing(text: str, unit: str) -> None:
    grade = graded(text, "20", unit=unit)
    assert grade.fraction == 0.0


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("1924-01-21", 1.0),
        ("21 January 1924", 1.0),
        ("January 21st, 1924", 1.0),
        ("21.1.1924", 1.0),
        ("21/01/1924", 1.0),
        ("1/21/1924", 1.0),
        ("the twenty-first of January 1924", 1.0),
        ("21. Januar 1924", 1.0),
        ("21 января 1924", 1.0),
        ("January 1924", 0.5),
        ("1924", 0.5),
        ("21 January", 0.5),
        ("22 January 1924", 0.0),
        ("21 January 1925", 0.0),
        ("February 1924", 0.0),
        ("1925", 0.0),
        ("21 or 22 January 1924", 0.0),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text: str, fraction: float) -> None:
    assert graded(text, "1924-01-21", prompt="When did Lenin die?").fraction == fraction


def test_a_date_within_the_days_that_are_tolerated_is_right() -> None:
    assert graded("22 January 1924", "1924-01-21", tolerance=1).fraction == 1.0
    assert graded("23 January 1924", "1924-01-21", tolerance=1).fraction == 0.0
    assert graded("January 1924", "1924-01-21", tolerance=1).fraction == 0.5


def test_a_date_that_says_more_than_a_year_is_right() -> None:
    assert graded("21 January 1924", "1924", prompt="Which year?").fraction == 1.0
    assert graded("January 1924", "1924-01").fraction == 1.0


def test_a_date_in_digits_counts_either_way_round_and_less_surely() -> None:
    sure = graded("4 March 1924", "1924-03-04")
    assert graded("04/03/1924", "1924-03-04").fraction == 1.0
    assert graded("03/04/1924", "1924-03-04").fraction == 1.0
    assert graded("03/04/1924", "1924-03-04").reliability < sure.reliability


def test_the_language_tells_a_decimal_comma_from_a_thousands_comma() -> None:
    assert graded("1,500", "1.5", language="de").fraction == 1.0
    assert graded("1,500", "1500", language="de").fraction == 0.0
    assert graded("1,500", "1500", language="en").fraction == 1.0
    assert graded("1,500", "1.5", language="en").fraction == 0.0


def test_the_authors_value_is_not_read_by_the_language_of_the_deck() -> None:
    assert graded("1,5", "1.500", language="de").fraction == 1.0


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        graded("1" * 501, "1")
    assert [fault.pointer for fault in refusal.value.faults] == ["/response/text"]
