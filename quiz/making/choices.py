"""Choice questions: a right option among wrong ones from other cards.

From a short answer; else from a key point or a sentence with a gap, whichever is drawn first. The
options stand in alphabetical order, and the question shuffles them by its own seed.
"""

from collections.abc import Sequence

from quiz.cards import CardKind, CardVersion, ChoiceContent, Option, kind_of
from quiz.making import claiming
from quiz.making.distractors import sources
from quiz.making.options import evened
from quiz.questions import Made

NAME = "choices"
VERSION = "1"

LEAST = 2
"""Wrong options that a question needs."""


def make(
    card: CardVersion, lenders: Sequence[CardVersion], *, seed: int, language: str | None
) -> Made | None:
    """A choice question about the card, or `None` where no good one can be made."""
    if kind_of(card.content) not in {CardKind.BASIC, CardKind.TYPED, CardKind.NUMERIC}:
        return None
    claim = claiming.claim(card, lenders, seed=seed, language=language, least=LEAST)
    if claim is None or len(claim.wrong) < LEAST:
        return None
    content = card.content
    texts = evened([each.text for each in (claim.key, *claim.wrong)], is_prose=claim.is_prose)
    options = [Option(text, place == 0) for place, text in enumerate(texts)]
    prompt = f"{content.prompt}\n\n{claim.sentence}" if claim.is_gap else content.prompt
    return Made(
        maker=NAME,
        maker_version=VERSION,
        sources=sources(card, claim.wrong),
        asked=ChoiceContent(
            prompt=prompt,
            options=tuple(sorted(options, key=lambda option: option.text)),
            hints=claim.hints(content.hints, language),
            explanation=content.explanation,
            pass_at=content.pass_at,
        ),
    )
