"""A heatmap is weeks of days, the stronger coloured the more was answered."""

from datetime import date, timedelta

import pytest
from chart_reading import labels, parsed, said, tooltips
from hypothesis import given
from hypothesis import strategies as st

from api.charts import heatmaps
from api.charts.looks import Look
from quiz.statistics.heatmaps import Studied, heatmap

MONDAY = date(2026, 3, 2)


def drawn(*answers: int, first: date = MONDAY, width: int = 720) -> str:
    days = [
        Studied(first + timedelta(days=ahead), count, count * 6_000)
        for ahead, count in enumerate(answers)
    ]
    found = heatmap(days, from_on=first, to_on=first + timedelta(days=len(answers) - 1))
    return heatmaps.draw(found, Look(width=width), subtitle="Deck")


def cells(svg: str) -> list[tuple[str, str, str]]:
    """Across, down and step of each day."""
    found = [each.attrib for each in parsed(svg).iter() if each.get("class", "").startswith("s")]
    return [(each["x"], each["y"], each["class"]) for each in found if "rx" in each and "x" in each]


def test_the_description_tells_sums_and_the_busiest_day() -> None:
    assert said(drawn(10, 0, 30)) == (
        "Answers per day: Deck",
        "40 answers in 4 min on 2 of 3 days: 2026-03-02 to 2026-03-04. "
        "The busiest day is 2026-03-04 with 30.",
    )


def test_nothing_answered_is_said() -> None:
    svg = drawn(0, 0)
    assert said(svg)[1] == "Nothing was answered: 2026-03-02 to 2026-03-03."
    assert "nothing was answered" in labels(svg)


def test_every_day_has_a_tooltip_with_its_time() -> None:
    assert tooltips(drawn(1, 0, 20)) == [
        "2026-03-02: 1 answer, 6 s",
        "2026-03-03: nothing",
        "2026-03-04: 20 answers, 2 min",
    ]


def test_weeks_stand_side_by_side_from_monday_down() -> None:
    found = cells(drawn(*[1] * 8))
    assert {across for across, _, _ in found[:7]} == {found[0][0]}
    assert found[7][0] > found[0][0]
    assert found[7][1] == found[0][1]


def test_a_stretch_may_begin_in_the_middle_of_a_week() -> None:
    [sunday, monday] = cells(drawn(1, 1, first=date(2026, 3, 8)))
    assert float(sunday[1]) > float(monday[1])
    assert float(sunday[0]) < float(monday[0])


def test_each_quarter_of_the_studied_days_has_a_step() -> None:
    found = [step for _, _, step in cells(drawn(0, 1, 2, 3, 4))]
    assert found == ["s0", "s1", "s2", "s3", "s4"]


def test_the_legend_tells_what_each_step_stands_for() -> None:
    svg = drawn(0, 1, 2, 10, 11, 50, 60, 100, 200)
    assert labels(svg)[2:7] == ["0", "1\u20132", "3\u201311", "12\u201360", "61\u2013200"]


def test_days_that_are_all_alike_have_one_step() -> None:
    svg = drawn(7, 7, 7)
    assert {step for _, _, step in cells(svg)} == {"s1"}
    assert labels(svg)[2:4] == ["0", "1\u20137"]


def test_months_and_weekdays_are_named() -> None:
    found = labels(drawn(*[1] * 366, first=date(2026, 1, 1), width=1200))
    assert {"2026", "01", "06", "12", "Mon", "Wed", "Fri", "Sun"} <= set(found)


def test_a_year_in_little_room_is_two_half_years() -> None:
    found = cells(drawn(*[1] * 365, width=320))
    assert len({down for _, down, _ in found}) == 14


@pytest.mark.parametrize("width", [320, 500, 720, 1200])
def test_no_day_leaves_the_chart(width: int) -> None:
    found = cells(drawn(*[1] * 366, width=width))
    assert max(float(across) for across, _, _ in found) < width - 20


@given(st.lists(st.integers(0, 10**9)))
def test_steps_rise_and_leave_the_busiest_day_to_the_last(answers: list[int]) -> None:
    limits = heatmaps.limits_of(answers)
    assert len(limits) <= 3
    assert list(limits) == sorted(set(limits))
    assert all(limit < max(answers) for limit in limits)
