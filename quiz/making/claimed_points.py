"""Claims of key points: which of these points belongs to what the prompt names?

Only cards that ask the same of another thing lend points ("Outline Leon Trotsky?", "Outline Lev
Kamenev?"): a point of any other card of the deck might be right here too. A point that names its
own card's subject would tell where it is from, so neither the key nor a wrong point does.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from quiz.cards import CardVersion
from quiz.making import prompts
from quiz.making.claims import Claim
from quiz.making.distractors import Candidate, Wanted, pick
from quiz.making.likeness import Form, Weights, form_of, same, shows, weights_of
from quiz.making.short_answers import point_texts, points
from quiz.shuffling import derived, shuffled

KEYS_TRIED = 6
LENT = 400
"""Points that are considered, of all lenders together."""

READ = 800
"""Points of lenders that are read to find those."""

REWORDINGS = 3
"""Other wordings of a lent point that are compared."""


def claim(
    card: CardVersion,
    lenders: Sequence[CardVersion],
    *,
    seed: int,
    language: str | None,
    least: int,
) -> Claim | None:
    """A point of the card and points of parallel cards, at least `least` of them, or `None`."""
    lent = tuple(islice(_lent(card, lenders, language), LENT))
    if len(lent) < least:
        return None
    own = unnamed_points(card, lenders, language)
    everything = point_texts(card.content)
    forms = [form_of(text, language) for text in (*everything, *(each.text for each in lent))]
    weights = weights_of(forms)
    for place in shuffled(len(own), derived(seed, "point"))[:KEYS_TRIED]:
        key = Candidate(own[place], (), card)
        if _is_lent(key, lent, language, weights):
            continue
        wanted = Wanted(
            key, card.content.prompt, language, everything, is_prose=True, weights=weights
        )
        wrong = pick(wanted, lent, seed=seed)
        if len(wrong) >= least:
            return Claim("points", key, wrong)
    return None


def unnamed_points(
    card: CardVersion, lenders: Sequence[CardVersion], language: str | None
) -> tuple[str, ...]:
    """The card's points that do not name its own subject."""
    parallel = (prompts.subjects(card.content.prompt, o.content.prompt, language) for o in lenders)
    named = sorted({word for subject in parallel if subject for word in subject})
    subject = form_of(" ".join(named), language)
    return tuple(
        point.text
        for point in points(card.content)
        if not shows(form_of(point.text, language), subject)
    )


def _lent(
    card: CardVersion, lenders: Sequence[CardVersion], language: str | None
) -> Iterator[Candidate]:
    """Points of parallel cards that name neither their own subject nor the one asked for."""
    left = READ
    for lender in lenders:
        own = prompts.subjects(lender.content.prompt, card.content.prompt, language)
        asked = prompts.subjects(card.content.prompt, lender.content.prompt, language)
        if own is None or asked is None:
            continue
        named = form_of(" ".join((*own, *asked)), language)
        offered = points(lender.content)[:left]
        left -= len(offered)
        for point in offered:
            if not shows(form_of(point.text, language), named):
                yield Candidate(point.text, point.alternatives[:REWORDINGS], lender)


def _is_lent(
    key: Candidate, lent: Sequence[Candidate], language: str | None, weights: Weights
) -> bool:
    """Whether another card has the same point: it would belong to both."""
    form: Form = form_of(key.text, language)
    return any(same(form, form_of(other.text, language), weights) for other in lent)
