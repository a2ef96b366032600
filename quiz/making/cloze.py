"""Texts with gaps, from the key points of basic cards.

The card's prompt stands above a point in which up to three terms are left out: names, numbers and
dates, or one rare word where no point has any. What is left out can be read nowhere else in the
question. Braces of the author's own are set apart, so that no gap is read where none was made.
"""

from collections.abc import Sequence

from quiz.cards import CardVersion, ClozeContent, Gap
from quiz.making.likeness import form_of, shows
from quiz.making.short_answers import points
from quiz.making.terms import (
    Term,
    names_and_numbers,
    rare_words,
    unreadable,
    vocabulary,
)
from quiz.questions import Made, Source
from quiz.shuffling import derived, draw, shuffled

NAME = "cloze"
VERSION = "1"

MOST_GAPS = 3
WORDS_PER_GAP = 5
"""Words of the text for each gap, so that enough is left to go by."""


def make(
    card: CardVersion, lenders: Sequence[CardVersion], *, seed: int, language: str | None
) -> Made | None:
    """A point of the card with gaps, or `None` where no point has a term to leave out."""
    content = card.content
    own = [point.text for point in points(content)]
    if not own:
        return None
    lent = (point.text for other in lenders for point in points(other.content))
    deck = vocabulary([*own, *lent])
    order = shuffled(len(own), derived(seed, "point"))
    for find in (names_and_numbers, rare_words):
        for place in order:
            terms = unreadable(find(own[place], deck), own[place], content.prompt, language)
            if terms:
                most = MOST_GAPS if find is names_and_numbers else 1
                return _made(card, own[place], _gaps(own[place], terms, most, seed), language)
    return None


def _gaps(text: str, terms: Sequence[Term], most: int, seed: int) -> tuple[Term, ...]:
    """Terms to leave out, in reading order, at most as many as the text can spare."""
    spared = max(1, min(most, len(terms), len(text.split()) // WORDS_PER_GAP))
    count = 1 + draw(spared, derived(seed, "count"), step=0)
    chosen = shuffled(len(terms), derived(seed, "gaps"))[:count]
    return tuple(terms[place] for place in sorted(chosen))


def _made(card: CardVersion, text: str, gaps: Sequence[Term], language: str | None) -> Made:
    content = card.content
    pieces = []
    end = 0
    for number, gap in enumerate(gaps, start=1):
        pieces.append(f"{_unbraced(text[end : gap.start])}{{{{{number}}}}}")
        end = gap.end
    pieces.append(_unbraced(text[end:]))
    hidden = [form_of(gap.text, language) for gap in gaps]
    hints = (
        hint
        for hint in content.hints
        if not any(shows(form_of(hint, language), form) for form in hidden)
    )
    return Made(
        maker=NAME,
        maker_version=VERSION,
        sources=(Source(card.card_id, card.version),),
        asked=ClozeContent(
            prompt=f"{_unbraced(content.prompt)}\n\n{''.join(pieces)}",
            gaps=tuple(Gap((gap.text,)) for gap in gaps),
            hints=tuple(hints),
            explanation=content.explanation,
            pass_at=content.pass_at,
        ),
    )


def _unbraced(text: str) -> str:
    """The text without two braces in a row, which would mark a gap."""
    while "{{" in text or "}}" in text:
        text = text.replace("{{", "{ {").replace("}}", "} }")
    return text
