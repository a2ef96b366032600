"""Which cards a session asks, in which order and format: filter, sort, limit, each pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from quiz.cards import CardKind
from quiz.errors import NothingToAsk
from quiz.questions import formats_for
from quiz.responses import Format
from quiz.session.sessions import Mode, Order, Planned
from quiz.shuffling import shuffled


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that may be asked: all of it that planning needs."""

    card_id: UUID
    deck_id: UUID
    version: int
    kind: CardKind


def plan(
    cards: Sequence[Candidate],
    *,
    mode: Mode,
    formats: Sequence[Format],
    order: Order,
    seed: int,
    limit: int,
    card_order: Sequence[UUID] = (),
) -> tuple[Planned, ...]:
    """The cards to ask, at most `limit`.

    `formats` are those allowed; each card is asked in the most natural of them, and cards that
    cannot be asked in any are left out. `card_order` puts named cards in the caller's own order.
    A test fixes each card's version now. Raises `NothingToAsk` when no card is left.
    """
    if not cards:
        raise NothingToAsk("There are no cards here; name other decks, cards or tags.")
    askable = [
        Planned(card.card_id, format, card.version if mode is Mode.TEST else None)
        for card in _sorted(cards, card_order)
        if (format := _format_of(card, formats)) is not None
    ]
    if not askable:
        allowed = ", ".join(repr(f.value) for f in formats)
        raise NothingToAsk(
            f"None of the {len(cards)} cards that were found can be asked in the formats "
            f"{allowed}; allow other formats, or name other decks, cards or tags."
        )
    if order is Order.SHUFFLED:
        askable = [askable[place] for place in shuffled(len(askable), seed)]
    return tuple(askable[:limit])


def _sorted(cards: Sequence[Candidate], card_order: Sequence[UUID]) -> Sequence[Candidate]:
    if not card_order:
        return cards
    places = {card_id: place for place, card_id in enumerate(card_order)}
    return sorted(cards, key=lambda card: places[card.card_id])


def _format_of(card: Candidate, formats: Sequence[Format]) -> Format | None:
    return next((f for f in formats_for(card.kind) if f in formats), None)
