"""How changes of decks, cards and memories are sent."""

from typing import assert_never

from api.services.authorizing import DeckAccess
from api.services.browsing import SeenCard
from api.services.following import Change, GoneCard, GoneDeck
from api.showing import show_kept_memory
from api.showing_content import show_card, show_deck
from db.forgotten_memories import ForgottenMemoryRow
from db.memories import MemoryRow
from schemas import changes
from schemas.changes import (
    CardChanged,
    CardGone,
    DeckChanged,
    DeckGone,
    MemoryChanged,
    MemoryGone,
)


def show_change(change: Change) -> changes.Change:
    """One change as this caller sees it."""
    match change:
        case MemoryRow():
            return MemoryChanged(type="memory", memory=show_kept_memory(change))
        case ForgottenMemoryRow():
            return MemoryGone(type="memory_gone", card_id=change.card_id, deck_id=change.deck_id)
        case DeckAccess():
            return DeckChanged(type="deck", deck=show_deck(change))
        case GoneDeck():
            return DeckGone(type="deck_gone", deck_id=change.id)
        case SeenCard():
            return CardChanged(type="card", card=show_card(change))
        case GoneCard():
            return CardGone(type="card_gone", card_id=change.id, deck_id=change.deck_id)
        case _:
            assert_never(change)
