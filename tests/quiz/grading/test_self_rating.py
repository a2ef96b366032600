"""Flip cards are graded by the learner."""

from uuid import UUID

import pytest

from quiz.cards import BasicContent, CardVersion
from quiz.errors import Invalid
from quiz.grading import self_rating
from quiz.grading.grades import Grade, SelfRatingEvidence
from quiz.questions import Question
from quiz.responses import FlipResponse, Format

CONTENT = BasicContent(prompt="Outline Leon Trotsky?", answer="Led the Red Army")
CARD = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=CONTENT)
QUESTION = Question(id=UUID(int=3), card=CARD, format=Format.FLIP, seed=7, position=1)


@pytest.mark.parametrize(
    ("confidence", "fraction", "label"),
    [(1, 0.0, "Not at all"), (2, 0.25, ""), (3, 0.5, ""), (4, 0.75, ""), (5, 1.0, "Perfectly")],
)
def test_the_confidence_is_the_grade(confidence: int, fraction: float, label: str) -> None:
    assert self_rating.grade(QUESTION, FlipResponse(), confidence=confidence) == Grade(
        fraction=fraction,
        suggested_fraction=None,
        grader="self_rating",
        grader_version="1",
        reliability=1.0,
        needs_review=False,
        evidence=SelfRatingEvidence(confidence=confidence, label=label),
    )


def test_a_flip_card_cannot_be_answered_without_a_confidence() -> None:
    with pytest.raises(Invalid) as refusal:
        self_rating.grade(QUESTION, FlipResponse(), confidence=None)
    assert [fault.pointer for fault in refusal.value.faults] == ["/confidence"]


def test_the_wording_is_that_of_the_seed_deck() -> None:
    assert self_rating.QUESTION == "How well did you know this?"
    assert dict(self_rating.SCALE) == {1: "Not at all", 2: "", 3: "", 4: "", 5: "Perfectly"}
