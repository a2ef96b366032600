"""SM-2: 1 day, 6 days, then the interval times the card's easiness factor.

    I(1) = 1    I(2) = 6    I(n) = I(n - 1) EF, to the nearest day, halves up
    EF' = EF + 0.1 - (5 - q) (0.08 + (5 - q) 0.02), at least 1.3; 2.5 to begin with

The quality q is 0..5 in the source and comes from the rating here: Again 2, Hard 3, Good 4, Easy 5.
Below 3 the repetitions start from the beginning. A late answer counts from the interval that was
planned. As the source has it, repetitions of a card on the same study day are drill and change
neither EF nor interval; only a failure is never drill, and starts the card from the beginning.

The interval is worked out with the easiness so far, and then the easiness changes: the order of the
source's steps 3 and 5. It changes after every repetition (step 5), failures included; step 6 of the
source would spare it then, but common implementations do not (srs-benchmark, `models/sm2.py`), and
sparing it foretells a real learner's answers worse: log loss 0.525 against 0.512 on the log in
`benchmarks/data/scheduling`.

There is no fuzz: here the interval itself is what is remembered, so a shift of days would be
multiplied into every later one.

Source: P. A. Woźniak, Optimization of learning, 1990, chapter 3.2; "Algorithm SM-2" at
super-memory.com.
"""

from dataclasses import replace
from datetime import date

from quiz.scheduling.events import Answered
from quiz.scheduling.intervals import day_after, days_between
from quiz.scheduling.memories import CardState, Memory, Sm2Schedule
from quiz.scheduling.ratings import Rating, rating_of
from quiz.scheduling.settings import Settings
from quiz.scheduling.states import state_in_steps

QUALITIES = {Rating.AGAIN: 2, Rating.HARD: 3, Rating.GOOD: 4, Rating.EASY: 5}
FIRST_EASINESS = 2.5
LEAST_EASINESS = 1.3
FIRST_DAYS = 1
SECOND_DAYS = 6


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:
    """The memory with its place after one more answer."""
    known = memory.schedule if isinstance(memory.schedule, Sm2Schedule) else None
    is_drill = known is not None and days_between(memory.last_studied_on, event.studied_on) == 0
    before = known or Sm2Schedule(FIRST_EASINESS, 0)
    if not event.is_right:
        repetitions, days, state = 0, FIRST_DAYS, state_in_steps(memory)
    elif is_drill:
        repetitions, days, state = before.repetitions, memory.interval_days, memory.state
    else:
        repetitions, state = before.repetitions + 1, CardState.REVIEW
        days = _interval(repetitions, memory.interval_days, before.easiness)
    easiness = before.easiness if is_drill else _changed(before.easiness, _rating(event))
    days = min(days, settings.maximum_interval_days)
    return replace(
        memory,
        state=state,
        interval_days=days,
        due_on=day_after(event.studied_on, days),
        due_at=None,
        schedule=Sm2Schedule(easiness, repetitions),
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:  # noqa: ARG001
    """SM-2 foretells nothing."""
    return None


def _rating(event: Answered) -> Rating:
    return rating_of(
        is_right=bool(event.is_right),
        confidence=event.confidence,
        is_self_rated=event.is_self_rated,
    )


def _changed(easiness: float, rating: Rating) -> float:
    """The easiness after an answer; every change is of whole hundredths, so sums stay exact."""
    short = 5 - QUALITIES[rating]
    return max(LEAST_EASINESS, round(easiness + 0.1 - short * (0.08 + short * 0.02), 2))


def _interval(repetitions: int, last_days: int, easiness: float) -> int:
    """The days after so many passes in a row."""
    if repetitions == 1:
        return FIRST_DAYS
    if repetitions == 2:
        return SECOND_DAYS
    # Both factors are whole in hundredths, so the product is exact, and halves are halves.
    return (last_days * round(easiness * 100) + 50) // 100
