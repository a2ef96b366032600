"""What changed in a learner's decks and memories, as devices follow it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Output
from schemas.cards import Card
from schemas.decks import Deck
from schemas.memories import KeptMemory


class MemoryChanged(Output):
    """A memory, new or changed, as it stands."""

    type: Literal["memory"]
    memory: KeptMemory


class MemoryGone(Output):
    """Nothing is remembered of a card any more, since its only answer was taken back."""

    type: Literal["memory_gone"]
    card_id: UUID
    deck_id: UUID


class DeckChanged(Output):
    """A deck of the learner's, new or changed, as you see it. Its cards follow where they changed,
    and all of them when you see more of them, or less, than before."""

    type: Literal["deck"]
    deck: Deck


class DeckGone(Output):
    """A deck that was deleted, or that you do not see any more: drop it with its cards. What is
    remembered of them stays."""

    type: Literal["deck_gone"]
    deck_id: UUID


class CardChanged(Output):
    """A card, new or changed, as you see it; without its answer side unless you may read it."""

    type: Literal["card"]
    card: Card


class CardGone(Output):
    """A card that was deleted."""

    type: Literal["card_gone"]
    card_id: UUID
    deck_id: UUID


Change = Annotated[
    MemoryChanged | MemoryGone | DeckChanged | DeckGone | CardChanged | CardGone,
    Field(discriminator="type"),
]


class Changes(Output):
    """Some changes, in the order in which to apply them."""

    items: list[Change]
    next_cursor: str = Field(
        description="Keep it, and ask with it for what changes from here on: at once while "
        "`has_more`, later otherwise."
    )
    has_more: bool = Field(description="Whether more has changed already.")
