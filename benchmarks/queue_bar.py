"""The due queue's bar: what `due_queue.py` measures, at many memories against 10,000."""

from collections.abc import Callable

import due_queue
from due_queue import Size
from figures import NAMES, Figure
from rounds import Home

from db import engine


async def measure(
    home: Home, kind: str, *, memories: int, progress: Callable[[str], None]
) -> list[Figure]:
    """Bar 6: the worst of what is asked, of many learners and of one."""
    small = due_queue.SIZES[0]
    sizes = (
        small,
        Size("many", max(1, memories // small.cards), small.cards),
        Size("one", 1, memories),
    )
    databases = []
    for number, size in enumerate(sizes):
        url, _ = await home.make(kind, f"due{number}")
        databases.append(await due_queue.filled(engine.connect(url), size))
        progress(f"{kind}: filled {size.learners * size.cards:,} memories")
    try:
        found = await due_queue.measure(databases)
    finally:
        for database in databases:
            await database.dispose()
    ratios = {asked: max(times[1:]) / times[0] for asked, times in found.items()}
    worst = max(ratios, key=lambda asked: ratios[asked])
    times = found[worst]
    told = f"{worst}: {max(times[1:]):.2f} ms / {times[0]:.2f} ms"
    if memories < 1_000_000:
        told += f", at {memories:,} memories"
    return [Figure("6", NAMES[kind], ratios[worst], min(ratios.values()), ratios[worst], told)]
