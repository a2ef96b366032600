"""Which cards a session asks, in which order and format: filter, sort, limit, each pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from quiz.cards import CardKind
from quiz.errors import NothingToAsk
from quiz.making import formats_made_of
from quiz.questions import formats_for
from quiz.responses import Format
from quiz.session.sessions import Mode, Order, Planned
from quiz.shuffling import derived, shuffled


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that may be asked: all of it that planning needs."""

    card_id: UUID
    deck_id: UUID
    version: int
    kind: CardKind


def natural_format(card: Candidate, formats: Sequence[Format]) -> Format | None:
    """The most natural of the allowed formats that the card can be asked in as it is."""
    return next((f for f in formats_for(card.kind) if f in formats), None)


def kinds_for(formats: Sequence[Format]) -> frozenset[CardKind]:
    """The kinds of cards that can perhaps be asked in one of these formats."""
    return frozenset(
        kind
        for kind in CardKind
        if any(f in formats for f in formats_for(kind)) or formats_made_of(kind, formats, seed=0)
    )


def to_make(
    cards: Sequence[Candidate],
    *,
    formats: Sequence[Format],
    order: Order,
    seed: int,
    card_order: Sequence[UUID] = (),
) -> tuple[Candidate, ...]:
    """The cards, in the order they would be asked in, that can be asked only as a question made
    of them, if one can be made."""
    arranged = _arranged(cards, order, seed, card_order)
    return tuple(card for card in arranged if natural_format(card, formats) is None)


def likely_format(card: Candidate, formats: Sequence[Format], *, seed: int) -> Format | None:
    """A format that a question can perhaps be made in of such a card, drawn for this card."""
    own = derived(seed, "format", str(card.card_id))
    return next(iter(formats_made_of(card.kind, formats, seed=own)), None)


def plan(
    cards: Sequence[Candidate],
    *,
    mode: Mode,
    formats: Sequence[Format],
    order: Order,
    seed: int,
    limit: int,
    card_order: Sequence[UUID] = (),
    made: Mapping[UUID, Format] | None = None,
) -> tuple[Planned, ...]:
    """The cards to ask, at most `limit`.

    `formats` are those allowed; each card is asked in the most natural of them, else in the format
    that `made` says a question of it can be made in, else left out. `card_order` puts named cards
    in the caller's own order. A test fixes each card's version now. Raises `NothingToAsk` when no
    card is left.
    """
    if not cards:
        raise NothingToAsk("There are no cards here; name other decks, cards or tags.")
    made = made or {}
    askable = [
        Planned(card.card_id, format, card.version if mode is Mode.TEST else None)
        for card in _arranged(cards, order, seed, card_order)
        if (format := natural_format(card, formats) or made.get(card.card_id)) is not None
    ]
    if not askable:
        allowed = ", ".join(repr(f.value) for f in formats)
        raise NothingToAsk(
            f"None of the {len(cards)} cards that were found can be asked in the formats "
            f"{allowed}; allow other formats, or name other decks, cards or tags."
        )
    return tuple(askable[:limit])


def _arranged(
    cards: Sequence[Candidate], order: Order, seed: int, card_order: Sequence[UUID]
) -> Sequence[Candidate]:
    """The cards in the order to ask them in."""
    if card_order:
        places = {card_id: place for place, card_id in enumerate(card_order)}
        cards = sorted(cards, key=lambda card: places[card.card_id])
    if order is Order.SHUFFLED:
        cards = [cards[place] for place in shuffled(len(cards), seed)]
    return cards
