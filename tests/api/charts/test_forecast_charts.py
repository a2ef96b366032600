"""Forecasts are bars of what is due, with what is overdue on top of the first."""

from datetime import date, timedelta

from chart_reading import labels, marks, said, tooltips

from api.charts import forecasts
from api.charts.looks import Look
from quiz.statistics.forecasts import Due, Forecast, forecast

TODAY = date(2026, 3, 12)


def due(*cards: int, overdue: int = 0) -> Forecast:
    dues = [Due(TODAY + timedelta(days=ahead), count) for ahead, count in enumerate(cards)]
    return forecast([Due(TODAY - timedelta(days=1), overdue), *dues], today=TODAY, days=len(cards))


def drawn(found: Forecast, width: int = 720) -> str:
    return forecasts.draw(found, Look(width=width), subtitle="Deck")


def test_the_description_tells_sums_the_overdue_and_the_busiest_day() -> None:
    assert said(drawn(due(5, 30, 2, overdue=7))) == (
        "Cards due per day: Deck",
        "44 cards are due: 2026-03-12 to 2026-03-14. 7 of them are overdue and count on the first "
        "day. The busiest day is 2026-03-13 with 30. 0 cards are due later.",
    )


def test_nothing_due_is_said() -> None:
    svg = drawn(due(0, 0))
    assert "Nothing is due." in labels(svg)
    assert said(svg)[1] == ("No cards are due: 2026-03-12 to 2026-03-13. 0 cards are due later.")


def test_every_day_has_a_tooltip() -> None:
    assert tooltips(drawn(due(5, 30, overdue=7))) == [
        "2026-03-12: 12 due, 7 of them overdue",
        "2026-03-13: 30 due",
    ]


def test_bars_are_as_high_as_their_values() -> None:
    # From 0 at 351 pixels up to 20 at 92; the first mark is that of the legend.
    assert marks(drawn(due(10, 20)), "f1")[1:] == [
        "M183.7 351V221.5h44V351z",
        "M515.9 351V92h44V351z",
    ]


def test_what_is_overdue_stands_on_what_is_due_today() -> None:
    svg = drawn(due(10, 20, overdue=10))
    assert marks(svg, "f1")[1] == "M183.7 351V221.5h44V351z"
    assert marks(svg, "f2")[1:] == ["M183.7 221.5V92h44V221.5z"]


def test_without_anything_overdue_the_legend_does_not_speak_of_it() -> None:
    assert not any("overdue" in text for text in labels(drawn(due(1, 2))))


def test_a_first_bar_far_above_the_others_is_broken_and_named() -> None:
    svg = drawn(due(5, 20, 18, overdue=5000))
    assert len(marks(svg, "cut")) == 1
    assert "5k" in labels(svg)
    assert "20" in labels(svg)


def test_a_bar_that_is_not_far_above_the_others_is_whole() -> None:
    assert marks(drawn(due(5, 20, 18, overdue=50)), "cut") == []


def test_where_days_have_no_room_weeks_are_shown() -> None:
    svg = drawn(due(*[1] * 365), width=320)
    assert said(svg)[0] == "Cards due per 7 days: Deck"
    assert tooltips(svg)[0] == "2026-03-12 to 2026-03-18: 7 due"
    assert tooltips(svg)[-1] == "2027-03-11: 1 due"


def test_where_days_have_room_they_are_shown() -> None:
    assert len(tooltips(drawn(due(*[1] * 365), width=1200))) == 365


def test_values_stand_above_bars_that_have_room_for_them() -> None:
    assert "17" in labels(drawn(due(17, 20)))
    assert "17" not in labels(drawn(due(*[17] * 60)))


def test_a_single_card_among_thousands_can_be_seen() -> None:
    assert marks(drawn(due(1, 3000)), "f1")[1] == "M193.3 351V350h44V351z"
