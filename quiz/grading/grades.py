"""What a grader decided about one answer: the grade, its evidence, and the JSON it is stored in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

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
class TypedEvidence:
    """The accepted text that the answer equals (`None`: no one) and what was forgiven.

    `forgiven` names differences: "case", "punctuation", "article", "diacritics", "spacing".
    """

    matched: str | None
    forgiven: tuple[str, ...]


Evidence = SelfRatingEvidence | ChoiceEvidence | TypedEvidence


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
    match grade.evidence:
        case SelfRatingEvidence(confidence=confidence):
            return confidence >= SELF_RATED_PASS
        case ChoiceEvidence() | TypedEvidence():
            return grade.fraction >= pass_at
        case _:
            assert_never(grade.evidence)


def to_json(grade: Grade) -> dict[str, Any]:
    """The grade as plain JSON values; `from_json` reads it back equal."""
    return {
        "fraction": grade.fraction,
        "suggested_fraction": grade.suggested_fraction,
        "grader": grade.grader,
        "grader_version": grade.grader_version,
        "reliability": grade.reliability,
        "needs_review": grade.needs_review,
        "evidence": evidence_to_json(grade.evidence),
    }


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
    match evidence:
        case SelfRatingEvidence():
            return {
                "kind": "self_rating",
                "confidence": evidence.confidence,
                "label": evidence.label,
            }
        case ChoiceEvidence():
            return {
                "kind": "choice",
                "hits": list(evidence.hits),
                "misses": list(evidence.misses),
                "wrong": list(evidence.wrong),
            }
        case TypedEvidence():
            return {
                "kind": "typed",
                "matched": evidence.matched,
                "forgiven": list(evidence.forgiven),
            }
        case _:
            assert_never(evidence)


def evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    """The evidence that `evidence_to_json` wrote; raises `ValueError` for an unknown kind."""
    match data["kind"]:
        case "self_rating":
            return SelfRatingEvidence(confidence=data["confidence"], label=data["label"])
        case "choice":
            return ChoiceEvidence(
                hits=tuple(data["hits"]),
                misses=tuple(data["misses"]),
                wrong=tuple(data["wrong"]),
            )
        case "typed":
            return TypedEvidence(matched=data["matched"], forgiven=tuple(data["forgiven"]))
        case kind:
            raise ValueError(f"Unknown kind of evidence {kind!r}.")
