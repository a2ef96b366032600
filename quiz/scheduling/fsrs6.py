"""FSRS-6, with the arithmetic of py-fsrs 6 (MIT) and the calendar of the learner.

Stability S is the days in which recall falls to 90 %, difficulty D is 1..10. Recall after t days
is (1 + F t / S) ** -w20 with F = 0.9 ** (-1 / w20) - 1; a card comes back when it has fallen to the
desired retention. A review on the same study day changes S by the short-term formula
(w17..w19), a later one by how surprising the answer was.

py-fsrs knows 24-hour blocks, the wall clock and unseeded fuzz, and lets dates run out of the
calendar. Here elapsed time is a difference of study days, a card in review is due on a study day,
the same events give the same memory, and nothing can overflow.

Source: J. Ye and others, github.com/open-spaced-repetition, "The Algorithm", FSRS-6; the defaults
are those of py-fsrs 6.3.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import fsrs
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)

from quiz.errors import Fault, Invalid
from quiz.scheduling.events import Answered
from quiz.scheduling.fuzzing import fuzzed
from quiz.scheduling.intervals import day_after, days_between, instant_after
from quiz.scheduling.memories import CardState, FsrsSchedule, Memory
from quiz.scheduling.ratings import rating_of
from quiz.scheduling.settings import MAXIMUM_INTERVAL_DAYS, Settings

MOST_STABILITY = 1e9
"""Days. py-fsrs has no bound, and with some parameters a stability can be multiplied beyond what a
number holds; so far below that no schedule can tell, it stops."""

_ANCHOR = datetime(6000, 1, 1, tzinfo=UTC)
"""The instant that py-fsrs is told it is: only differences of days matter to it, and around here
the calendar has room for them."""

_MOST_ELAPSED_DAYS = 2_000_000
"""So many days lie between the calendar's first and the anchor."""

_STATES = {
    CardState.LEARNING: fsrs.State.Learning,
    CardState.REVIEW: fsrs.State.Review,
    CardState.RELEARNING: fsrs.State.Relearning,
}
_NAMES = {state: name for name, state in _STATES.items()}


def review(memory: Memory, event: Answered, settings: Settings) -> Memory:
    """The memory with its place after one more answer.

    A card in steps is due at an instant; `due_on` is then the study day of the answer, although
    a step of hours may end on the next. Others are due from a study day on.
    """
    rating = rating_of(
        is_right=bool(event.is_right),
        confidence=event.confidence,
        is_self_rated=event.is_self_rated,
    )
    card, _ = _scheduler(settings).review_card(
        _card(memory, event.studied_on), fsrs.Rating(rating), review_datetime=_ANCHOR
    )
    assert card.stability is not None
    assert card.difficulty is not None
    schedule = FsrsSchedule(min(card.stability, MOST_STABILITY), card.difficulty, card.step)
    if card.state is not fsrs.State.Review:
        return replace(
            memory,
            state=_NAMES[card.state],
            interval_days=0,
            due_on=event.studied_on,
            due_at=instant_after(event.at, card.due - _ANCHOR),
            schedule=schedule,
        )
    days = _applied(interval(schedule.stability, settings), memory, event, settings)
    return replace(
        memory,
        state=CardState.REVIEW,
        interval_days=days,
        due_on=day_after(event.studied_on, days),
        due_at=None,
        schedule=schedule,
    )


def recall(memory: Memory, on: date, settings: Settings) -> float | None:
    """The chance that the card is known on the study day: its retrievability."""
    if not isinstance(memory.schedule, FsrsSchedule):
        return None
    return _scheduler(settings).get_card_retrievability(_card(memory, on), _ANCHOR)


def interval(stability: float, settings: Settings) -> int:
    """The days, before fuzz, after which recall has fallen to the desired retention.

    At least 1, at most the maximum interval.
    """
    decay = -(settings.parameters or DEFAULT_PARAMETERS)[20]
    factor = math.pow(0.9, 1 / decay) - 1
    days = round(stability / factor * (math.pow(settings.desired_retention, 1 / decay) - 1))
    return min(max(days, 1), settings.maximum_interval_days)


def check_parameters(parameters: Sequence[float]) -> None:
    """Raise `Invalid` unless there are 21 parameters, each within the bounds that FSRS-6 gives it.

    Pointers are `/parameters` and `/parameters/17`, counted from 0.
    """
    count = len(DEFAULT_PARAMETERS)
    if len(parameters) != count:
        rule = f"FSRS-6 has {count} parameters, not {len(parameters)}."
        raise Invalid(rule, [Fault("/parameters", rule)])
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    faults = [
        Fault(f"/parameters/{place}", f"must be between {lower:g} and {upper:g}, not {value!r}")
        for place, (value, (lower, upper)) in enumerate(zip(parameters, bounds, strict=True))
        if not lower <= value <= upper
    ]
    if faults:
        raise Invalid("FSRS-6 cannot use these parameters.", faults)


def _applied(days: int, memory: Memory, event: Answered, settings: Settings) -> int:
    if not settings.is_fuzzed:
        return days
    return fuzzed(
        days,
        settings.maximum_interval_days,
        card_id=event.card_id,
        review_count=memory.review_count,
    )


def _card(memory: Memory, on: date) -> fsrs.Card:
    """The card as py-fsrs knows it, on a study day; without `due` it would ask the clock."""
    schedule = memory.schedule
    elapsed_days = days_between(memory.last_studied_on, on)
    if not isinstance(schedule, FsrsSchedule) or elapsed_days is None:
        return fsrs.Card(card_id=1, due=_ANCHOR)
    return fsrs.Card(
        card_id=1,
        state=_STATES[memory.state],
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=_ANCHOR,
        last_review=_ANCHOR - timedelta(days=min(elapsed_days, _MOST_ELAPSED_DAYS)),
    )


@lru_cache(maxsize=1024)
def _scheduler(settings: Settings) -> fsrs.Scheduler:
    """The arithmetic under these settings; intervals are ours, so its own only have to end."""
    return fsrs.Scheduler(
        parameters=settings.parameters or DEFAULT_PARAMETERS,
        desired_retention=settings.desired_retention,
        learning_steps=[timedelta(seconds=step) for step in settings.learning_steps],
        relearning_steps=[timedelta(seconds=step) for step in settings.relearning_steps],
        maximum_interval=min(settings.maximum_interval_days, MAXIMUM_INTERVAL_DAYS),
        enable_fuzzing=False,
    )
