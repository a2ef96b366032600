"""How long the service takes from its start to its first reply, and what it holds when idle."""

import time
from collections.abc import Callable

from figures import Figure, over
from rounds import Home, place
from sides import MINIMAL, SIDES, Side

IDLE_SECONDS = 2.0


def started(side: Side, url: str) -> tuple[float, float, float]:
    """Seconds until the first reply, processor seconds until then, and MB (10⁶ bytes) held a while
    later."""
    with side.serves(url) as service:
        service.kill()
        seconds = service.start()
        cpu = service.cpu_seconds()
        time.sleep(IDLE_SECONDS)
        return seconds, cpu, service.rss_bytes() / 1e6


async def measure(home: Home, *, rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Bar 12, on SQLite."""
    sides = (SIDES["recite"], MINIMAL)
    found: dict[str, list[tuple[float, float, float]]] = {side.name: [] for side in sides}
    async with place(home, "sqlite", "starting", cards=10) as where:
        for number in range(rounds):
            for side in sides if number % 2 == 0 else reversed(sides):
                one = started(side, where.url)
                found[side.name].append(one)
                progress("{}: {:.2f} s, {:.2f} s of CPU, {:.0f} MB".format(side.name, *one))
    ours, theirs = found["recite"], found["minimal"]
    pairs = list(zip(ours, theirs, strict=True))
    ratios = over("12a", "SQLite", [mine[0] / other[0] for mine, other in pairs])
    cpu = over("", "", [mine[1] / other[1] for mine, other in pairs])
    wall = [over("", "", [one[0] for one in each]).value for each in (ours, theirs)]
    held = [over("", "", [one[2] for one in each]).value for each in (ours, theirs)]
    told = f"{wall[0]:.2f} s / {wall[1]:.2f} s; by CPU {cpu.value:.2f}"
    return [
        Figure("12a", "SQLite", ratios.value, ratios.low, ratios.high, told),
        over("12b", "SQLite", [one[2] for one in ours], f"minimal app {held[1]:.0f} MB"),
    ]
