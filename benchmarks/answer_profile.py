"""Where the processor time of an answer goes, layer by layer.

    python benchmarks/answer_profile.py --database sqlite --clients 32

serves the service on a database of its own, lets learners answer, samples which code runs (py-spy,
only threads that hold the interpreter's lock), and prints µs per answer. A sample belongs to the
innermost frame whose file names a layer: what JSON costs inside SQLAlchemy is SQLAlchemy's.

Where the system lets nobody look into another process (ptrace), it has to run as root.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from signal import SIGINT

from rounds import WARM_UP, Round, answer, home, place
from services import Service
from sides import SIDES

ANSWERS = 6_000
RATE = 250
"""Samples a second."""
MOST_SECONDS = 600

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("HTTP: uvicorn", ("uvicorn/", "uvloop/", "httptools/", "h11/")),
    ("FastAPI and Starlette", ("fastapi/", "starlette/", "anyio/")),
    ("Pydantic and schemas", ("pydantic/", "pydantic_core/", "schemas/")),
    ("SQLAlchemy and drivers", ("sqlalchemy/", "sqlmodel/", "aiosqlite/", "asyncpg/", "greenlet")),
    ("grading", ("quiz/grading/", "rapidfuzz/", "snowballstemmer/")),
    ("scheduling", ("quiz/scheduling/", "fsrs/")),
    ("the rest of the domain", ("quiz/",)),
    ("db", ("db/",)),
    ("api", ("api/",)),
    ("benchmark side", ("naive/",)),
)
REST = "Python: event loop, threads"


def layer_of(stack: str) -> str:
    """The layer of a stack as py-spy writes it: frames `name (file:line)`, the outermost first."""
    for frame in reversed(stack.split(";")):
        file = frame.rpartition(" (")[2]
        for layer, files in LAYERS:
            if file.startswith(files):
                return layer
    return REST


def shares(lines: Iterator[str]) -> dict[str, float]:
    """How much of the samples each layer has, 0 to 1."""
    counted: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        counted[layer_of(stack)] += int(count)
    total = counted.total()
    return {layer: count / total for layer, count in counted.items()}


async def measure(kind: str, side: str, *, clients: int) -> tuple[Round, dict[str, float]]:
    """A round of answers, and the shares of the layers in it."""
    with home([kind]) as at, tempfile.TemporaryDirectory(prefix="recite-profile-") as folder:
        async with place(at, kind, "profile") as where:
            with SIDES[side].serves(where.url) as service:
                answers = partial(
                    answer, where, service, clients=clients, prepare=SIDES[side].prepare
                )
                await answers(answers=WARM_UP)
                plain = await answers(answers=ANSWERS)
                raw = Path(folder) / "stacks"
                watching = _watch(service, raw)
                try:
                    await answers(answers=ANSWERS)
                finally:
                    watching.send_signal(SIGINT)
                    watching.wait(timeout=60)
        return plain, shares(iter(raw.read_text(encoding="utf-8").splitlines()))


def _watch(service: Service, raw: Path) -> "subprocess.Popen[bytes]":
    """Sample the service until the watch is interrupted; it has nothing to do between rounds."""
    assert service.process is not None
    program = Path(sys.executable).with_name("py-spy")
    how = f"record --gil --format raw --rate {RATE} --duration {MOST_SECONDS} --output {raw}"
    command = [str(program), *how.split(), "--pid", str(service.process.pid)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def table(one: Round, found: dict[str, float]) -> str:
    """µs per answer by layer, those first that have most."""
    lines = ["| layer | µs per answer | share |", "|---|--:|--:|"]
    for layer, share in sorted(found.items(), key=lambda item: -item[1]):
        lines.append(f"| {layer} | {share * one.server_cpu:,.0f} | {100 * share:.0f} % |")
    return "\n".join([*lines, f"| together | {one.server_cpu:,.0f} | 100 % |"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--side", choices=list(SIDES), default="recite")
    parser.add_argument("--clients", type=int, default=32)
    asked = parser.parse_args()
    one, found = asyncio.run(measure(asked.database, asked.side, clients=asked.clients))
    print(table(one, found))


if __name__ == "__main__":
    main()
