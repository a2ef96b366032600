"""Moves the places of a deck's cards in memory, to write each of them once."""

from uuid import UUID


class Shelf:
    """Places by card, as they are and as they were written."""

    def __init__(self, written: dict[UUID, int]) -> None:
        self._written = written
        self._places = dict(written)

    def place_of(self, card_id: UUID) -> int:
        """Where a card is now."""
        return self._places[card_id]

    def put(self, card_id: UUID, place: int) -> None:
        """Put a card, which its author writes at `place`, there; others move on to make room."""
        if place in self._places.values():
            self._places = {id: at + (at >= place) for id, at in self._places.items()}
        self._places[card_id] = self._written[card_id] = place

    def moved(self) -> dict[UUID, int]:
        """The cards whose places are not written yet; they count as written from then on."""
        moved = {id: at for id, at in self._places.items() if self._written[id] != at}
        self._written |= moved
        return moved
