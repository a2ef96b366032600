"""Matching questions: the prompts of four to six cards and what belongs to each.

On the right stand short answers, or one key point of each where the cards ask the same of
different things. No two prompts and no two answers say the same, and none of them names another.
"""

from collections.abc import Sequence

from quiz.cards import CardVersion, MatchingContent, Pair
from quiz.making import prompts
from quiz.making.claimed_points import unnamed_points
from quiz.making.likeness import Form, Weights, contains, form_of, same, weights_of
from quiz.making.options import evened
from quiz.making.shapes import shape_of
from quiz.making.short_answers import can_be_paired, point_texts, short_answer
from quiz.making.wordings import matching_prompt
from quiz.questions import Made, Source
from quiz.shuffling import derived, draw, shuffled

NAME = "matching"
VERSION = "1"

LEAST = 4
MOST = 6
NEAREST = 12
"""The other pairs are drawn from so many, those whose prompts are most like the card's."""

_Chosen = tuple[CardVersion, str]


def make(
    card: CardVersion, lenders: Sequence[CardVersion], *, seed: int, language: str | None
) -> Made | None:
    """The card's pair among others, or `None` where fewer than four can be told apart."""
    if not can_be_paired(card):
        return None
    most = LEAST + draw(MOST - LEAST + 1, derived(seed, "count"), step=0)
    usable = [other for other in lenders if can_be_paired(other)]
    chosen = _answers(card, usable, most, seed, language)
    is_prose = not chosen
    if is_prose:
        chosen = _points(card, usable, most, seed, language)
    if len(chosen) < LEAST:
        return None
    rights = evened([text for _, text in chosen], is_prose=is_prose)
    pairs = [Pair(c.content.prompt, right) for (c, _), right in zip(chosen, rights, strict=True)]
    return Made(
        maker=NAME,
        maker_version=VERSION,
        sources=tuple(Source(each.card_id, each.version) for each, _ in chosen),
        asked=MatchingContent(
            prompt=matching_prompt(language),
            pairs=tuple(pairs),
            pass_at=card.content.pass_at,
        ),
    )


def _answers(
    card: CardVersion,
    others: Sequence[CardVersion],
    most: int,
    seed: int,
    language: str | None,
) -> list[_Chosen]:
    """Cards with short answers of one shape, the asked one first; empty if it has none."""
    own = short_answer(card.content)
    if own is None:
        return []
    shape = shape_of(own.text, language)
    answered: list[_Chosen] = []
    for other in _mixed(card, others, seed):
        answer = short_answer(other.content)
        if answer is not None and shape_of(answer.text, language) == shape:
            answered.append((other, answer.text))
    table = _Table(card, language, others)
    return table.fill((card, own.text), answered, most)


def _points(
    card: CardVersion,
    others: Sequence[CardVersion],
    most: int,
    seed: int,
    language: str | None,
) -> list[_Chosen]:
    """Cards that ask the same of different things, each with a point that is its own alone."""
    parallel = [
        other
        for other in _mixed(card, others, seed)
        if prompts.subjects(card.content.prompt, other.content.prompt, language) is not None
        and short_answer(other.content) is None
    ]
    group = [card, *parallel][: 2 * MOST]
    everything = {each.card_id: point_texts(each.content) for each in group}
    weights = weights_of(form_of(t, language) for texts in everything.values() for t in texts)
    placed: list[_Chosen] = []
    for each in group:
        foreign = [
            form_of(text, language)
            for other in group
            if other.card_id != each.card_id
            for text in everything[other.card_id]
        ]
        own = unnamed_points(each, [o for o in group if o is not each], language)
        order = shuffled(len(own), derived(seed, "point", str(each.card_id)))
        free = (p for p in order if not _stands_in(form_of(own[p], language), foreign, weights))
        place = next(free, None)
        if place is not None:
            placed.append((each, own[place]))
    if not placed or placed[0][0] is not card:
        return []
    return _Table(card, language, others).fill(placed[0], placed[1:], most)


class _Table:
    """Pairs that can be told apart."""

    def __init__(
        self, card: CardVersion, language: str | None, others: Sequence[CardVersion]
    ) -> None:
        self._language = language
        self._weights = weights_of(
            form_of(each.content.prompt, language) for each in (card, *others)
        )

    def fill(self, first: _Chosen, offered: Sequence[_Chosen], most: int) -> list[_Chosen]:
        """The first pair and what is offered, as far as nothing says the same twice."""
        chosen = [first] if self._is_blind(*first) else []
        for card, text in offered:
            if not chosen or len(chosen) >= most:
                break
            if self._is_blind(card, text) and all(
                self._are_apart((card, text), other) for other in chosen
            ):
                chosen.append((card, text))
        return chosen

    def _is_blind(self, card: CardVersion, text: str) -> bool:
        """Whether the prompt does not show its own answer."""
        return not contains(self._form(card.content.prompt), self._form(text))

    def _are_apart(self, one: _Chosen, other: _Chosen) -> bool:
        (card, text), (second, wording) = one, other
        if prompts.ask_the_same(
            card.content.prompt, second.content.prompt, self._language, self._weights
        ):
            return False
        left, right = self._form(card.content.prompt), self._form(second.content.prompt)
        named = contains(left, self._form(wording)) or contains(right, self._form(text))
        return not named and not self._have_one_answer(card, text, second, wording)

    def _have_one_answer(
        self, card: CardVersion, text: str, second: CardVersion, wording: str
    ) -> bool:
        """Whether what one card accepts says the same as what the other does."""
        ours, theirs = short_answer(card.content), short_answer(second.content)
        mine = (text, *(ours.accepted[:10] if ours else ()))
        yours = (wording, *(theirs.accepted[:10] if theirs else ()))
        return any(same(self._form(a), self._form(b), {}) for a in mine for b in yours)

    def _form(self, text: str) -> Form:
        return form_of(text, self._language)


def _mixed(card: CardVersion, others: Sequence[CardVersion], seed: int) -> list[CardVersion]:
    """The cards with the most similar prompts first, those in a drawn order."""
    prompt = card.content.prompt
    near = sorted(others, key=lambda o: (prompts.apart(prompt, o.content.prompt), o.card_id.int))
    order = shuffled(len(near[:NEAREST]), derived(seed, "others"))
    return [near[place] for place in order] + near[NEAREST:]


def _stands_in(form: Form, foreign: Sequence[Form], weights: Weights) -> bool:
    return any(same(form, other, weights) for other in foreign)
