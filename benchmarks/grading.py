#!/usr/bin/env python3
"""How the graders compare with teachers, with adversaries, and with the clock.

Run from anywhere: `python benchmarks/grading.py`. It ends with the table of `docs/grading.md`.
Other sets in the same format (JSON Lines as `recite grade` takes them, with `gold`, `lo`/`hi` or
`expected`) are named with `--set FILE`; numbers as gold need `--scale 5`. Times are of this
process's processor, not of the clock.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bars import Seen, table
from diagrams import write_reliability
from drills import drill_memory, measure_memory, measure_speed
from judging import DATA, SEVERE, Judged, Row, judge, rows_of, typed_verdict, verdict
from measures import (
    correlation,
    kappa,
    macro_f1,
    root_mean_square_error,
    surest,
)

SETS = (
    "semeval_train",
    "semeval_dev",
    "adversarial",
    "adversarial_more",
    "adversarial_fresh",
    "adversarial_fresh_2",
    "adversarial_fresh_3",
    "typed_cases",
)
SUREST = 0.6
GROSS = 0.3
"""An error of so much of the marks (1.5 of 5) is gross."""


def main() -> None:
    """Print everything for the shipped sets, or for those that were named."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--set", action="append", type=Path, help="a JSON Lines file to measure")
    options.add_argument("--scale", type=float, default=5.0, help="the best mark of a number gold")
    options.add_argument("--skip-speed", action="store_true", help="leave out times and memory")
    options.add_argument("--answers", type=int, default=20_000, help="answers for the memory drill")
    options.add_argument("--memory", action="store_true", help="the memory drill alone")
    options.add_argument("--diagram", type=Path, help="write the reliability diagram to this file")
    chosen = options.parse_args()
    if chosen.memory:
        drill_memory(chosen.answers)
        return
    seen = Seen()
    for path in chosen.set or [DATA / f"{name}.jsonl" for name in SETS]:
        if path.is_file():
            measure_set(path, chosen.scale, seen)
    if not chosen.skip_speed:
        seen.times = measure_speed()
        seen.memory = measure_memory(chosen.answers)
    if not chosen.set:
        print(f"\n## Bars\n{table(seen)}")
    if chosen.diagram:
        parts = {name: seen.judged[name] for name in SETS[:2] if name in seen.judged}
        write_reliability(chosen.diagram, parts)


def measure_set(path: Path, scale: float, seen: Seen) -> None:
    """Print what there is to say of one set, by what its rows expect."""
    rows = rows_of(path)
    print(f"\n## {path.stem} ({len(rows):,} answers)")
    if not rows:
        return
    if "expected" in rows[0]:
        seen.typed = [(row["expected"], typed_verdict(row)) for row in rows]
        measure_typed(rows)
        return
    judged = list(judge(rows))
    seen.judged[path.stem] = judged
    if "lo" in rows[0]:
        measure_adversaries(judged)
    elif isinstance(rows[0]["gold"], str):
        measure_verdicts(judged)
    else:
        measure_marks(judged, scale)


def measure_verdicts(judged: Sequence[Judged]) -> None:
    """Correct against the rest, as a pass at the card's own threshold, and lower."""
    sources = sorted({str(each.row.get("source", "")) for each in judged})
    print("| part | n | F1 at 0.6 | F1 at 0.5 | κ all | κ surest 60 % | not reviewed | κ there |")
    print("|---|---|---|---|---|---|---|---|")
    for source in ("", *sources):
        part = [each for each in judged if not source or each.row.get("source") == source]
        truth = [each.is_correct for each in part]
        said = [each.is_passed for each in part]
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
            agreed = sum(each.is_correct == each.is_passed for each in part)
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
        in_band, passed = verdict(each)
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


def measure_typed(rows: Sequence[Row]) -> None:
    """Typed answers: what was expected against what the typed grader says."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        said = typed_verdict(row)
        expected = row["expected"]
        key = (expected, said if said == "n/a" else str(said in expected.split("|")))
        counts[key] = counts.get(key, 0) + 1
    print("| expected | as expected | otherwise | n/a |\n|---|---|---|---|")
    for expected in sorted({key[0] for key in counts}):
        cells = (str(counts.get((expected, each), 0)) for each in ("True", "False", "n/a"))
        print(f"| {expected} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
