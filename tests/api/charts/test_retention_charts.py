"""Retention is measured dots with intervals, against a line of what was foretold."""

from datetime import date, timedelta

from chart_reading import labels, marks, parsed, said, tooltips

from api.charts import retention
from api.charts.looks import Look
from quiz.periods import Period
from quiz.statistics.retention import Count, stretches

MONDAY = date(2026, 3, 2)


def count(week: int, reviews: int, right: int, predicted: float = 0.9) -> Count:
    day = MONDAY + timedelta(weeks=week)
    return Count(day, 18, True, reviews, right, reviews * predicted)


def drawn(*counts: Count, width: int = 720, period: Period = Period.WEEK) -> str:
    return retention.draw(stretches(counts, period), period, Look(width=width), subtitle="Deck")


def dots(svg: str) -> list[dict[str, str]]:
    """The dots without the one of the legend."""
    return [dict(each.attrib) for each in parsed(svg).iter() if each.tag.endswith("circle")][1:]


def test_the_description_tells_measured_and_predicted() -> None:
    assert said(drawn(count(0, 100, 90), count(1, 100, 70))) == (
        "Retention per week: Deck",
        "2026-03-02 to 2026-03-15: 80.0 % of 200 reviews right, 90.0 % predicted. "
        "In 1 period of 2 the prediction lies outside the interval. "
        "Latest: 70.0 % of 100 right (60.4 % to 78.1 %), 90.0 % predicted.",
    )


def test_nothing_reviewed_is_said() -> None:
    svg = drawn()
    assert said(svg)[1] == "Nothing was foretold and reviewed yet."
    assert "Nothing was foretold and reviewed yet." in labels(svg)


def test_every_period_has_a_tooltip() -> None:
    assert tooltips(drawn(count(0, 100, 90))) == [
        "2026-03-02 to 2026-03-08: 90.0 % of 100 right (82.6 % to 94.5 %), 90.0 % predicted"
    ]


def test_a_dot_stands_in_the_middle_of_its_interval_s_line() -> None:
    svg = drawn(count(0, 100, 90))
    [dot] = dots(svg)
    [whisker] = marks(svg, "w1")
    assert whisker.startswith(f"M{dot['cx']} ")


def test_a_period_without_reviews_leaves_a_gap() -> None:
    svg = drawn(*[count(week, 100, 90) for week in range(100) if week != 50])
    assert len(marks(svg, "a1")) == 2
    assert len(marks(svg, "l2")) == 3  # one of them in the legend


def test_where_there_is_little_room_intervals_are_a_band() -> None:
    weeks = [count(week, 100, 90) for week in range(100)]
    assert marks(drawn(*weeks), "w1") == []
    assert len(marks(drawn(*weeks[:10]), "w1")) == 10


def test_the_scale_begins_below_the_lowest_interval() -> None:
    assert "0 %" in labels(drawn(count(0, 1, 0)))
    assert "85 %" in labels(drawn(count(0, 1000, 900)))
    assert "80 %" not in labels(drawn(count(0, 1000, 900)))
