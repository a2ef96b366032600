"""The bars of imports: what `importing.py` measures, on databases of this run."""

import asyncio
from collections.abc import Callable

import importing
from figures import NAMES, Figure
from rounds import Home


async def measure(
    home: Home, kind: str, *, cards: int, rounds: int, progress: Callable[[str], None]
) -> list[Figure]:
    """Bars 8 and 9. The rounds are taken inside: what is told is their median."""
    url, _ = await home.make(kind, "importing")
    name, fewer = NAMES[kind], cards // 10
    found = await asyncio.to_thread(
        importing.measure, {name: url}, count=cards, fewer=fewer, rounds=rounds
    )
    faster = found[f"{name}: add_all / import"]
    more = found[f"{name}: peak of {cards:,} / of {fewer:,}"]
    seconds = [found[f"{name}: {side} (s)"] for side in ("add_all", "import", "rows alone")]
    peaks = [found[f"{name}: peak of {count:,} (MB)"] for count in (cards, fewer)]
    progress(f"{kind}: {cards:,} cards imported in {seconds[1]:.1f} s")
    told = "{:.1f} s / {:.1f} s; `add_all` of rows that are there already {:.1f} s"
    held = "{:.0f} MB / {:.0f} MB".format(*peaks)
    if cards != importing.CARDS:
        told, held = (f"{each}; {cards:,} cards" for each in (told, held))
    return [
        Figure("8", name, faster, faster, faster, told.format(*seconds)),
        Figure("9", name, more, more, more, held),
    ]
