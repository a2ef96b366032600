"""How a learner's memories of a deck are scheduled, and since when.

Settings change over time. A change applies to events from its instant on, so that what was
scheduled before stays as it was; a change that *replays* (another scheduler, or a reschedule that
the learner asked for) applies to everything before it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class SchedulerName(StrEnum):
    """Who decides when a card comes back."""

    FSRS = "fsrs"
    CONFIDENCE = "confidence"
    LEITNER = "leitner"
    SM2 = "sm2"


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every event: settings that were never changed hold from here."""

DESIRED_RETENTION = 0.9
LEAST_RETENTION = 0.70
MOST_RETENTION = 0.97
MAXIMUM_INTERVAL_DAYS = 36_500
LEECH_AT = 8
LEECH_EVERY = 4
MOST_LEECH_AT = 1_000
MOST_STEPS = 10
MOST_STEP_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Settings:
    """What a memory is scheduled by.

    `parameters` are the weights of `algorithm`, `None` for its published defaults.
    `desired_retention` is 0.70..0.97. Steps are seconds within the day, in order. A card is a
    leech from `leech_at` lapses on, and told of then and at every fourth more; `suspends_leeches`
    takes it out of the queue then.
    """

    scheduler: SchedulerName = SchedulerName.FSRS
    algorithm: str = "fsrs-6"
    parameters: tuple[float, ...] | None = None
    desired_retention: float = DESIRED_RETENTION
    maximum_interval_days: int = MAXIMUM_INTERVAL_DAYS
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    is_fuzzed: bool = True
    leech_at: int = LEECH_AT
    suspends_leeches: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a deck is asked on a study day, and how; nothing that memory knows of.

    `new_per_day` cards that were never asked, `due_per_day` cards that come back. Siblings (cards
    of one note) wait for another day when `buries_siblings`. `balances_load` moves due cards within
    the band of their fuzz, away from full days.
    """

    new_per_day: int = 20
    due_per_day: int = 200
    buries_siblings: bool = True
    balances_load: bool = False


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Settings from an instant on; `replays` if they hold for everything before it, too."""

    from_at: datetime
    settings: Settings
    replays: bool = False


def settings_at(changes: Sequence[SettingsChange], at: datetime) -> Settings:
    """The settings that an event at this instant is scheduled by.

    `changes` are those of the learner and the deck in order of `from_at`, at least one; the first
    holds for what was before it.
    """
    start = 0
    for place, change in enumerate(changes):
        if change.replays:
            start = place
    held = changes[start]
    for change in changes[start + 1 :]:
        if change.from_at <= at:
            held = change
    return held.settings


def current(changes: Sequence[SettingsChange]) -> Settings:
    """The settings that hold now."""
    return changes[-1].settings
