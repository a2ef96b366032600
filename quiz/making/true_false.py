"""Statements to hold true or false: the card's own answer, or a wrong one in its place.

The wrong one is chosen whether or not it is shown, so nothing about a question but the statement
depends on whether it is true.
"""

from collections.abc import Sequence

from quiz.cards import CardVersion
from quiz.making import claiming
from quiz.making.distractors import sources
from quiz.making.options import evened
from quiz.making.short_answers import stands_alone
from quiz.questions import Made, Statement
from quiz.shuffling import derived, draw

NAME = "true_false"
VERSION = "1"


def make(
    card: CardVersion, lenders: Sequence[CardVersion], *, seed: int, language: str | None
) -> Made | None:
    """A statement about the card, or `None` where nothing wrong can be said in its place."""
    content = card.content
    if not stands_alone(content):
        return None
    claim = claiming.claim(card, lenders, seed=seed, language=language, least=1)
    if claim is None or not claim.wrong:
        return None
    wrong = claim.wrong[draw(len(claim.wrong), derived(seed, "wrong"), step=0)]
    is_true = draw(2, derived(seed, "truth"), step=0) == 1
    texts = evened([claim.filled(claim.key), claim.filled(wrong)], is_prose=claim.is_prose)
    return Made(
        maker=NAME,
        maker_version=VERSION,
        sources=sources(card, () if is_true else (wrong,)),
        asked=Statement(
            prompt=content.prompt,
            statement=texts[0 if is_true else 1],
            is_true=is_true,
            hints=claim.hints(content.hints, language),
            explanation=content.explanation,
            pass_at=content.pass_at,
        ),
    )
