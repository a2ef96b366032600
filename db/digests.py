"""What a table holds, as a number of rows and a hash that is the same on both databases.

Rows are hashed one by one, in a form that no database changes, and the hashes are added up: so the
order in which rows come does not matter. It finds what was lost, doubled or altered by accident; it
is no signature.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

_BYTES = 16


def _number(text: str) -> int | float:
    """A whole number is an integer however it is written: PostgreSQL writes 1e22 in full."""
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(text)


_decode = msgspec.json.Decoder(float_hook=_number).decode
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(slots=True)
class Digest:
    """The rows seen so far: how many, and the sum of their hashes."""

    count: int = 0
    total: int = 0

    def add(self, row: list[Any], json_places: list[int]) -> None:
        """Add a row of plain values; at some places there is JSON as text."""
        plain = list(row)
        for place in json_places:
            if plain[place] is not None:
                plain[place] = _decode(plain[place])
        hashed = blake2b(_encode(plain), digest_size=_BYTES).digest()
        self.total = (self.total + int.from_bytes(hashed)) % (1 << 8 * _BYTES)
        self.count += 1

    def __str__(self) -> str:
        return f"{self.count}:{self.total:0{2 * _BYTES}x}"
