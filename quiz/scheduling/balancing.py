"""Load balancing: which of today's due cards may as well wait for a day with less to do.

It belongs to the queue and no memory is told of it: a card keeps its `due_on`, and a replay knows
nothing of it. A card may wait as long as its interval stays in the band that fuzz leaves it
(`quiz.scheduling.fuzzing`), so waiting costs no more than fuzz may; it is never asked early.

The rule: as long as some coming day has at least two cards less than today, one card of today waits
for the lightest such day that one may wait for, of equals the first. Of the cards that may, the one
goes that could wait least beyond it, so that those with more room stay for other days; of equals
the one with the longest interval, for which the wait is the smallest share; then by id. Each move
takes from a fuller day and gives to one that stays below it, so no peak rises.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from quiz.scheduling import fsrs6
from quiz.scheduling.fuzzing import band
from quiz.scheduling.intervals import day_after
from quiz.scheduling.memories import FsrsSchedule, Memory, Sm2Schedule
from quiz.scheduling.settings import Settings


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card that is due today, its interval, and how many more days it may wait."""

    card_id: UUID
    interval_days: int
    spare_days: int


def spare_days(memory: Memory, on: date, settings: Settings) -> int:
    """How many days after `on` a card in review that is due may wait inside its band.

    0 where days are exact: without fuzz, in steps, in Leitner's boxes and in `confidence`, where
    the learner set the day, and where settings have changed so that the band is another one.
    """
    since = memory.last_studied_on
    planned_days = _planned_days(memory, settings)
    if since is None or planned_days is None or not settings.is_fuzzed:
        return 0
    fewest, most = band(planned_days, settings.maximum_interval_days)
    is_as_planned = memory.due_on == day_after(since, memory.interval_days)
    if not is_as_planned or not fewest <= memory.interval_days <= most:
        return 0
    return max(0, (day_after(since, most) - on).days)


def _planned_days(memory: Memory, settings: Settings) -> int | None:
    """The interval before fuzz, around which the band lies."""
    if memory.due_at is not None or not memory.interval_days:
        return None
    match memory.schedule:
        case FsrsSchedule(stability=stability):
            return fsrs6.interval(stability, settings)
        case Sm2Schedule():
            return memory.interval_days
        case _:
            return None


def waits(
    cards: Sequence[DueCard], *, on: date, done: int, loads: Sequence[int]
) -> dict[UUID, date]:
    """Which of the cards due on the study day `on` wait, and until which study day.

    `done` counts today's load that is answered already, and `loads` the cards due on the coming
    days, from tomorrow. Both should leave out what was planned today: then the same cards wait all
    day long, however many of the others are answered meanwhile.
    """
    room = _by_room(cards, len(loads))
    today = len(cards) + done
    coming = list(loads)
    found: dict[UUID, date] = {}
    while (days := _next_days(room, today, coming)) is not None:
        card = next(group for group in room[days:] if group).pop()
        today -= 1
        coming[days - 1] += 1
        found[card.card_id] = day_after(on, days)
    return found


def _by_room(cards: Iterable[DueCard], most_days: int) -> list[list[DueCard]]:
    """The cards by how many days they may wait, from 0; the last of each group goes first."""
    groups: list[list[DueCard]] = [[] for _ in range(most_days + 1)]
    for card in sorted(cards, key=lambda card: (card.interval_days, -card.card_id.int)):
        groups[min(max(card.spare_days, 0), most_days)].append(card)
    return groups


def _next_days(room: Sequence[Sequence[DueCard]], today: int, coming: Sequence[int]) -> int | None:
    """How many days the next card that waits does: until the lightest day that one may wait for."""
    longest = max((days for days, group in enumerate(room) if group), default=0)
    load, days = min(
        ((load, days) for days, load in enumerate(coming[:longest], start=1)), default=(today, 0)
    )
    return days if load + 2 <= today else None
