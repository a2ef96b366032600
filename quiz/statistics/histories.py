"""How mastery went over time: the learner's log of a deck folded once more, with a look at it on
each of some days.

The deck is taken as it is now, so that a card added later was worth nothing before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import fsum
from typing import Final

from quiz.scheduling.events import StudyEvent, place_of
from quiz.scheduling.folding import review
from quiz.scheduling.memories import Memory
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import SettingsChange, settings_at
from quiz.statistics.mastery import MasteryDay, Standing, worth

MOST_POINTS: Final = 60
MOST_EVENTS: Final = 20_000
MOST_LOGS: Final = 2_000
"""What is folded at most; of more, every second, third … card stands for all."""

_WEEK: Final = timedelta(days=7)


def days_between(first: date, today: date) -> tuple[date, ...]:
    """The days to look at: `today` and those whole weeks before it, one after the other or, where
    there are more than `MOST_POINTS`, every second, third, … week; none before `first`."""
    weeks = max(0, (today - first).days) // _WEEK.days
    step = _WEEK * (weeks // MOST_POINTS + 1)
    count = max(0, (today - first) // step) + 1
    return tuple(today - step * back for back in reversed(range(count)))


def every(logs: int, events: int) -> int:
    """Every how many cards one is folded, of so many with so many events together."""
    return max(1, -(-logs // MOST_LOGS), -(-events // MOST_EVENTS))


def history(
    logs: Sequence[Sequence[StudyEvent]],
    changes: Sequence[SettingsChange],
    *,
    days: Sequence[date],
    seen: int,
    cards: int,
) -> tuple[MasteryDay, ...]:
    """The mastery of a deck of so many `cards` (one or more) at the end of each of the days, which
    are in order; `logs` are of some of the `seen` cards that have any, and stand for all of
    them."""
    if not logs:
        return tuple(MasteryDay(day, 0.0) for day in days)
    worths = zip(*(_worths(log, changes, days) for log in logs), strict=True)
    return tuple(
        MasteryDay(day, round(fsum(each) / len(logs) * seen / cards, 1))
        for day, each in zip(days, worths, strict=True)
    )


def _worths(
    log: Iterable[StudyEvent], changes: Sequence[SettingsChange], days: Sequence[date]
) -> Iterator[float]:
    """What one card was worth at the end of each day."""
    events = sorted(log, key=place_of)
    memory: Memory | None = None
    place = 0
    for day in days:
        while place < len(events) and events[place].studied_on <= day:
            event = events[place]
            memory = review(memory, event, settings_at(changes, event.at))
            place += 1
        yield 0.0 if memory is None else worth(_standing(memory, changes, day))


def _standing(memory: Memory, changes: Sequence[SettingsChange], day: date) -> Standing:
    assert memory.last_event_at is not None
    settings = settings_at(changes, memory.last_event_at)
    return Standing(
        memory.state, memory.schedule, memory.interval_days, recall(memory, day, settings)
    )
