"""How what services count is sent."""

from api.services.counting_due import CAP, DueCounts, Waiting
from api.services.looking_back import LookedBack, Stats
from db.studied_days import StudiedDay
from quiz.periods import Period
from quiz.statistics import heatmaps, retention
from quiz.statistics.heatmaps import Heatmap
from schemas import statistics as schemas
from schemas.statistics import CappedCount, DeckDue, Due, RetentionReport, show_count


def show_due(found: DueCounts) -> Due:
    """What waits for a learner as it is sent."""
    return Due(
        learner_id=found.surveyed.learner.id,
        today=found.surveyed.today,
        next_due_on=found.next_on,
        decks=[DeckDue(deck_id=id, **_waiting(each)) for id, each in found.decks.items()],
        **_waiting(found.total),
    )


def show_stats(found: Stats) -> schemas.Stats:
    """What a learner studied as it is sent."""
    surveyed, streaks = found.surveyed, found.streaks
    return schemas.Stats(
        learner_id=surveyed.learner.id,
        deck_id=surveyed.deck_id,
        from_on=found.from_on,
        to_on=surveyed.today,
        days=[
            schemas.StudiedDay(
                on=day.on,
                answers=day.answers,
                graded=day.graded,
                right=day.right,
                took_ms=day.took_ms,
            )
            for day in found.days
        ],
        total=schemas.show_studied(
            heatmap_of(found),
            graded=sum(day.graded for day in found.days),
            right=sum(day.right for day in found.days),
        ),
        ever=schemas.StudiedEver(
            answers=sum(found.counts.values()),
            studied_days=len(found.counts),
            first_on=min(found.counts, default=None),
        ),
        current_streak=schemas.show_streak(streaks.current),
        longest_streak=schemas.show_streak(streaks.longest),
        is_studied_today=streaks.is_studied_today,
    )


def show_retention_report(found: LookedBack, by: Period) -> RetentionReport:
    """How much was remembered as it is sent."""
    surveyed = found.surveyed
    whole = retention.stretches(found.counts, Period.ALL)
    return RetentionReport(
        learner_id=surveyed.learner.id,
        deck_id=surveyed.deck_id,
        by=by,
        from_on=found.from_on,
        to_on=surveyed.today,
        all=schemas.show_retention(whole[0].all) if whole else None,
        periods=[schemas.show_period(each) for each in retention.stretches(found.counts, by)],
        bins=[schemas.show_bin(each) for each in retention.bins(found.counts)],
    )


def heatmap_of(found: Stats) -> Heatmap:
    """The days as a heatmap."""
    return heatmaps.heatmap(
        [_studied(day) for day in found.days], from_on=found.from_on, to_on=found.surveyed.today
    )


def _studied(day: StudiedDay) -> heatmaps.Studied:
    return heatmaps.Studied(day.on, day.answers, day.took_ms)


def _waiting(counts: Waiting) -> dict[str, CappedCount]:
    return {
        "due_now": show_count(counts.now, CAP),
        "due_today": show_count(counts.today, CAP),
        "new_today": show_count(counts.new, CAP),
    }
