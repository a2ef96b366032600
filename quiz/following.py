"""Following changes: how far a device has got with a learner's decks and memories, and what it is
told next.

Each deck counts its edits, and a card carries the number of the edit that changed it last; each
learner counts the changes of their memories likewise. How far a device has got is a number for the
memories and one for each deck, in the order in which the decks became the learner's, to which
decks only join at the end.

What a device may see of a deck changes without an edit, too, so that stands beside the number. A
deck's cards may fill many pages; they are sent as a *run*, which ends where the deck stood when
it began, so that a deck that is edited all the time does not keep the others waiting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

Place = tuple[int, UUID]
"""The number of a change, and the card that it changed."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader may do with a deck that they see."""

    reads_answers: bool
    edits: bool


@dataclass(frozen=True, slots=True)
class DeckState:
    """A deck as a reader finds it: the number of its last edit; no sight when it is out of view."""

    number: int
    sight: Sight | None


NOTHING = DeckState(0, None)
"""What a device has of a deck that it was never told of, or that it has dropped."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cards of a deck on their way to a device: in the order of their places, those after `after`
    (or `number`, if none was sent yet), up to the number `until`. Cards that are gone are told of
    only with a number greater than `gone_after`: the device never had the others."""

    number: int
    until: int
    gone_after: int
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a device is told of a deck: that it is gone (no `run`), or how it is now (`tells_deck`),
    with the cards of `run`."""

    tells_deck: bool
    run: Run | None


GONE = Step(tells_deck=False, run=None)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a device has got.

    `memory` is the place of the last memory it was told of. `decks` is what it has of each, in
    the order of the learner's decks. `at` is the deck at which it goes on, with what is left of
    `run` if that was begun.
    """

    memory: Place | None = None
    decks: tuple[DeckState, ...] = ()
    at: int = 0
    run: Run | None = None


def step_of(has: DeckState, now: DeckState, run: Run | None) -> Step | None:
    """What is to be told of a deck, of which the device has `has`; `None` when that is all.

    `run` is what was begun and not finished.
    """
    if now.sight is None:
        return GONE if has.sight is not None else None
    if has.sight is None:
        return Step(tells_deck=True, run=Run(0, until=now.number, gone_after=now.number))
    if has.sight.reads_answers != now.sight.reads_answers:
        known = has.number if run is None else run.gone_after
        return Step(tells_deck=True, run=Run(0, until=now.number, gone_after=known))
    if run is not None:
        return Step(tells_deck=False, run=run)
    if has != now:
        known = has.number
        return Step(tells_deck=True, run=Run(known, until=now.number, gone_after=known))
    return None


def steps(reached: Reached, now: Sequence[DeckState]) -> Iterator[tuple[int, Step]]:
    """What is to be told of which decks, from where the device goes on and around once.

    `now` are the learner's decks in their order, at least as many as the device has.
    """
    for turn in range(len(now)):
        index = (reached.at + turn) % len(now)
        has = reached.decks[index] if index < len(reached.decks) else NOTHING
        step = step_of(has, now[index], reached.run if turn == 0 else None)
        if step is not None:
            yield index, step


def told(
    reached: Reached, index: int, now: DeckState, step: Step, *, sent: Place | None, is_whole: bool
) -> Reached:
    """How far the device has got once the step is told.

    `sent` is the place of the last card that went with it; `is_whole` says that none is left.
    """
    known = [*reached.decks, *[NOTHING] * (index + 1 - len(reached.decks))]
    left = None
    if step.run is None:
        known[index] = NOTHING
    elif step.tells_deck:
        known[index] = DeckState(step.run.until, now.sight)
    if step.run is not None and not is_whole:
        left = replace(step.run, after=sent or step.run.after)
    return replace(reached, decks=tuple(known), at=index, run=left)


def has_more(reached: Reached, now: Sequence[DeckState]) -> bool:
    """Whether something is left to be told of the decks."""
    return next(steps(reached, now), None) is not None
