"""Mastery over time is a line from 0 to 100, and its last value is told."""

from datetime import date, timedelta

from chart_reading import labels, marks, said, tooltips

from api.charts import mastery
from api.charts.looks import Look
from quiz.statistics.mastery import MasteryDay

TODAY = date(2026, 3, 12)


def drawn(*percents: float, every: int = 1) -> str:
    points = [
        MasteryDay(TODAY + timedelta(days=place * every), percent)
        for place, percent in enumerate(percents)
    ]
    return mastery.draw(points, Look(), subtitle="Deck")


def test_the_description_tells_the_way_and_the_highest() -> None:
    assert said(drawn(10, 60.25, 41.7)) == (
        "Mastery, 0 to 100: Deck",
        "2026-03-12 to 2026-03-14: from 10.0 to 41.7 of 100. Highest: 60.2 on 2026-03-13.",
    )


def test_one_day_is_told_without_a_way() -> None:
    assert said(drawn(41.7))[1] == "2026-03-12: 41.7 of 100."


def test_nothing_studied_is_said() -> None:
    assert said(drawn())[1] == "Nothing was studied yet."


def test_the_axis_goes_from_0_to_100_whatever_the_values() -> None:
    assert {"0", "25", "50", "75", "100"} <= set(labels(drawn(3, 4)))


def test_the_line_goes_through_the_values() -> None:
    # From 0 at 326 pixels up to 100 at 67, in the middle of two days of 307.2 pixels each.
    assert marks(drawn(0, 100), "l1") == ["M201 326L508.2 67"]


def test_the_last_value_is_told() -> None:
    assert "41.7" in labels(drawn(10, 41.7))


def test_every_point_has_a_tooltip() -> None:
    assert tooltips(drawn(10, 41.7, every=30)) == ["2026-03-12: 10.0", "2026-04-11: 41.7"]
