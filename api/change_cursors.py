"""Cursors of the feed of changes: a mark, packed into few bytes, signed and bound to its reader.

    memories   number, and a card's id where there is one
    run        number, until, gone after, and the place of the last card sent
    decks      at which one to go on; a check of their ids; for each 4 * number + what is seen

Numbers are unsigned LEB128: seven bits a byte, the lowest first. Ids of decks are not in it, since
their order tells which is which; so a deck takes a byte or two.
"""

import zlib
from dataclasses import dataclass
from uuid import UUID

from api.paging import seal, unseal
from api.services.following import Mark
from quiz.following import NOTHING, DeckState, Place, Reached, Run, Sight

_VERSION = 1
_CHECK_BYTES = 8


def encode(mark: Mark, *, list_name: str, key: bytes) -> str:
    """The cursor of the changes after the mark."""
    reached = mark.reached
    packed = _Packing(bytearray([_VERSION]))
    packed.place(reached.memory)
    packed.number(0 if reached.run is None else 1)
    if reached.run is not None:
        for number in (reached.run.number, reached.run.until, reached.run.gone_after):
            packed.number(number)
        packed.place(reached.run.after)
    packed.number(reached.at)
    packed.raw += mark.decks_check
    packed.number(len(reached.decks))
    for deck in reached.decks:
        packed.number(_packed_deck(deck))
    return seal(zlib.compress(packed.raw, 9), list_name=list_name, key=key)


def decode(cursor: str, *, list_name: str, key: bytes) -> Mark:
    """The mark that `encode` put in. Raises `Invalid` for a cursor of another reader, or one that
    was tampered with."""
    packed = _Unpacking(zlib.decompress(unseal(cursor, list_name=list_name, key=key)), at=1)
    memory = packed.place()
    run = None
    if packed.number():
        number, until, gone_after = packed.number(), packed.number(), packed.number()
        run = Run(number, until, gone_after, after=packed.place())
    at = packed.number()
    check = packed.take(_CHECK_BYTES)
    decks = tuple(_deck(packed.number()) for _ in range(packed.number()))
    return Mark(Reached(memory, decks, at, run), check)


def _packed_deck(deck: DeckState) -> int:
    if deck.sight is None:
        return 0
    return 4 * deck.number + 2 * deck.sight.edits + deck.sight.reads_answers


def _deck(packed: int) -> DeckState:
    if packed == 0:
        return NOTHING
    return DeckState(packed >> 2, Sight(reads_answers=bool(packed & 1), edits=bool(packed & 2)))


@dataclass(frozen=True, slots=True)
class Follows:
    """One request for changes: those after `mark`, at most `limit`. `reader` tells whose it is."""

    mark: Mark | None
    limit: int
    reader: str
    key: bytes

    def cursor(self, mark: Mark) -> str:
        """The cursor to go on with after the mark."""
        return encode(mark, list_name=self.reader, key=self.key)


@dataclass(slots=True)
class _Packing:
    raw: bytearray

    def number(self, number: int) -> None:
        while number > 0x7F:
            self.raw.append(number & 0x7F | 0x80)
            number >>= 7
        self.raw.append(number)

    def place(self, place: Place | None) -> None:
        self.number(0 if place is None else place[0])
        if place is not None:
            self.raw += place[1].bytes


@dataclass(slots=True)
class _Unpacking:
    raw: bytes
    at: int

    def take(self, length: int) -> bytes:
        self.at += length
        return self.raw[self.at - length : self.at]

    def number(self) -> int:
        number = shift = 0
        while True:
            [byte] = self.take(1)
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def place(self) -> Place | None:
        number = self.number()
        return (number, UUID(bytes=self.take(16))) if number else None
