"""A simulated workload shows what it takes above what it gives."""

from datetime import date, timedelta

from chart_reading import labels, marks, said, tooltips

from api.charts import workloads
from api.charts.looks import Look
from api.charts.workloads import WorkloadDay

TODAY = date(2026, 3, 12)


def drawn(*days: tuple[float, float], width: int = 720) -> str:
    simulated = [
        WorkloadDay(TODAY + timedelta(days=ahead), reviews, remembered)
        for ahead, (reviews, remembered) in enumerate(days)
    ]
    return workloads.draw(simulated, Look(width=width), subtitle="Deck")


def test_the_description_tells_what_it_takes_and_gives() -> None:
    assert said(drawn((20, 17.5), (40, 35.2))) == (
        "Simulated workload: Deck",
        "2026-03-12 to 2026-03-13: 60 reviews, 30 per day, at most 40 on 2026-03-13. "
        "35 cards remembered at the end.",
    )


def test_nothing_simulated_is_said() -> None:
    assert said(drawn())[1] == "Nothing was simulated."


def test_each_day_tells_both_figures() -> None:
    assert tooltips(drawn((20, 17.5))) == ["2026-03-12: 20 reviews per day, 18 cards remembered"]


def test_where_days_have_no_room_weeks_have_their_mean() -> None:
    svg = drawn(*[(day % 7, day) for day in range(364)], width=320)
    assert "reviews per day, mean of 7 days" in labels(svg)
    assert tooltips(svg)[0] == "2026-03-12 to 2026-03-18: 3 reviews per day, 6 cards remembered"


def test_both_frames_have_the_same_days() -> None:
    svg = drawn((5, 1_000_000), (5, 2_000_000))
    axes = [line for line in marks(svg, "axis") if "L704 " in line]
    assert len({line.split()[0] for line in axes}) == 1
    assert len(axes) == 2
