#!/usr/bin/env python3
"""Fit the constants of `quiz/grading/recall/calibration.py` on the training set, and print them.

Logistic regression (iteratively reweighted least squares with a small ridge) from the features of
`weighing.features` to "a teacher calls it correct". Both corpora and both verdicts weigh the same.
Figures are cross-validated by question: no question is in both halves; then by corpus.
"""

import json
import math
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from judging import DATA, point  # noqa: E402
from measures import kappa, macro_f1, surest  # noqa: E402

from quiz import key_points  # noqa: E402
from quiz.grading.recall import calibration  # noqa: E402
from quiz.grading.recall.measuring import measure  # noqa: E402
from quiz.grading.recall.weighing import features  # noqa: E402

FOLDS = 10
RIDGE = 3.0
ROUNDS = 8
NAMES = tuple(calibration.WEIGHTS)

Sample = tuple[str, str, bool, tuple[float, ...]]
"""Source, question, verdict, and the features with a 1 before them."""


def main() -> None:
    """Print the cross-validated figures, then the constants fitted on everything."""
    samples = read(DATA / "semeval_train.jsonl")
    said = [0.0] * len(samples)
    for fold in range(FOLDS):
        train = [each for each in samples if fold_of(each[1]) != fold]
        weights = fit(train)
        for place, each in enumerate(samples):
            if fold_of(each[1]) == fold:
                said[place] = likeness(weights, each[3])
        print(f"\rfold {fold + 1} of {FOLDS}", end="", file=sys.stderr)
    print(file=sys.stderr)
    for source in sorted({each[0] for each in samples}):
        report(source, [(s[2], p) for s, p in zip(samples, said, strict=True) if s[0] == source])
    report_calibration([(s[2], p) for s, p in zip(samples, said, strict=True)])
    report_other_corpora(samples)
    weights = fit(samples)
    print(f"INTERCEPT = {weights[0]:.3f}")
    for name, weight in zip(NAMES, weights[1:], strict=True):
        print(f'"{name}": {weight:.3f},')


def read(path: Path) -> list[Sample]:
    """The samples of a set with verdicts."""
    found = []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for place, row in enumerate(rows, start=1):
        points = row.get("key_points")
        given = key_points.derive(row["answer"]) if points is None else tuple(map(point, points))
        seen = measure(row["prompt"], given, None, row["language"], row["response"])
        values = features(seen)
        vector = (1.0, *(values[name] for name in NAMES))
        found.append((row["source"], row["question_id"], row["gold"] == "correct", vector))
        if place % 500 == 0:
            print(f"\rread {place:,} of {len(rows):,}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return found


def fold_of(question: str) -> int:
    """The fold that all answers to a question are in, the same on every machine."""
    return int.from_bytes(sha256(question.encode()).digest()[:4], "big") % FOLDS


def fit(samples: Sequence[Sample]) -> list[float]:
    """The weights, the intercept first."""
    size = len(NAMES) + 1
    counts: dict[tuple[str, bool], int] = {}
    for source, _, verdict, _ in samples:
        counts[source, verdict] = counts.get((source, verdict), 0) + 1
    weights = [0.0] * size
    for _ in range(ROUNDS):
        gradient = [-RIDGE * w if place else 0.0 for place, w in enumerate(weights)]
        hessian = [[RIDGE * (i == j and i > 0) for j in range(size)] for i in range(size)]
        for source, _, verdict, vector in samples:
            importance = len(samples) / (len(counts) * counts[source, verdict])
            chance = likeness(weights, vector)
            slope = importance * chance * (1 - chance)
            for i, value in enumerate(vector):
                gradient[i] += importance * (verdict - chance) * value
                for j in range(i + 1):
                    hessian[i][j] += slope * value * vector[j]
        for i in range(size):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        step = solved(hessian, gradient)
        weights = [w + s for w, s in zip(weights, step, strict=True)]
    return weights


def likeness(weights: Sequence[float], vector: Sequence[float]) -> float:
    """The logistic function of the weighted sum."""
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, vector, strict=True))))


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small positive definite system, by Gaussian elimination."""
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for i in range(size):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(size):
            if j != i:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] for row in rows]


def report(name: str, pairs: Sequence[tuple[bool, float]]) -> None:
    """Print agreement on everything and on the surest."""
    truth = [verdict for verdict, _ in pairs]
    said = [chance >= 0.5 for _, chance in pairs]
    sure = surest([abs(chance - 0.5) for _, chance in pairs], 0.6)
    sure_kappa = kappa([truth[p] for p in sure], [said[p] for p in sure])
    print(f"{name}: F1 {macro_f1(truth, said):.3f}", end=", ")
    print(f"kappa {kappa(truth, said):.3f}, surest 60 % {sure_kappa:.3f}")


def report_other_corpora(samples: Sequence[Sample]) -> None:
    """Print agreement on each corpus with weights that were fitted on the others."""
    for source in sorted({each[0] for each in samples}):
        weights = fit([each for each in samples if each[0] != source])
        pairs = [(s[2], likeness(weights, s[3])) for s in samples if s[0] == source]
        report(f"{source}, fitted without it", pairs)


def report_calibration(pairs: Sequence[tuple[bool, float]]) -> None:
    """Print how often a teacher agrees, by how likely the likelier verdict is."""
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        part = [(v, p) for v, p in pairs if low <= max(p, 1 - p) < low + 0.1]
        if part:
            agreed = sum(v == (p >= 0.5) for v, p in part) / len(part)
            print(f"likelihood {low:.1f} to {low + 0.1:.1f}: n {len(part):,}, agrees {agreed:.3f}")


if __name__ == "__main__":
    main()
