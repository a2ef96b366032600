"""Which adjustments bring a memory to what somebody wants of it, and none where it is so already.

They come in this order: reset, due day, suspension, burial. Each lies one microsecond after the one
before it, the first after everything that was folded: then they fold in order whatever their ids.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from quiz.errors import Fault, Invalid
from quiz.scheduling import folding
from quiz.scheduling.events import Adjusted, AdjustmentKind
from quiz.scheduling.memories import UNSEEN, Memory
from quiz.scheduling.settings import MAXIMUM_INTERVAL_DAYS, Settings

MOST = 4
"""Adjustments that one wish can take."""

_TICK = timedelta(microseconds=1)
_ANY = Settings()
"""No adjustment depends on settings."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a memory should be; `None` leaves it as it is. `is_reset` makes the card new again."""

    is_reset: bool = False
    due_on: date | None = None
    is_suspended: bool | None = None
    is_buried: bool | None = None


def adjusted(
    memory: Memory | None,
    wish: Wish,
    *,
    card_id: UUID,
    ids: Sequence[UUID],
    at: datetime,
    on: date,
) -> tuple[Memory | None, list[Adjusted]]:
    """The memory as it is wanted, and the adjustments that make it so.

    `ids` are for the adjustments, `MOST` of them. Raises `Invalid` for a due day before the study
    day `on`, or further ahead than any interval.
    """
    made: list[Adjusted] = []
    for kind, due_on in _steps(wish):
        before = memory or UNSEEN
        event = Adjusted(
            id=ids[len(made)],
            card_id=card_id,
            at=_after(before, at),
            studied_on=on,
            kind=kind,
            due_on=due_on,
        )
        after = folding.review(before, event, _ANY)
        if _as_seen(after, on) == _as_seen(before, on):
            continue
        if due_on is not None:
            _check_due_on(due_on, on)
        memory = after
        made.append(event)
    return memory, made


def _steps(wish: Wish) -> Iterator[tuple[AdjustmentKind, date | None]]:
    if wish.is_reset:
        yield AdjustmentKind.RESET, None
    if wish.due_on is not None:
        yield AdjustmentKind.SET_DUE, wish.due_on
    if wish.is_suspended is not None:
        yield AdjustmentKind.SUSPEND if wish.is_suspended else AdjustmentKind.RESUME, None
    if wish.is_buried is not None:
        yield AdjustmentKind.BURY if wish.is_buried else AdjustmentKind.UNBURY, None


def _after(memory: Memory, at: datetime) -> datetime:
    """An instant after everything folded: `at`, unless an event of the near future was."""
    last = memory.last_event_at
    return at if last is None or last < at else last + _TICK


def _as_seen(memory: Memory, on: date) -> Memory:
    """What can be seen of the memory on the study day: a card is buried for one day alone."""
    return replace(
        memory,
        buried_on=on if memory.buried_on == on else None,
        last_event_at=None,
        last_event_id=None,
    )


def _check_due_on(due_on: date, on: date) -> None:
    last = on + timedelta(days=MAXIMUM_INTERVAL_DAYS)
    if not on <= due_on <= last:
        rule = (
            f"A card can be due from today, {on.isoformat()!r} for this learner, until "
            f"{last.isoformat()!r}; not on {due_on.isoformat()!r}."
        )
        raise Invalid(rule, [Fault("/due_on", rule)])
