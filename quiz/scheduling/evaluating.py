"""How well schedulers foretell a log of reviews.

What counts are reviews on a later study day than the card's last one; those of the same day are
told to the schedulers that can use them, and not foretold. The counted reviews, in the order of
time, are cut into six parts: the first only teaches, each of the others is foretold from what came
before it (five splits, as scikit-learn's `TimeSeriesSplit`). Nothing is left out as an outlier.

    fsrs        retrievability
    sm2         0.9 ** (days / interval): the interval is read as the time in which recall falls to
                90 %, and only the first review of a study day is told, as days are all it knows
    leitner     the same
    constant    the share remembered so far: what is known of a learner without a scheduler

`confidence` foretells nothing: most of its times are minutes, and no chance goes with them.

Source: open-spaced-repetition/srs-benchmark (splits, curve of SM-2, constant as AVG).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quiz.errors import Invalid
from quiz.scheduling.measures import (
    Prediction,
    area_under_curve,
    log_loss,
    recall_bin,
    rmse_bins,
)
from quiz.scheduling.replaying import LoggedReview, Replayed, replay
from quiz.scheduling.settings import SchedulerName, Settings
from quiz.scheduling.study_days import study_day

SPLITS = 5

_FSRS = Settings(is_fuzzed=False)
_SM2 = Settings(scheduler=SchedulerName.SM2)
_LEITNER = Settings(scheduler=SchedulerName.LEITNER)

DEFAULTS = "fsrs"
GIVEN = "fsrs, given parameters"
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well one way of foretelling did; `auc` is `None` where every review went the same way."""

    name: str
    log_loss: float
    rmse_bins: float
    auc: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was foretold: `foretold` reviews of the `counted` ones of a log."""

    reviews: int
    cards: int
    counted: int
    foretold: int
    evaluations: tuple[Evaluation, ...]


@dataclass(frozen=True, slots=True)
class _Log:
    """The reviews in the order of time, and the day of the learner."""

    reviews: Sequence[LoggedReview]
    timezone: str
    day_starts_at: int

    def replayed(self, settings: Settings) -> Iterator[tuple[LoggedReview, Replayed]]:
        """Each review with what it led to."""
        steps = replay(
            self.reviews, settings, timezone=self.timezone, day_starts_at=self.day_starts_at
        )
        return zip(self.reviews, steps, strict=True)


def evaluate(
    reviews: Sequence[LoggedReview],
    *,
    timezone: str,
    day_starts_at: int,
    parameters: tuple[float, ...] | None = None,
) -> Report:
    """How well each scheduler foretells the log; with `parameters`, FSRS by those beside its
    defaults. Raises `Invalid` where there are fewer reviews that count than parts."""
    log = _Log(sorted(reviews, key=lambda review: review.at), timezone, day_starts_at)
    days = _first_of_each_day(log)
    facts = _facts(days)
    size = len(facts) // (SPLITS + 1)
    if not size:
        raise Invalid(
            f"The log has {len(facts)} reviews on a later day than the card's last one; "
            f"there must be at least {SPLITS + 1} to foretell any."
        )
    first = len(facts) - SPLITS * size
    chances = {DEFAULTS: _chances(log, _FSRS, _retrievability)}
    if parameters is not None:
        given = replace(_FSRS, parameters=parameters)
        chances[GIVEN] = _chances(log, given, _retrievability)
    for settings in (_SM2, _LEITNER):
        chances[settings.scheduler.value] = _chances(days, settings, _by_interval)
    chances[CONSTANT] = _shares_so_far(facts, first, size)
    return Report(
        reviews=len(reviews),
        cards=len({review.card for review in reviews}),
        counted=len(facts),
        foretold=len(facts) - first,
        evaluations=tuple(
            _evaluation(name, facts[first:], foretold[first:]) for name, foretold in chances.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Fact:
    """A review that counts: whether it was remembered, and the bin it is compared in."""

    is_remembered: bool
    bin: tuple[float, float, float]


def _first_of_each_day(log: _Log) -> _Log:
    """The log without reviews on the study day of the card's last one."""
    last: dict[str, date] = {}
    firsts = []
    for review in log.reviews:
        on = study_day(review.at, log.timezone, log.day_starts_at)
        if last.get(review.card) != on:
            firsts.append(review)
        last[review.card] = on
    return replace(log, reviews=firsts)


def _facts(days: _Log) -> list[_Fact]:
    """The reviews that count of a log with one review a study day: all but each card's first."""
    lapses: Counter[str] = Counter()
    facts = []
    for review, step in days.replayed(_LEITNER):
        if step.before is not None and step.elapsed_days:
            repetition = step.after.review_count
            place = recall_bin(step.elapsed_days, repetition, lapses[review.card])
            facts.append(_Fact(review.is_right, place))
            lapses[review.card] += not review.is_right
    return facts


def _chances(log: _Log, settings: Settings, chance: Callable[[Replayed], float]) -> list[float]:
    """What is foretold of each review that counts."""
    return [chance(step) for _, step in log.replayed(settings) if step.elapsed_days]


def _retrievability(step: Replayed) -> float:
    assert step.recall is not None
    return step.recall


def _by_interval(step: Replayed) -> float:
    assert step.before is not None
    assert step.elapsed_days is not None
    return math.pow(0.9, step.elapsed_days / step.before.interval_days)


def _shares_so_far(facts: Sequence[_Fact], first: int, size: int) -> list[float]:
    """For each review the share remembered of those before its part; 0 before the first part."""
    shares = [0.0] * first
    for start in range(first, len(facts), size):
        shares += [sum(fact.is_remembered for fact in facts[:start]) / start] * size
    return shares


def _evaluation(name: str, facts: Sequence[_Fact], chances: Sequence[float]) -> Evaluation:
    predictions = [
        Prediction(chance, fact.is_remembered, fact.bin)
        for fact, chance in zip(facts, chances, strict=True)
    ]
    return Evaluation(
        name=name,
        log_loss=log_loss(predictions),
        rmse_bins=rmse_bins(predictions),
        auc=area_under_curve(predictions),
    )
