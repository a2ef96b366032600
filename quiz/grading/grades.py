"""What a grader decided about one answer: the grade, its evidence, and the JSON it is stored in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from quiz import plain_json

SELF_RATED_PASS = 3
"""Lowest confidence with which a self-rated card is passed: 3 is FSRS's Hard, which is a pass."""


@dataclass(frozen=True, slots=True)
class SelfRatingEvidence:
    """The learner's own `confidence` (1..5) and its `label` on the scale (may be empty)."""

    confidence: int
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceEvidence:
    """The option ids, as shown and in the order shown, that decided the grade.

    `hits` are correct and ticked, `misses` correct and not ticked, `wrong` ticked and not
    correct.
    """

    hits: tuple[str, ...]
    misses: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrueFalseEvidence:
    """Whether the statement was true, and what was said of it."""

    is_true: bool
    given: bool


@dataclass(frozen=True, slots=True)
class TypedEvidence:
    """The accepted text that the answer was read as (`None`: no one), and why.

    `forgiven` names what did not count against it ("case", "typo", …), `problems` what did
    ("missing_unit", "negated", …). `correction` is how it should have been written, where a typing
    error or an accent was forgiven.
    """

    matched: str | None
    forgiven: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class NumericEvidence:
    """The value that was asked for, and how the answer was read ("2000 m = 2 km"; `None`: not
    as a value). `forgiven` and `problems` as in `TypedEvidence`."""

    expected: str
    read: str | None
    forgiven: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapEvidence:
    """One gap: its share of its own marks (0..1), the rest as in `TypedEvidence`."""

    fraction: float
    matched: str | None
    forgiven: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class ClozeEvidence:
    """The gaps in the order of their numbers."""

    gaps: tuple[GapEvidence, ...]


@dataclass(frozen=True, slots=True)
class MatchedPair:
    """An id on the left with the id on the right that was chosen (`None`: none) and expected."""

    left: str
    given: str | None
    expected: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class MatchingEvidence:
    """The pairs in the order in which the left side was shown."""

    pairs: tuple[MatchedPair, ...]


@dataclass(frozen=True, slots=True)
class OrderingEvidence:
    """The item ids in the learner's order and in the right one, and how many of the pairs of
    items (`pairs_in_order` of `pairs`) stand in the right order."""

    given: tuple[str, ...]
    expected: tuple[str, ...]
    pairs_in_order: int
    pairs: int


class PointStatus(StrEnum):
    """What an answer says of a key point."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A word as the learner wrote it, and as what it was read."""

    written: str
    read_as: str


@dataclass(frozen=True, slots=True)
class PointEvidence:
    """What an answer says of one key point.

    `credit` is 0..1, `weight` the point's share of all gradable points (they sum to 1).
    `matched` are the learner's words that speak for it, in their order; `quote` the clause they
    stand in. `flags` name guards that fired ("contradiction:negation", …).
    """

    text: str
    status: PointStatus
    credit: float
    weight: float
    matched: tuple[str, ...] = ()
    quote: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeTextEvidence:
    """The gradable points in reading order, nested ones after the one they stand below.

    `required` asks for so many of the outermost points (`None`: all). `flags` are the whole
    answer's ("contradiction", "keyword_list", …). `proposal` names the optional grader whose
    proposal was taken into account (`None`: none).
    """

    points: tuple[PointEvidence, ...]
    required: int | None = None
    flags: tuple[str, ...] = ()
    forgiven: tuple[Forgiven, ...] = ()
    proposal: str | None = None


Evidence = (
    SelfRatingEvidence
    | ChoiceEvidence
    | TrueFalseEvidence
    | TypedEvidence
    | NumericEvidence
    | ClozeEvidence
    | MatchingEvidence
    | OrderingEvidence
    | FreeTextEvidence
)

_EVIDENCE: Mapping[str, type[Evidence]] = MappingProxyType(
    {
        "self_rating": SelfRatingEvidence,
        "choice": ChoiceEvidence,
        "true_false": TrueFalseEvidence,
        "typed": TypedEvidence,
        "numeric": NumericEvidence,
        "cloze": ClozeEvidence,
        "matching": MatchingEvidence,
        "ordering": OrderingEvidence,
        "free_text": FreeTextEvidence,
    }
)
_KINDS = MappingProxyType({evidence: kind for kind, evidence in _EVIDENCE.items()})


@dataclass(frozen=True, slots=True)
class Grade:
    """A grader's decision about one answer.

    `fraction` is the share of the marks, 0..1; `None` means not graded yet, never zero, and then
    `suggested_fraction` (0..1) may say what the grader leans to. `reliability` (0..1) is the
    grader's own belief that a teacher would agree; `needs_review` leaves the grade to a person.
    """

    fraction: float | None
    suggested_fraction: float | None
    grader: str
    grader_version: str
    reliability: float
    needs_review: bool
    evidence: Evidence


def is_right(grade: Grade, pass_at: float) -> bool:
    """Whether the answer counts as right, for memory, mastery and progress alike.

    A self-rated answer is right from confidence 3 on, whatever `pass_at` (0..1) says; any other
    from `fraction >= pass_at`. Raises `ValueError` when the answer is not graded yet: it is
    then neither right nor wrong.
    """
    if grade.fraction is None:
        raise ValueError("An answer without a grade is neither right nor wrong.")
    if isinstance(grade.evidence, SelfRatingEvidence):
        return grade.evidence.confidence >= SELF_RATED_PASS
    return grade.fraction >= pass_at


def to_json(grade: Grade) -> dict[str, Any]:
    """The grade as plain JSON values; `from_json` reads it back equal."""
    return plain_json.dump(grade) | {"evidence": evidence_to_json(grade.evidence)}


def from_json(data: Mapping[str, Any]) -> Grade:
    """The grade that `to_json` wrote.

    Raises `KeyError` or `ValueError` for data that `to_json` did not write.
    """
    return Grade(
        fraction=data["fraction"],
        suggested_fraction=data["suggested_fraction"],
        grader=data["grader"],
        grader_version=data["grader_version"],
        reliability=data["reliability"],
        needs_review=data["needs_review"],
        evidence=evidence_from_json(data["evidence"]),
    )


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """The evidence as plain JSON values, told apart by `kind`."""
    return {"kind": _KINDS[type(evidence)]} | plain_json.dump(evidence)


def evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    """The evidence that `evidence_to_json` wrote; raises `ValueError` for an unknown kind."""
    if data["kind"] not in _EVIDENCE:
        raise ValueError(f"Unknown kind of evidence {data['kind']!r}.")
    return plain_json.load(data, _EVIDENCE[data["kind"]])
