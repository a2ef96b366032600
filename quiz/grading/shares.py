"""What each card of a question earned.

A question mostly asks one card, and the grade of the answer is that card's. A matching question
that was made of several cards asks each of them for its pair: a card whose pair is right has earned
all of its own marks, whatever became of the others.
"""

from dataclasses import dataclass
from uuid import UUID

from quiz.cards import MatchingContent
from quiz.grading.grades import Grade, MatchingEvidence, is_right
from quiz.questions import Question, left_order


@dataclass(frozen=True, slots=True)
class Share:
    """A card version with its own share of its own marks, 0..1, and whether that passes."""

    card_id: UUID
    deck_id: UUID
    version: int
    fraction: float
    is_right: bool


def shares(question: Question, grade: Grade) -> tuple[Share, ...]:
    """What the graded answer says of each card: of those that are paired, in the order of the
    pairs, else of the card that is asked. Empty while the answer is not graded."""
    if grade.fraction is None:
        return ()
    if question.paired:
        return _of_pairs(question, grade)
    card = question.card
    right = is_right(grade, question.asked.pass_at)
    return (Share(card.card_id, card.deck_id, card.version, grade.fraction, right),)


def _of_pairs(question: Question, grade: Grade) -> tuple[Share, ...]:
    """A pair is right or wrong, so that it passes whatever its card's `pass_at` (above 0) is."""
    content, evidence = question.asked, grade.evidence
    assert isinstance(content, MatchingContent)
    assert isinstance(evidence, MatchingEvidence)
    order = left_order(content, question.seed)
    right = {index: pair.is_right for index, pair in zip(order, evidence.pairs, strict=True)}
    return tuple(
        Share(
            card_id=source.card_id,
            deck_id=question.card.deck_id,
            version=source.version,
            fraction=1.0 if right[index] else 0.0,
            is_right=right[index],
        )
        for index, source in enumerate(question.paired)
    )
