"""The table of what was asked of the graders and what they reach, as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from drills import Times
from judging import SEVERE, Judged, false_fires, verdict
from measures import kappa, macro_f1, surest

SUREST = 0.6
WIDTH = 0.1


@dataclass(slots=True)
class Seen:
    """What was measured: sets by name, typed answers (expected, said), times and memory."""

    judged: dict[str, list[Judged]] = field(default_factory=dict)
    typed: list[tuple[str, str]] = field(default_factory=list)
    times: Times = field(default_factory=dict)
    memory: float | None = None


def table(seen: Seen) -> str:
    """Every bar there is data for, train and dev side by side, then reliability."""
    parts = [seen.judged.get(name, []) for name in ("semeval_train", "semeval_dev")]
    lines = ["| | must | train | dev |", "|---|---|---|---|"]
    lines += [_row(*row) for row in _teachers(parts)]
    lines += ["", "| | must | reached |", "|---|---|---|"]
    for name, judged in seen.judged.items():
        if name.startswith("adversarial"):
            lines.append(_row(*_adversaries(name, judged)))
    lines += [_row(*row) for row in (*_typed(seen.typed), *_drills(seen))]
    lines += ["", "| reliability | train: n | said | agreed | dev: n | said | agreed |"]
    lines += ["|---|---|---|---|---|---|---|", *_bins(parts)]
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _teachers(parts: Sequence[Sequence[Judged]]) -> list[tuple[str, ...]]:
    """Agreement with teachers, in all and by corpus."""
    sources = sorted({str(each.row["source"]) for part in parts for each in part})
    rows = []
    for source in ("", *sources):
        chosen = [[e for e in part if source in {"", e.row["source"]}] for part in parts]
        name = source or "both"
        rows += [
            (f"macro-F1, {name}", "0.71", *map(_f1, chosen)),
            (f"kappa, {name}", "0.50", *map(_kappa, chosen)),
            (f"kappa of the surest 60 %, {name}", "0.66", *map(_sure_kappa, chosen)),
        ]
    fires = [f"{false_fires(part):.1%}" if part else "" for part in parts]
    left = [
        f"{sum(e.marking.needs_review for e in part) / len(part):.0%}" for part in parts if part
    ]
    return [
        *rows,
        ("contradictions on answers that teachers call correct", "0.7 %", *fires),
        ("left to a person", "30 to 40 %", *left),
    ]


def _share(claims: Sequence[bool]) -> str:
    return f"{sum(claims) / len(claims):.0%}" if claims else ""


def _f1(part: Sequence[Judged]) -> str:
    return f"{macro_f1([e.is_correct for e in part], [e.is_passed for e in part]):.3f}"


def _kappa(part: Sequence[Judged]) -> str:
    return f"{kappa([e.is_correct for e in part], [e.is_passed for e in part]):.3f}"


def _sure_kappa(part: Sequence[Judged]) -> str:
    sure = surest([each.marking.reliability for each in part], SUREST)
    return _kappa([part[place] for place in sure])


def _adversaries(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    """How many pass, how many of them by abstaining, and those that must never fool."""
    verdicts = [verdict(each) for each in judged]
    passed = sum(is_passed for _, is_passed in verdicts)
    left = sum(is_passed and not in_band for in_band, is_passed in verdicts)
    severe = [
        v[1] for e, v in zip(judged, verdicts, strict=True) if e.row["kind"].startswith(SEVERE)
    ]
    reached = f"{passed} of {len(judged)} ({passed / len(judged):.1%}), {left} by abstaining"
    reached += f"; empty, copies, injections, off-topic {sum(severe)} of {len(severe)}"
    return f"`{name}`", "90 %, at most 30 % by abstaining", reached


def _typed(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Accepted or rejected, of the typed answers that are plainly one or the other."""
    plain = [(wanted, said) for wanted, said in pairs if wanted in {"accept", "reject"}]
    if not plain:
        return []
    truth = [wanted == "accept" for wanted, _ in plain]
    said = [verdict == "accept" for _, verdict in plain]
    as_expected = sum(said in wanted.split("|") for wanted, said in pairs)
    return [
        ("typed answers, kappa of accept and reject", "0.78", f"{kappa(truth, said):.2f}"),
        ("typed answers as expected", "", f"{as_expected} of {len(pairs)}"),
    ]


def _drills(seen: Seen) -> list[tuple[str, ...]]:
    """Times and memory."""
    bars = {(8, 600): "20 ms", (36, 4_000): "300 ms", (500, 4_000): ""}
    rows = [
        (
            f"{points} points x {chars:,} characters",
            bars.get((points, chars), ""),
            f"p50 {middle:.1f} ms, p95 {high:.1f} ms",
        )
        for (points, chars), (middle, high) in seen.times.items()
    ]
    if seen.memory is not None:
        rows.append(("memory above the service", "30 MiB", f"{seen.memory:.1f} MiB"))
    return rows


def bins(part: Sequence[Judged]) -> list[tuple[float, int, float, float]]:
    """For each tenth of reliability from 0.5: where it begins, how many, said, agreed."""
    found = []
    for step in range(5, 10):
        low = step * WIDTH
        inside = [e for e in part if low <= e.marking.reliability < low + WIDTH + (step == 9)]
        if inside:
            said = sum(e.marking.reliability for e in inside) / len(inside)
            agreed = sum(e.is_correct == e.is_passed for e in inside) / len(inside)
            found.append((low, len(inside), said, agreed))
    return found


def _bins(parts: Sequence[Sequence[Judged]]) -> list[str]:
    sides = [{low: rest for low, *rest in bins(part)} for part in parts]
    rows = []
    for low in sorted(set().union(*sides)):
        cells = [f"{low:.1f} to {low + WIDTH:.1f}"]
        for side in sides:
            count, said, agreed = side.get(low, (0, 0.0, 0.0))
            cells += [f"{count:,}", f"{said:.2f}", f"{agreed:.2f}"] if count else ["0", "", ""]
        rows.append(_row(*cells))
    return rows
