"""Sets of answers with what people said of them, and what the graders say."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from api.services.grading_lines import grade_line  # noqa: E402
from quiz import key_points  # noqa: E402
from quiz.cards import PASS_AT, KeyPoint  # noqa: E402
from quiz.grading.grades import FreeTextEvidence  # noqa: E402
from quiz.grading.recall.marking import Marking, mark  # noqa: E402
from schemas.gradings import FailedLine  # noqa: E402

DATA = HERE / "data/grading"
SEVERE = ("empty", "question copy", "injection", "prompt injection", "off-topic")
SILENT = ("repetition", "text_cut")
"""Flags that even a perfect answer may have."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with the mark it got."""

    row: Row
    marking: Marking

    @property
    def is_correct(self) -> bool:
        """Whether a teacher calls it correct."""
        return bool(self.row["gold"] == "correct")

    @property
    def is_passed(self) -> bool:
        """Whether the grader would pass it."""
        return self.marking.suggestion >= PASS_AT


def rows_of(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


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


def verdict(each: Judged) -> tuple[bool, bool]:
    """Whether the mark is in its band, and whether the case passes."""
    row, marking = each.row, each.marking
    in_band = row["lo"] - 1e-9 <= marking.suggestion <= row["hi"] + 1e-9
    evidence: FreeTextEvidence = marking.evidence
    is_flagged = row.get("must_flag") in {None, *evidence.flags}
    is_clean = not row.get("must_not_flag") or set(evidence.flags) <= set(SILENT)
    is_left = row["may_abstain"] and marking.needs_review
    return in_band, (in_band or is_left) and is_flagged and is_clean


def false_fires(judged: Sequence[Judged]) -> float:
    """The share of answers that teachers call correct with a flag of a contradiction."""
    correct = [each.marking.evidence.flags for each in judged if each.is_correct]
    return sum("contradiction" in flags for flags in correct) / len(correct)


def typed_verdict(row: Row) -> str:
    """What `recite grade` says of a typed answer: accept, partial, reject, or n/a."""
    graded = grade_line(json.dumps({"format": "typed", **row}).encode())
    if isinstance(graded, FailedLine):
        return "n/a"
    if graded.fraction >= 0.75:
        return "accept"
    return "reject" if graded.fraction <= 0.25 else "partial"
