"""Questions made from plain cards: one maker per format, each with no clock and no chance.

A maker takes the card that is asked, cards that may lend something, and a seed; the same of these
gives the same question on every machine, in whatever order the siblings are given. It gives `None`
rather than a question that tells its answer. A new maker is a module with `make`, and one line in
`MAKERS`.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from quiz.cards import CardKind, CardVersion, kind_of
from quiz.making import choices, cloze, matching, true_false, typed
from quiz.making.siblings import Sibling, lenders
from quiz.questions import Made, formats_for
from quiz.responses import Format
from quiz.shuffling import derived, shuffled

__all__ = ["MAKERS", "Maker", "Sibling", "can_make", "formats_made_of", "make", "pick_format"]


class Maker(Protocol):
    """Makes a question in its own format, without clock, chance or I/O."""

    def __call__(
        self,
        card: CardVersion,
        lenders: Sequence[CardVersion],
        *,
        seed: int,
        language: str | None,
    ) -> Made | None: ...


MAKERS: Mapping[Format, Maker] = MappingProxyType(
    {
        Format.CHOICE: choices.make,
        Format.TRUE_FALSE: true_false.make,
        Format.MATCHING: matching.make,
        Format.TYPED: typed.make,
        Format.CLOZE: cloze.make,
    }
)


_MADE_OF: Mapping[CardKind, tuple[Format, ...]] = MappingProxyType(
    {
        CardKind.BASIC: tuple(MAKERS),
        CardKind.CHOICE: (Format.TRUE_FALSE,),
        CardKind.TYPED: (Format.CHOICE, Format.TRUE_FALSE, Format.MATCHING),
        CardKind.NUMERIC: (Format.CHOICE, Format.TRUE_FALSE, Format.MATCHING),
    }
)


def formats_made_of(kind: CardKind, allowed: Collection[Format], *, seed: int) -> list[Format]:
    """The allowed formats that cards of this kind can perhaps be made into, in a drawn order."""
    formats = [format for format in _MADE_OF.get(kind, ()) if format in allowed]
    return [formats[place] for place in shuffled(len(formats), seed)]


def pick_format(
    card: CardVersion,
    siblings: Sequence[Sibling],
    allowed: Collection[Format],
    *,
    seed: int,
    language: str | None,
) -> Format | None:
    """One of the allowed formats that a question can be made in, each equally likely over the
    seeds; `None` where none can."""
    drawn = formats_made_of(kind_of(card.content), allowed, seed=seed)
    can = (f for f in drawn if can_make(f, card, siblings, language=language))
    return next(can, None)


def make(
    format: Format,
    card: CardVersion,
    siblings: Sequence[Sibling],
    *,
    seed: int,
    language: str | None,
) -> Made | None:
    """The card made into a question of this format, `None` where no good one can be made.

    Also `None` for a format in which the card is asked as it is. `seed` is the question's own; what
    is drawn here is independent of the order that the question gives to its options.
    """
    maker = MAKERS.get(format)
    if maker is None or format in formats_for(kind_of(card.content)):
        return None
    return maker(card, lenders(card, siblings), seed=derived(seed, "making"), language=language)


def can_make(
    format: Format, card: CardVersion, siblings: Sequence[Sibling], *, language: str | None
) -> bool:
    """Whether a question of this format can be made of the card."""
    return make(format, card, siblings, seed=0, language=language) is not None
