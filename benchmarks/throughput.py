"""Answers a second and processor time per answer: the service, the naive endpoints, pgbench."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pgbench
from figures import NAMES, Figure, over
from rounds import WARM_UP, Home, Round, answer, middle, place, settle, take_turns
from sides import SIDES, Side

Rounds = dict[str, list[Round]]
Progress = Callable[[str], None]


def ratio(key: str, database: str, ours: Sequence[Round], theirs: Sequence[Round]) -> Figure:
    """Answers a second of one side over those of the other, round by round."""
    values = [a.per_second / b.per_second for a, b in zip(ours, theirs, strict=True)]
    mine, other = (middle(side, lambda one: one.per_second) for side in (ours, theirs))
    return over(key, database, values, f"{mine:,.0f} / {other:,.0f} a second")


async def measure_naive(
    home: Home, kind: str, sides: Sequence[Side], *, rounds: int, seconds: float, progress: Progress
) -> tuple[list[Figure], dict[int, Rounds]]:
    """Bar 1 or 2, and the rounds of every side by the number of learners who answer at once."""
    found: dict[int, Rounds] = {}
    main = [SIDES["recite"], SIDES["naive"]]
    async with place(home, kind, "naive") as where:
        for clients in (32, 1, 8, 64):
            found[clients] = await take_turns(
                where,
                [*main, *sides] if clients == 32 else main,
                rounds=rounds if clients == 32 else max(1, rounds // 2),
                clients=clients,
                seconds=seconds,
                progress=progress,
            )
    key = "1" if kind == "sqlite" else "2"
    full = found[32]
    return [ratio(key, NAMES[kind], full["recite"], full["naive"])], found


async def measure_pgbench(
    home: Home, *, rounds: int, seconds: float, progress: Progress
) -> list[Figure]:
    """Bar 3."""
    assert home.server is not None
    ours, theirs = [], []
    async with place(home, "postgres", "pgbench") as where:
        with SIDES["recite"].serves(where.url) as service:
            await answer(where, service, clients=32, answers=WARM_UP)
            script = await pgbench.prepare(where.database, home.folder, clients=32)
            await settle(where.database)
            for number in range(rounds):
                for is_ours in (True, False) if number % 2 == 0 else (False, True):
                    if is_ours:
                        one = await answer(where, service, clients=32, seconds=seconds)
                        ours.append(one.per_second)
                    else:
                        theirs.append(_pgbench(home, script, seconds))
                progress(f"recite {ours[-1]:,.0f}, pgbench {theirs[-1]:,.0f} a second")
    values = [a / b for a, b in zip(ours, theirs, strict=True)]
    told = f"{median(ours):,.0f} / {median(theirs):,.0f} a second"
    return [over("3", NAMES["postgres"], values, told)]


def _pgbench(home: Home, script: Path, seconds: float) -> float:
    assert home.server is not None
    return pgbench.run(home.server, "pgbench", script, clients=32, seconds=seconds)


async def measure_database(
    home: Home, kind: str, *, rounds: int, seconds: float, progress: Progress
) -> list[Figure]:
    """Bar 4: processor time per answer, of server and database, over that of the same endpoint
    from memory."""
    async with place(home, kind, "database") as where:
        found = await take_turns(
            where,
            [SIDES["recite"], SIDES["memory"]],
            rounds=rounds,
            clients=32,
            seconds=seconds,
            progress=progress,
        )
    ours, theirs = found["recite"], found["memory"]
    values = [a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True)]
    mine, other = (middle(side, lambda one: one.cpu) for side in (ours, theirs))
    told = f"{mine:,.0f} µs / {other:,.0f} µs"
    return [over("4a" if kind == "sqlite" else "4b", NAMES[kind], values, told)]


async def measure_durability(
    home: Home, *, rounds: int, seconds: float, progress: Progress
) -> list[Figure]:
    """Bar 5."""
    sides = [SIDES["recite"], SIDES["normal"]]
    async with place(home, "sqlite", "durability") as where:
        found = await take_turns(
            where, sides, rounds=rounds, clients=32, seconds=seconds, progress=progress
        )
    return [ratio("5", NAMES["sqlite"], found["recite"], found["normal"])]
