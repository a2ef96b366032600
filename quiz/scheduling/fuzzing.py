"""Fuzz: some days more or less, so that cards that were learned together do not stay together.

How far an interval may move is FSRS's: one day, and of each part of the interval a share

    from 2.5 to 7 days    15 %        from 7 to 20 days    10 %        above 20 days    5 %

added up (py-fsrs 6.3, `FUZZ_RANGES`; Anki's are the same). An interval below 2.5 days stays as it
is. Where in its band an interval comes to lie depends on the card and the number of its review
alone, so that a replay gives the same days again, and ratings keep their order: of two intervals
the longer one is never made the shorter.
"""

import math
from hashlib import sha256
from uuid import UUID

LEAST_FUZZED_DAYS = 2.5
SHARES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
"""From how many days, to how many, and which share of them."""


def band(days: int, maximum_days: int) -> tuple[int, int]:
    """The fewest and the most days that an interval may become, within the maximum.

    Only whole days inside the band count; FSRS rounds its ends, and so leaves it by half a day.
    """
    if days < LEAST_FUZZED_DAYS:
        return days, days
    spread = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in SHARES)
    most = min(math.floor(days + spread), maximum_days)
    return min(max(2, math.ceil(days - spread)), most), most


def fuzzed(days: int, maximum_days: int, *, card_id: UUID, review_count: int) -> int:
    """The interval with its fuzz: a pure function of the card and how often it was reviewed.

    Each day of the band is equally likely over the cards. SHA-256 and whole numbers alone decide,
    so every platform agrees.
    """
    fewest, most = band(days, maximum_days)
    digest = sha256(f"{card_id}:{review_count}".encode()).digest()
    place = int.from_bytes(digest[:8], "big")
    return fewest + (place * (most - fewest + 1) >> 64)
