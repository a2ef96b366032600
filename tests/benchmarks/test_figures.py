"""The table of bars says what was reached, and why something was not measured."""

import figures
import pytest
from figures import BARS, Figure

BAR = {bar.key: bar for bar in BARS}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("1", 4.99, "**no**"),
        ("1", 5.0, "yes"),
        ("1", 8.0, "stretch"),
        ("5", 9.0, "yes"),
        ("11", 1.51, "**no**"),
        ("11", 1.5, "yes"),
        ("11", 0.9, "stretch"),
        ("12b", 100.1, "**no**"),
    ],
)
def test_a_value_is_held_to_its_bar(key: str, value: float, expected: str) -> None:
    assert figures.verdict(BAR[key], value) == expected


def test_every_bar_has_a_row_measured_or_not() -> None:
    told = figures.table([Figure("1", "SQLite", 6.0, 5.0, 7.0, "6 / 1")], {3: "failed: OSError"})
    rows = told.splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == [bar.key for bar in BARS]
    assert "| SQLite | 6.00 | 5.00 to 7.00 | yes | 6 / 1 |" in rows[0]
    assert "not measured" in rows[1]
    assert "failed: OSError" in rows[2]


def test_a_figure_is_the_median_of_its_rounds() -> None:
    assert figures.over("1", "SQLite", [3.0, 9.0, 4.0]) == Figure("1", "SQLite", 4.0, 3.0, 9.0)
