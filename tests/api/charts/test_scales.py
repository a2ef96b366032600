"""Axes name round values, and as many of them as have room."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.charts.retention import percent_ticks
from api.charts.scales import Days, Scale, day_ticks, ticks

MONDAY = date(2026, 3, 2)
FIRSTS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(1, 4000)
ROOMS = st.floats(200, 1100)


def days(count: int, width: float, first: date = MONDAY) -> Days:
    return Days(first, count, left=50, slot=width / count)


def named(axis: Days) -> list[str]:
    return [text for _, text in day_ticks(axis).days]


def spans(axis: Days) -> list[str]:
    return [span.text for span in day_ticks(axis).spans]


def test_a_value_lies_in_proportion() -> None:
    assert Scale(0, 50, from_place=200, to_place=100)(25) == 150


@pytest.mark.parametrize(
    ("most", "texts"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (37, ["0", "10", "20", "30", "40"]),
        (50, ["0", "20", "40", "60"]),
        (999, ["0", "500", "1k"]),
        (12_345_678, ["0", "5M", "10M", "15M"]),
    ],
)
def test_ticks_are_round(most: float, texts: list[str]) -> None:
    assert [tick.text for tick in ticks(most, at_most=4)] == texts


@given(st.floats(0, 1e15), st.integers(1, 9))
def test_ticks_reach_the_greatest_value_in_few_equal_steps(most: float, at_most: int) -> None:
    found = ticks(most, at_most=at_most)
    assert found[0].value == 0
    assert found[-1].value >= most * (1 - 1e-9)
    assert len(found) - 1 <= max(2, at_most)


@given(st.floats(0, 1e15), st.integers(1, 9))
def test_no_two_ticks_read_the_same(most: float, at_most: int) -> None:
    texts = [tick.text for tick in ticks(most, at_most=at_most)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("least", "texts"),
    [
        (1.0, ["96 %", "98 %", "100 %"]),
        (0.83, ["80 %", "85 %", "90 %", "95 %", "100 %"]),
        (0.5, ["40 %", "60 %", "80 %", "100 %"]),
        (0.0, ["0 %", "25 %", "50 %", "75 %", "100 %"]),
    ],
)
def test_shares_end_at_a_hundred_percent(least: float, texts: list[str]) -> None:
    assert [tick.text for tick in percent_ticks(least, at_most=4)] == texts


@given(st.floats(0, 1), st.integers(1, 9))
def test_shares_reach_the_least_one(least: float, at_most: int) -> None:
    found = percent_ticks(least, at_most=at_most)
    assert 0 <= found[0].value <= least + 1e-9
    assert found[-1].value == 1


def test_a_week_names_every_day_and_its_month() -> None:
    assert named(days(7, 300)) == ["2", "3", "4", "5", "6", "7", "8"]
    assert spans(days(7, 300)) == ["2026-03"]


def test_a_month_in_little_room_names_mondays() -> None:
    assert named(days(30, 250, first=date(2026, 3, 12))) == ["16", "23", "30", "6"]
    assert spans(days(30, 250, first=date(2026, 3, 12))) == ["2026-03", "2026-04"]


def test_a_year_names_months_and_years() -> None:
    axis = days(365, 600)
    assert named(axis) == [
        *(["04", "05", "06", "07", "08", "09", "10", "11", "12", "01", "02", "03"])
    ]
    assert spans(axis) == ["2026", "2027"]


def test_half_a_year_names_mondays_and_more_than_that_months() -> None:
    assert named(days(182, 1100))[:3] == ["2", "9", "16"]
    assert named(days(210, 1100))[:3] == ["04", "05", "06"]


def test_every_second_monday_is_named_up_to_four_months() -> None:
    assert named(days(119, 320))[:3] == ["2", "16", "30"]
    assert named(days(126, 320))[:3] == ["04", "05", "06"]


def test_a_year_in_little_room_names_quarters() -> None:
    assert named(days(365, 250)) == ["04", "07", "10", "01"]


def test_decades_name_round_years() -> None:
    assert named(days(3650 * 3, 250)) == ["2030", "2040", "2050"]


def test_a_month_that_is_cut_off_gives_way_to_the_whole_one_after_it() -> None:
    assert spans(days(20, 400, first=date(2026, 3, 30))) == ["2026-04"]


@settings(deadline=None)
@given(FIRSTS, COUNTS, ROOMS)
def test_every_axis_names_days_of_its_own(first: date, count: int, width: float) -> None:
    axis = days(count, width, first)
    last = first + timedelta(days=count - 1)
    assert all(first <= day <= last for day, _ in day_ticks(axis).days)


@settings(deadline=None)
@given(FIRSTS, COUNTS, ROOMS)
def test_no_two_names_of_days_touch(first: date, count: int, width: float) -> None:
    axis = days(count, width, first)
    places = [axis.middle(day) for day, _ in day_ticks(axis).days]
    assert all(after - before >= 22 for before, after in pairwise(places))


@settings(deadline=None)
@given(FIRSTS, COUNTS, ROOMS)
def test_no_two_names_of_months_or_years_touch(first: date, count: int, width: float) -> None:
    found = day_ticks(days(count, width, first)).spans
    assert all(before.end <= after.left for before, after in pairwise(found))
