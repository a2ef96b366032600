"""Other cards of the deck, which may lend a question distractors, pairs and terms."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.cards import CardVersion

MOST = 200
"""Siblings that are considered; more cost time and make no better question."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another card of the deck that may lend something."""

    card: CardVersion


def lenders(card: CardVersion, siblings: Sequence[Sibling]) -> tuple[CardVersion, ...]:
    """The other cards, each once in its newest version, by id, so that no given order matters."""
    newest: dict[int, CardVersion] = {}
    for sibling in siblings:
        other = sibling.card
        known = newest.get(other.card_id.int)
        if other.card_id != card.card_id and (known is None or known.version < other.version):
            newest[other.card_id.int] = other
    return tuple(newest[number] for number in sorted(newest)[:MOST])
