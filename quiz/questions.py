"""A card asked once: in which format it can be asked, and how its options are laid out."""

from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from quiz.cards import CardKind, CardVersion, ChoiceContent
from quiz.responses import Format
from quiz.shuffling import shuffled

OPTION_IDS = "abcdefghijklmnopqrstuvwxyz"
"""Ids of options in the order they are shown: an id says nothing of the order they came in."""


@dataclass(frozen=True, slots=True)
class Question:
    """A card version asked in a format.

    `position` counts from 1 within the session. `seed` (0..2**63 - 1) fixes the order of
    options; it stays on the server until the question is answered, because it would undo the
    shuffle.
    """

    id: UUID
    card: CardVersion
    format: Format
    seed: int
    position: int


def formats_for(kind: CardKind) -> tuple[Format, ...]:
    """The formats that cards of this kind can be asked in, the most natural first."""
    match kind:
        case CardKind.BASIC:
            return (Format.FLIP,)
        case CardKind.CHOICE:
            return (Format.CHOICE, Format.FLIP)
        case CardKind.TYPED:
            return (Format.TYPED, Format.FLIP)
        case _:
            assert_never(kind)


def option_order(content: ChoiceContent, seed: int) -> tuple[int, ...]:
    """For each place that is shown, the index of the option in the author's order."""
    if not content.shuffle:
        return tuple(range(len(content.options)))
    return shuffled(len(content.options), seed)
