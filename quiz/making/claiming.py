"""What to claim of a card: its short answer, or one of the two ways to claim a long one."""

from collections.abc import Sequence

from quiz.cards import BasicContent, CardVersion
from quiz.making import claimed_answers, claimed_points, claimed_terms
from quiz.making.claims import Claim
from quiz.shuffling import draw


def claim(
    card: CardVersion,
    lenders: Sequence[CardVersion],
    *,
    seed: int,
    language: str | None,
    least: int,
) -> Claim | None:
    """The short answer with wrong ones; else a key point or a sentence with a gap, whichever is
    drawn first, with at least `least` wrong ones. `None` where nothing can be claimed."""
    short = claimed_answers.claim(card, lenders, seed=seed, language=language)
    if short is not None or not isinstance(card.content, BasicContent):
        return short
    ways = [claimed_points.claim, claimed_terms.claim]
    if draw(2, seed, step=0):
        ways.reverse()
    claims = (way(card, lenders, seed=seed, language=language, least=least) for way in ways)
    return next((found for found in claims if found is not None), None)
