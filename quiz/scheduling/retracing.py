"""The history of a card: every event of its log, with the memory after it as folding gives it."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import itemgetter
from uuid import UUID

from quiz.scheduling import folding
from quiz.scheduling.events import Answered, StudyEvent, place_of
from quiz.scheduling.memories import UNSEEN, Memory
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import Settings, SettingsChange, settings_at

Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Changed:
    """The learner's settings for the deck were changed; `number` counts from 1."""

    number: int
    change: SettingsChange


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, under which settings, and the memory before and after it.

    `place` orders the steps of a history.
    """

    place: Place
    event: StudyEvent | Changed
    settings: Settings
    before: Memory
    after: Memory

    @property
    def retrievability(self) -> float | None:
        """The chance (0..1) that the card would be known when it was answered, as foretold."""
        if not isinstance(self.event, Answered):
            return None
        return recall(self.before, self.event.studied_on, self.settings)


def retrace(
    events: Sequence[StudyEvent],
    changes: Sequence[SettingsChange],
    *,
    before: Place | None = None,
    most: int,
) -> list[Step]:
    """The last `most` steps of the history that lie before the place, the newest first.

    `events` are the whole log of the card in any order; `changes` are as `settings_at` takes them.
    Settings that were changed before anything happened are no step. The whole log is folded, and no
    more than what is asked for is kept.
    """
    kept: deque[Step] = deque(maxlen=most)
    memory = UNSEEN
    for place, event in _in_order(events, changes):
        if before is not None and place >= before:
            break
        if isinstance(event, Changed):
            kept.append(Step(place, event, event.change.settings, memory, memory))
            continue
        settings = settings_at(changes, event.at)
        after = folding.review(memory, event, settings)
        kept.append(Step(place, event, settings, memory, after))
        memory = after
    return list(reversed(kept))


def _in_order(
    events: Sequence[StudyEvent], changes: Sequence[SettingsChange]
) -> Iterator[tuple[Place, StudyEvent | Changed]]:
    """Each event and each change after the first event, once, in order; a change comes before the
    events of its instant."""
    log = sorted({place_of(event): event for event in events}.items(), key=itemgetter(0))
    if not log:
        return
    changed = [
        ((change.from_at, UUID(int=number)), Changed(number, change))
        for number, change in enumerate(changes, start=1)
        if number > 1 and change.from_at > log[0][1].at
    ]
    yield from merge(changed, log, key=itemgetter(0))
