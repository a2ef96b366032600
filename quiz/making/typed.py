"""Short answers to type, from basic cards.

Only texts that the author accepts are taken over; what else counts is for the grader to decide. A
choice card's answer is not typed: without its options, others might be as right.
"""

from collections.abc import Sequence

from quiz.cards import BasicContent, CardVersion, TypedContent
from quiz.making.short_answers import short_answer
from quiz.questions import Made, Source

NAME = "typed"
VERSION = "1"

TYPED_CHARS = 40
TYPED_WORDS = 5
"""A longer answer has too many right wordings to be typed as it stands."""


def make(
    card: CardVersion,
    lenders: Sequence[CardVersion],  # noqa: ARG001
    *,
    seed: int,  # noqa: ARG001
    language: str | None,  # noqa: ARG001
) -> Made | None:
    """The card with its answer to type, or `None` where that is not short."""
    content = card.content
    answer = short_answer(content)
    if not isinstance(content, BasicContent) or answer is None:
        return None
    is_brief = len(answer.text) <= TYPED_CHARS and len(answer.text.split()) <= TYPED_WORDS
    if not is_brief:
        return None
    return Made(
        maker=NAME,
        maker_version=VERSION,
        sources=(Source(card.card_id, card.version),),
        asked=TypedContent(
            prompt=content.prompt,
            accepted=answer.accepted,
            hints=content.hints,
            explanation=content.explanation,
            pass_at=content.pass_at,
        ),
    )
