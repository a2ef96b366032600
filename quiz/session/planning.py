"""Which cards a session asks, in which order and format: filter, sort, limit, each pure."""

from collections.abc import Sequence
from uuid import UUID

from quiz.cards import CardVersion
from quiz.errors import NothingToAsk
from quiz.questions import formats_for
from quiz.responses import Format
from quiz.session.sessions import Mode, Order, Planned
from quiz.shuffling import shuffled


def plan(
    cards: Sequence[CardVersion],
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


def _sorted(cards: Sequence[CardVersion], card_order: Sequence[UUID]) -> Sequence[CardVersion]:
    if not card_order:
        return cards
    places = {card_id: place for place, card_id in enumerate(card_order)}
    return sorted(cards, key=lambda card: places[card.card_id])


def _format_of(card: CardVersion, formats: Sequence[Format]) -> Format | None:
    return next((f for f in formats_for(card.content) if f in formats), None)
