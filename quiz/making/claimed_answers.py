"""Claims of short answers: what other cards answer is wrong for this one."""

from collections.abc import Sequence

from quiz.cards import CardVersion
from quiz.making import prompts
from quiz.making.claims import Claim
from quiz.making.distractors import Candidate, Wanted, pick
from quiz.making.likeness import form_of, weights_of
from quiz.making.short_answers import short_answer, wrong_options

PROMPTS_APART = 2.0
"""What wholly unlike prompts add to the distance of an answer."""


def claim(
    card: CardVersion, lenders: Sequence[CardVersion], *, seed: int, language: str | None
) -> Claim | None:
    """The card's short answer and wrong ones, or `None` when it has no short answer."""
    content = card.content
    answer = short_answer(content)
    if answer is None or shows_all(content.prompt, answer.text, language):
        return None
    key = Candidate(answer.text, answer.accepted, card)
    own = tuple(Candidate(text, (), card) for text in wrong_options(content))
    weights = weights_of(form_of(each.content.prompt, language) for each in (card, *lenders))
    barred: list[str] = []
    lent: list[Candidate] = []
    for lender in () if own else lenders:
        other = short_answer(lender.content)
        if other is None:
            continue
        if prompts.ask_the_same(content.prompt, lender.content.prompt, language, weights):
            barred.extend(other.accepted)
        else:
            distance = PROMPTS_APART * prompts.apart(content.prompt, lender.content.prompt)
            lent.append(Candidate(other.text, other.accepted, lender, distance))
    wanted = Wanted(key, content.prompt, language, tuple(barred))
    return Claim("answers", key, pick(wanted, own or lent, seed=seed))


def shows_all(prompt: str, answer: str, language: str | None) -> bool:
    """Whether each word of the answer begins a word of the prompt: "Tunis" and "Tunisia"."""
    shown = form_of(prompt, language).words
    asked = form_of(answer, language).words
    return bool(asked) and all(any(word.startswith(part) for word in shown) for part in asked)
