"""Formats that get harder as a card gets known: recognise it, produce a part of it, tell it whole.

    rung 0    new, or forgotten                      choice, true or false
    rung 1    right once, or an interval below 7 d   typed, numeric, cloze, ordering, matching
    rung 2    known for a week and longer            free text

A card that cannot be asked on its rung is asked on the next harder one it can be, else on the
hardest easier one.
"""

from collections.abc import Collection

from quiz.cards import CardKind
from quiz.making import formats_made_of
from quiz.questions import formats_for
from quiz.responses import Format
from quiz.scheduling.memories import CardState, ConfidenceSchedule, FsrsSchedule, Memory

RUNGS: tuple[tuple[Format, ...], ...] = (
    (Format.CHOICE, Format.TRUE_FALSE),
    (Format.TYPED, Format.NUMERIC, Format.CLOZE, Format.ORDERING, Format.MATCHING),
    (Format.FREE_TEXT,),
)
KNOWN_DAYS = 7
"""From such an interval on a card is asked on the highest rung."""


def rung_of(memory: Memory | None) -> int:
    """The rung that a card stands on, 0..2, by what is remembered of it."""
    if memory is None or memory.state in (CardState.NEW, CardState.RELEARNING):
        return 0
    if isinstance(memory.schedule, ConfidenceSchedule):
        return {1: 0, 2: 0, 3: 1}.get(memory.schedule.level, 2)
    if memory.state is CardState.LEARNING:
        is_past_first_step = isinstance(memory.schedule, FsrsSchedule) and memory.schedule.step
        return 1 if is_past_first_step else 0
    return 2 if memory.interval_days >= KNOWN_DAYS else 1


def formats_to_try(
    kind: CardKind, memory: Memory | None, allowed: Collection[Format]
) -> tuple[Format, ...]:
    """The formats to ask a card of this kind in, the first that can be made of it; empty where none
    of them is allowed. Matching made of several cards is not among them: it asks others too."""
    natural = formats_for(kind)
    made = formats_made_of(kind, [f for f in allowed if f is not Format.MATCHING], seed=0)
    possible = {format for format in (*natural, *made) if format in allowed}
    rung = rung_of(memory)
    order = (*range(rung, len(RUNGS)), *range(rung - 1, -1, -1))
    return tuple(format for step in order for format in RUNGS[step] if format in possible)
