"""Ids of new things: UUIDv7, so that neighbours in time are neighbours in an index.

Source: RFC 9562, section 5.7. Python 3.11 has none of its own.
"""

from datetime import datetime
from os import urandom
from secrets import randbits
from uuid import UUID


def new_id(now: datetime) -> UUID:
    """A UUIDv7 of the instant `now` (millisecond precision) with 74 random bits."""
    return uuid7(int(now.timestamp() * 1000), int.from_bytes(urandom(10)) >> 6)


def uuid7(unix_ms: int, noise: int) -> UUID:
    """The UUIDv7 of a Unix time in milliseconds (48 bits) and 74 bits of noise."""
    value = (unix_ms & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (noise >> 62 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= noise & (1 << 62) - 1
    return UUID(int=value)


def new_seed() -> int:
    """A random seed, 0..2**63 - 1."""
    return randbits(63)
