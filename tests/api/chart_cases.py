"""Charts of every kind with figures from nothing to far too much, drawn for a look."""

from collections.abc import Callable
from datetime import date, timedelta

from api.charts import forecasts, heatmaps, mastery, retention, workloads
from api.charts.looks import Look
from api.charts.workloads import WorkloadDay
from quiz.periods import Period
from quiz.statistics.forecasts import Due, forecast
from quiz.statistics.heatmaps import Studied, heatmap
from quiz.statistics.mastery import MasteryDay
from quiz.statistics.retention import Count, stretches

TODAY = date(2026, 3, 12)
LONG_TITLE = "The history of the decline and fall of the Roman empire, unabridged. " * 5

Draw = Callable[[Look, str], str]


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def uneven(place: int) -> int:
    """Numbers from 0 to 96 in no order, the first of them 40."""
    return (place * 61 + 40) % 97


def forecasted(days: int, *, overdue: int = 0, times: int = 1) -> Draw:
    dues = [Due(ahead(place), times * uneven(place)) for place in range(days)]
    dues.append(Due(ahead(-5), overdue))
    drawn = forecast(dues, today=TODAY, days=days)
    return lambda look, title: forecasts.draw(drawn, look, subtitle=title)


def studied(days: int, *, every: int = 1, times: int = 1) -> Draw:
    known = [
        Studied(ahead(-place), times * uneven(place), 60_000 * uneven(place))
        for place in range(0, days, every)
    ]
    drawn = heatmap(known, from_on=ahead(1 - days), to_on=TODAY)
    return lambda look, title: heatmaps.draw(drawn, look, subtitle=title)


def remembered(count: int, period: Period, days: int, *, times: int = 1) -> Draw:
    counts = [
        Count(ahead(-days * place), 18, True, times * 97, times * (97 - uneven(place) // 8), 88.0)
        for place in range(count)
        if place % 17 != 5
    ]
    drawn = stretches(counts, period)
    return lambda look, title: retention.draw(drawn, period, look, subtitle=title)


def mastered(days: int, *, every: int = 1) -> Draw:
    drawn = [MasteryDay(ahead(place), float(uneven(place))) for place in range(0, days, every)]
    return lambda look, title: mastery.draw(drawn, look, subtitle=title)


def simulated(days: int, *, times: float = 1) -> Draw:
    drawn = [WorkloadDay(ahead(day), times * uneven(day), times * day) for day in range(days)]
    return lambda look, title: workloads.draw(drawn, look, subtitle=title)


CASES: dict[str, Draw] = {
    "forecast, a day": forecasted(1),
    "forecast, a week": forecasted(7, overdue=20),
    "forecast, two weeks, far too much overdue": forecasted(14, overdue=98_765_432),
    "forecast, a month": forecasted(30),
    "forecast, a quarter": forecasted(90, overdue=4_000),
    "forecast, a year": forecasted(365, overdue=80),
    "forecast, millions": forecasted(30, overdue=1, times=10**7),
    "forecast, nothing": forecasted(30, times=0),
    "heatmap, a day": studied(1),
    "heatmap, a month": studied(30),
    "heatmap, a year": studied(366),
    "heatmap, a year with one day": studied(366, every=999),
    "heatmap, millions": studied(200, times=10**7),
    "heatmap, nothing": studied(366, times=0),
    "retention, a week": remembered(1, Period.WEEK, 7),
    "retention, weeks": remembered(20, Period.WEEK, 7),
    "retention, years of weeks": remembered(150, Period.WEEK, 7),
    "retention, months": remembered(13, Period.MONTH, 30),
    "retention, a year of days": remembered(365, Period.DAY, 1, times=10**7),
    "retention, all": remembered(9, Period.ALL, 30),
    "retention, nothing": remembered(0, Period.WEEK, 7),
    "mastery, a day": mastered(1),
    "mastery, two days": mastered(2),
    "mastery, a month": mastered(30),
    "mastery, a year": mastered(365),
    "mastery, ten years": mastered(3650, every=30),
    "mastery, nothing": mastered(0),
    "workload, a day": simulated(1),
    "workload, a month": simulated(30),
    "workload, a year": simulated(365),
    "workload, millions": simulated(365, times=1e7),
    "workload, nothing": simulated(0),
}
"""One of each kind stands for nothing, one for a single point, one for a year, one for millions."""
