"""What waits for a learner and what they did, as clients see it."""

from datetime import date
from uuid import UUID

from pydantic import Field

from quiz.periods import Period
from quiz.statistics import forecasts, heatmaps, retention, streaks
from schemas.base import Output


class CappedCount(Output):
    """A count up to 1000."""

    count: int = Field(description="At most 1000.")
    is_more: bool = Field(description="Whether there are more than that: show `1000+`.")


class WaitingCounts(Output):
    """What waits. Limits of the day hold for new cards; what is due is counted whole."""

    due_now: CappedCount = Field(description="Cards to review at this moment.")
    due_today: CappedCount = Field(
        description="Cards to review until the end of the study day, later steps included."
    )
    new_today: CappedCount = Field(
        description="Cards never answered, as far as today's limits leave room for them."
    )


class DeckDue(WaitingCounts):
    """What waits in one deck."""

    deck_id: UUID


class Due(WaitingCounts):
    """What waits for a learner on their study day, in all and deck by deck."""

    learner_id: UUID
    today: date = Field(description="The learner's study day.")
    next_due_on: date | None = Field(
        description="The first study day after today on which a card is due."
    )
    decks: list[DeckDue] = Field(
        description="The decks that the learner has begun and may still see, the oldest first."
    )


class ForecastDay(Output):
    """What falls due on a study day."""

    on: date
    due: int
    overdue: int = Field(description="Of these, due before today; 0 on all days but the first.")


class Forecast(Output):
    """What falls due on the coming study days. Reviews that follow from these are not foretold."""

    learner_id: UUID
    deck_id: UUID | None
    due: int = Field(description="On any of the days.")
    overdue: int
    later: int = Field(description="Due after the last of the days.")
    days: list[ForecastDay] = Field(description="Every day from today on, without gaps.")


class StudiedDay(Output):
    """What was answered on a study day."""

    on: date
    answers: int = Field(description="Answers that were not taken back.")
    graded: int = Field(description="Of these, those whose result may be told.")
    right: int = Field(description="Of the graded ones, those that are right.")
    took_ms: int = Field(description="Time spent; an answer adds ten minutes at most.")


class Studied(Output):
    """Sums over the days."""

    answers: int
    graded: int
    right: int
    took_ms: int
    studied_days: int = Field(description="Days with at least one answer.")
    busiest_on: date | None = Field(description="The day with most answers.")


class StudiedEver(Output):
    """Sums over all time."""

    answers: int
    studied_days: int
    first_on: date | None


class Streak(Output):
    """Study days in a row on which something was answered, both ends included."""

    from_on: date
    to_on: date
    days: int


class Stats(Output):
    """What a learner studied, day by day, and how steadily."""

    learner_id: UUID
    deck_id: UUID | None
    from_on: date
    to_on: date = Field(description="The learner's study day today.")
    days: list[StudiedDay] = Field(description="Days with answers; all others have none.")
    total: Studied
    ever: StudiedEver
    current_streak: Streak | None = Field(description="`null` once a whole day was missed.")
    longest_streak: Streak | None
    is_studied_today: bool


class Retention(Output):
    """How many reviews were right, against how many had been foretold."""

    reviews: int
    right: int
    measured: float = Field(description="The share that was right, 0 to 1.")
    low: float = Field(description="The measured share lies between `low` and `high` …")
    high: float = Field(description="… with 95 % confidence (Wilson's interval).")
    predicted: float = Field(description="The mean chance that the scheduler gave them, 0 to 1.")


class RetentionPeriod(Retention):
    """The reviews of a stretch of study days, both included."""

    from_on: date
    to_on: date


class RetentionBin(Retention):
    """The reviews whose predicted chance lay between two shares."""

    from_share: float
    to_share: float


class RetentionReport(Output):
    """How much was remembered, against how much the scheduler had foretold."""

    learner_id: UUID
    deck_id: UUID | None
    by: Period
    from_on: date
    to_on: date
    all: Retention | None = Field(description="`null` without any review that was foretold.")
    periods: list[RetentionPeriod] = Field(description="The earliest first, none empty.")
    bins: list[RetentionBin] = Field(description="By what was foretold, the least first.")


def show_count(count: int, cap: int) -> CappedCount:
    """A count as it is sent; `cap` + 1 stands for more."""
    return CappedCount(count=min(count, cap), is_more=count > cap)


def show_forecast(learner_id: UUID, deck_id: UUID | None, forecast: forecasts.Forecast) -> Forecast:
    """A forecast as it is sent."""
    return Forecast(
        learner_id=learner_id,
        deck_id=deck_id,
        due=forecast.due,
        overdue=forecast.overdue,
        later=forecast.later,
        days=[ForecastDay(on=d.on, due=d.due, overdue=d.overdue) for d in forecast.days],
    )


def show_streak(streak: streaks.Streak | None) -> Streak | None:
    """A streak as it is sent."""
    if streak is None:
        return None
    return Streak(from_on=streak.from_on, to_on=streak.to_on, days=streak.days)


def show_studied(heatmap: heatmaps.Heatmap, *, graded: int, right: int) -> Studied:
    """The sums of a stretch of days as they are sent."""
    return Studied(
        answers=heatmap.answers,
        graded=graded,
        right=right,
        took_ms=heatmap.took_ms,
        studied_days=heatmap.studied_days,
        busiest_on=heatmap.busiest.on if heatmap.busiest else None,
    )


def show_period(stretch: retention.Stretch) -> RetentionPeriod:
    """A stretch of reviews as it is sent."""
    return RetentionPeriod(from_on=stretch.from_on, to_on=stretch.to_on, **_measured(stretch.all))


def show_bin(found: retention.Bin) -> RetentionBin:
    """A bin of predictions as it is sent."""
    return RetentionBin(
        from_share=found.from_share, to_share=found.to_share, **_measured(found.retention)
    )


def show_retention(found: retention.Retention) -> Retention:
    """Reviews added up, as they are sent."""
    return Retention(**_measured(found))


def _measured(found: retention.Retention) -> dict[str, float]:
    return {
        "reviews": found.reviews,
        "right": found.right,
        "measured": found.measured,
        "low": found.interval.low,
        "high": found.interval.high,
        "predicted": found.predicted,
    }
