"""Claims of a sentence with a gap: which name, number or date belongs into this key point?

Wrong ones are terms of the same writing from other points of the deck, first those that come about
as often and as often behind an article ("the Comintern", "the Politburo"). A term of a point that
says nearly the same is left out: it might be right here as well.
"""

from collections import Counter
from collections.abc import Sequence

from quiz.cards import CardVersion
from quiz.making.claims import Claim
from quiz.making.distractors import Candidate, Wanted, pick
from quiz.making.likeness import ARTICLES, Form, form_of, same, shows, weights_of, words
from quiz.making.short_answers import points
from quiz.making.terms import Term, Vocabulary, names_and_numbers, unreadable, vocabulary
from quiz.shuffling import derived, shuffled

KEYS_TRIED = 8
TEXTS = 600
"""Points of the deck that are looked at."""

OFTEN = 6
"""A term that comes so often is one of the deck's main ones."""

KNOWN = 3
"""Terms that come so often are asked for first: what they are, the deck shows best."""

_Placed = tuple[CardVersion, str]


def claim(
    card: CardVersion,
    lenders: Sequence[CardVersion],
    *,
    seed: int,
    language: str | None,
    least: int,
) -> Claim | None:
    """A key point with a gap, its term and wrong ones, at least `least` of them, or `None`."""
    own = [(card, point.text) for point in points(card.content)]
    lent = [(other, point.text) for other in lenders for point in points(other.content)]
    placed = [*own, *lent][:TEXTS]
    deck = vocabulary(text for _, text in placed)
    prompt = card.content.prompt
    gaps = [
        (text, term)
        for _, text in own
        for term in unreadable(names_and_numbers(text, deck), text, prompt, language)
    ]
    known = _Known(placed, deck, language)
    order = shuffled(len(gaps), derived(seed, "term"))
    main_first = sorted(order, key=lambda place: not known.is_known(gaps[place][1]))
    for place in main_first[:KEYS_TRIED]:
        text, term = gaps[place]
        key = Candidate(term.text, (), card)
        before, after = text[: term.start], text[term.end :]
        wanted = Wanted(key, f"{prompt} {before} {after}", language, is_by_kind=True)
        wrong = pick(wanted, known.candidates(text, term), seed=seed)
        if len(wrong) >= least:
            return Claim("terms", key, wrong, before, after)
    return None


class _Known:
    """The terms of the deck and the points they stand in."""

    def __init__(self, placed: Sequence[_Placed], deck: Vocabulary, language: str | None) -> None:
        self._language = language
        self._placed = [(card, text, names_and_numbers(text, deck)) for card, text in placed]
        terms = [term for _, _, found in self._placed for term in found]
        self._counts = Counter(term.text for term in terms)
        self._articled = Counter(term.text for term in terms if term.before in ARTICLES)
        self._weights = weights_of(form_of(text, language) for _, text, _ in self._placed)

    def is_known(self, term: Term) -> bool:
        """Whether the term is a number or comes often."""
        return term.text[-1].isdigit() or self._counts[term.text] >= KNOWN

    def candidates(self, text: str, key: Term) -> list[Candidate]:
        """Terms that may stand in the gap and be wrong there, each once."""
        key_form = form_of(key.text, self._language)
        frame = form_of(f"{text[: key.start]} {text[key.end :]}", self._language)
        found: dict[str, CardVersion] = {}
        barred: set[str] = set()
        for card, other, terms in self._placed:
            if other != text and self._says_as_much(frame, other):
                barred.update(term.text for term in terms)
            for term in terms:
                found.setdefault(term.text, card)
        return [
            Candidate(name, (), card, self._distance(key.text, name))
            for name, card in found.items()
            if name not in barred
            and not shows(form_of(name, self._language), key_form)
            and not self._is_misspelled(name)
        ]

    def _is_misspelled(self, name: str) -> bool:
        """Whether this is a rarer spelling of a term that comes often ("Lenins")."""
        form = form_of(name, self._language)
        return any(
            self._counts[other] >= KNOWN > self._counts[name]
            and shows(form_of(other, self._language), form)
            for other in self._counts
        )

    def _says_as_much(self, frame: Form, other: str) -> bool:
        """Whether the other point says what the sentence says around its gap."""
        return same(frame, form_of(other, self._language), self._weights)

    def _distance(self, key: str, name: str) -> float:
        """How differently the two are used, 0 or more."""
        often, rare = sorted((min(self._counts[key], OFTEN), min(self._counts[name], OFTEN)))[::-1]
        articled = abs(self._share_articled(key) - self._share_articled(name))
        words_apart = abs(len(words(name)) - len(words(key)))
        is_plural = key.endswith("s") != name.endswith("s")
        return 2 * (1 - rare / often) + articled + 0.5 * words_apart + 0.5 * is_plural

    def _share_articled(self, name: str) -> float:
        return self._articled[name] / self._counts[name]
