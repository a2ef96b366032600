#!/usr/bin/env python3
"""How the graders compare with teachers, with adversaries, and with the clock: one table.

Run from anywhere: `python benchmarks/grading.py`. Other sets in the same format (JSON Lines as
`recite grade` takes them, with `gold`, `lo`/`hi` or `expected`) are named with `--set FILE`;
numbers as gold need `--scale 5`. Times are of this process's processor, not of the clock.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from measures import (  # noqa: E402
    correlation,
    kappa,
    macro_f1,
    percentile,
    root_mean_square_error,
    surest,
)

from quiz import key_points  # noqa: E402
from quiz.cards import PASS_AT, CardVersion, KeyPoint, TypedContent, TypedPolicy  # noqa: E402
from quiz.errors import Invalid, QuizError  # noqa: E402
from quiz.grading import grade  # noqa: E402
from quiz.grading.grades import FreeTextEvidence  # noqa: E402
from quiz.grading.recall.marking import Marking, mark  # noqa: E402
from quiz.questions import Pins, Question  # noqa: E402
from quiz.responses import Format, TypedResponse  # noqa: E402

DATA = HERE / "data/grading"
SETS = ("semeval_train", "semeval_dev", "adversarial", "adversarial_more", "typed_cases")
SUREST = 0.6
GROSS = 0.3
"""An error of so much of the marks (1.5 of 5) is gross."""
SEVERE = ("empty", "question copy", "injection", "prompt injection", "off-topic")
SILENT = ("repetition", "text_cut")
"""Flags that even a perfect answer may have."""
NOBODY = UUID(int=0)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with the mark it got."""

    row: Row
    marking: Marking


def main() -> None:
    """Print the table for the shipped sets, or those that were named."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--set", action="append", type=Path, help="a JSON Lines file to measure")
    options.add_argument("--scale", type=float, default=5.0, help="the best mark of a number gold")
    options.add_argument("--skip-speed", action="store_true", help="leave out times and memory")
    options.add_argument("--answers", type=int, default=20_000, help="answers for the memory drill")
    options.add_argument("--memory", action="store_true", help="the memory drill alone")
    chosen = options.parse_args()
    if chosen.memory:
        drill_memory(chosen.answers)
        return
    for path in chosen.set or [DATA / f"{name}.jsonl" for name in SETS]:
        if path.is_file():
            measure_set(path, chosen.scale)
    if not chosen.skip_speed:
        measure_speed()
        measure_memory(chosen.answers)


def measure_set(path: Path, scale: float) -> None:
    """Print what there is to say of one set, by what its rows expect."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    print(f"\n## {path.stem} ({len(rows):,} answers)")
    if not rows:
        return
    if "expected" in rows[0]:
        measure_typed(rows)
        return
    judged = list(judge(rows))
    if "lo" in rows[0]:
        measure_adversaries(judged)
    elif isinstance(rows[0]["gold"], str):
        measure_verdicts(judged)
    else:
        measure_marks(judged, scale)


def judge(rows: Sequence[Row]) -> Iterator[Judged]:
    """Each row with its mark, telling on the way how far it is."""
    for place, row in enumerate(rows, start=1):
        points = row.get("key_points")
        given = key_points.derive(row["answer"]) if points is None else tuple(map(point, points))
        language = row.get("language")
        yield Judged(
            row, mark(row["prompt"], given, row.get("required"), language, row["response"])
        )
        if place % 500 == 0 or place == len(rows):
            print(f"\rgraded {place:,} of {len(rows):,}", end="", file=sys.stderr)
    print(file=sys.stderr)


def point(data: Row) -> KeyPoint:
    """The key point of a row."""
    return KeyPoint(
        data["text"],
        data.get("weight", 1.0),
        tuple(data.get("alternatives", ())),
        tuple(map(point, data.get("children", ()))),
    )


def measure_verdicts(judged: Sequence[Judged]) -> None:
    """Correct against the rest, as a pass at the card's own threshold, and lower."""
    sources = sorted({str(each.row.get("source", "")) for each in judged})
    print("| part | n | F1 at 0.6 | F1 at 0.5 | κ all | κ surest 60 % | not reviewed | κ there |")
    print("|---|---|---|---|---|---|---|---|")
    for source in ("", *sources):
        part = [each for each in judged if not source or each.row.get("source") == source]
        truth = [each.row["gold"] == "correct" for each in part]
        said = [each.marking.suggestion >= PASS_AT for each in part]
        lower = [each.marking.suggestion >= 0.5 for each in part]
        sure = surest([each.marking.reliability for each in part], SUREST)
        alone = [p for p, each in enumerate(part) if not each.marking.needs_review]
        figures = (
            macro_f1(truth, said),
            macro_f1(truth, lower),
            kappa(truth, said),
            kappa([truth[p] for p in sure], [said[p] for p in sure]),
            len(alone) / len(part),
            kappa([truth[p] for p in alone], [said[p] for p in alone]),
        )
        print(f"| {source or 'all'} | {len(part):,} | {' | '.join(f'{f:.3f}' for f in figures)} |")
    print("\n| reliability | share | teacher agrees |\n|---|---|---|")
    for low in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        high = 1.01 if low == 0.9 else (0.5 if low == 0.0 else low + 0.1)
        part = [each for each in judged if low <= each.marking.reliability < high]
        if part:
            agreed = sum(
                (each.row["gold"] == "correct") == (each.marking.suggestion >= PASS_AT)
                for each in part
            )
            share = len(part) / len(judged)
            print(f"| {low:.1f} to {min(high, 1):.1f} | {share:.3f} | {agreed / len(part):.3f} |")


def measure_marks(judged: Sequence[Judged], scale: float) -> None:
    """Numbers as gold: correlation, error, gross errors among the surest."""
    gold = [float(each.row["gold"]) / scale for each in judged]
    said = [each.marking.suggestion for each in judged]
    sure = surest([each.marking.reliability for each in judged], SUREST)
    gross = sum(abs(gold[p] - said[p]) >= GROSS for p in sure) / len(sure)
    print(f"correlation {correlation(gold, said):.3f}")
    print(f"RMSE {scale * root_mean_square_error(gold, said):.3f} of {scale:g}")
    print(f"gross errors among the surest 60 %: {gross:.3f}")


def measure_adversaries(judged: Sequence[Judged]) -> None:
    """In band or left to a person, by kind."""
    kinds: dict[str, list[int]] = {}
    failures = []
    for each in judged:
        in_band, passed = _verdict(each)
        tally = kinds.setdefault(each.row["kind"], [0, 0, 0])
        tally[0] += 1
        tally[1] += passed
        tally[2] += passed and not in_band
        if not passed:
            failures.append(each)
    print("| kind | cases | pass | of them by abstaining |\n|---|---|---|---|")
    for kind, (count, passed, left) in sorted(kinds.items()):
        print(f"| {kind} | {count} | {passed} | {left} |")
    count, passed, left = (sum(tally[i] for tally in kinds.values()) for i in range(3))
    severe = [t for kind, t in kinds.items() if kind.startswith(SEVERE)]
    print(f"| **all** | {count} | {passed} ({passed / count:.1%}) | {left} |")
    print(f"| **must never fool** | {sum(t[0] for t in severe)} | {sum(t[1] for t in severe)} | |")
    for each in failures:
        low, high = each.row["lo"], each.row["hi"]
        print(f"- {each.row['id']}: {each.marking.suggestion} is not in {low} to {high},", end=" ")
        print(f"or flags {', '.join(each.marking.evidence.flags) or 'none'} are not as expected")


def _verdict(each: Judged) -> tuple[bool, bool]:
    """Whether the mark is in its band, and whether the case passes."""
    row, marking = each.row, each.marking
    in_band = row["lo"] - 1e-9 <= marking.suggestion <= row["hi"] + 1e-9
    evidence: FreeTextEvidence = marking.evidence
    is_flagged = row.get("must_flag") in {None, *evidence.flags}
    is_clean = not row.get("must_not_flag") or set(evidence.flags) <= set(SILENT)
    is_left = row["may_abstain"] and marking.needs_review
    return in_band, (in_band or is_left) and is_flagged and is_clean


def measure_typed(rows: Sequence[Row]) -> None:
    """Typed answers: what was expected against what the typed grader says."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        verdict = _typed_verdict(row)
        expected = row["expected"]
        key = (expected, verdict if verdict == "n/a" else str(verdict in expected.split("|")))
        counts[key] = counts.get(key, 0) + 1
    print("| expected | as expected | otherwise | n/a |\n|---|---|---|---|")
    for expected in sorted({key[0] for key in counts}):
        cells = (str(counts.get((expected, each), 0)) for each in ("True", "False", "n/a"))
        print(f"| {expected} | {' | '.join(cells)} |")


def _typed_verdict(row: Row) -> str:
    """What the typed grader says: accept, partial, reject, or n/a."""
    options = dict(row.get("options", {}))
    policy = {name: options[name] for name in TypedPolicy.__slots__ if name in options}
    try:
        content = TypedContent(
            prompt=row.get("prompt", ""),
            accepted=tuple(row.get("accepted") or [row["answer"]]),
            policy=TypedPolicy(**policy),
        )
        card = CardVersion(NOBODY, NOBODY, 1, content)
        pins = Pins(language=row.get("language"))
        question = Question(NOBODY, card, Format.TYPED, 0, 1, pins)
        given = grade(question, TypedResponse(row["response"]), confidence=None)
    except (Invalid, QuizError, TypeError, ValueError, KeyError):
        return "n/a"
    fraction = given.suggested_fraction if given.fraction is None else given.fraction
    if fraction is None:
        return "n/a"
    return "accept" if fraction >= 0.75 else "reject" if fraction <= 0.25 else "partial"


def measure_speed() -> None:
    """Times on an ordinary card and at the caps."""
    print("\n## Speed (milliseconds of processor time)\n| card | p50 | p95 |\n|---|---|---|")
    texts = _texts()
    for points, chars, rounds in ((8, 600, 300), (36, 4_000, 40), (500, 4_000, 4)):
        cards = [
            tuple(KeyPoint(next(texts)[:90]) for _ in range(points))
            for _ in range(max(1, rounds // 15))
        ]
        times = []
        for place in range(rounds):
            answer = ""
            while len(answer) < chars:
                answer += next(texts) + " "
            card = cards[place % len(cards)]
            if place < len(cards):
                mark("What is known?", card, None, "en", "a first answer reads the card")
            begin = time.process_time()
            mark("What is known?", card, None, "en", answer[:chars])
            times.append(1_000 * (time.process_time() - begin))
        name = f"{points} points, {chars:,} characters"
        print(f"| {name} | {percentile(times, 0.5):.1f} | {percentile(times, 0.95):.1f} |")


def measure_memory(answers: int) -> None:
    """Resident memory over many different answers, in a process that has done nothing else."""
    print("\n## Memory", flush=True)
    command = [sys.executable, str(Path(__file__).resolve()), "--memory", "--answers", str(answers)]
    subprocess.run(command, check=True)


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


if __name__ == "__main__":
    main()
