"""How long an answer takes, and what stays in memory."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from judging import DATA
from measures import percentile

from quiz.cards import KeyPoint
from quiz.grading.recall.marking import mark

CARDS = ((8, 600, 300), (36, 4_000, 40), (500, 4_000, 4))
"""Points, characters of the answer, and rounds."""

Times = dict[tuple[int, int], tuple[float, float]]


def measure_speed() -> Times:
    """The 50th and 95th percentile of milliseconds, by points and characters."""
    found: Times = {}
    print("\n## Speed (milliseconds of processor time)\n| card | p50 | p95 |\n|---|---|---|")
    texts = _texts()
    for points, chars, rounds in CARDS:
        times = list(_timed(texts, points, chars, rounds))
        found[points, chars] = percentile(times, 0.5), percentile(times, 0.95)
        name = f"{points} points, {chars:,} characters"
        print("| {} | {:.1f} | {:.1f} |".format(name, *found[points, chars]))
    return found


def _timed(texts: Iterator[str], points: int, chars: int, rounds: int) -> Iterator[float]:
    """The time of each round, with cards that were read before."""
    cards = [
        tuple(KeyPoint(next(texts)[:90]) for _ in range(points))
        for _ in range(max(1, rounds // 15))
    ]
    for place in range(rounds):
        answer = ""
        while len(answer) < chars:
            answer += next(texts) + " "
        card = cards[place % len(cards)]
        if place < len(cards):
            mark("What is known?", card, None, "en", "a first answer reads the card")
        begin = time.process_time()
        mark("What is known?", card, None, "en", answer[:chars])
        yield 1_000 * (time.process_time() - begin)


def measure_memory(answers: int) -> float:
    """MiB more than before, over many different answers in a process that does nothing else."""
    print("\n## Memory", flush=True)
    script = Path(__file__).resolve().parent / "grading.py"
    command = [sys.executable, str(script), "--memory", "--answers", str(answers)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(said, end="")
    return float(said.partition("answers: ")[2].split()[0])


def drill_memory(answers: int) -> None:
    """Print what this process holds before the first answer, after 1,000, and at the end."""
    texts = _texts()
    cards = [tuple(KeyPoint(next(texts)[:90]) for _ in range(8)) for _ in range(200)]
    before = early = _resident()
    for place in range(answers):
        text = f"{next(texts)} no{place}x"
        mark(f"Question {place % 200}?", cards[place % 200], None, "en", text)
        if place == 1_000:
            early = _resident()
    late = _resident()
    print(f"{before:.0f} MiB before, {late:.0f} after {answers:,} different answers:", end=" ")
    print(f"{late - before:.1f} more, {late - early:.1f} of it after the first 1,000")


def _resident() -> float:
    """What this process holds now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _texts() -> Iterator[str]:
    """Answers and reference answers of the training set, again and again."""
    path = DATA / "semeval_train.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    while True:
        for row in rows[::7]:
            yield row["answer"]
            yield row["response"]
