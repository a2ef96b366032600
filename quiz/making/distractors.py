"""Wrong options for a right one: nearest in kind, and of lengths on both sides of it.

Which place the right one takes among the lengths (for numbers, among the values) is drawn first,
each place equally likely; then shorter and longer candidates are drawn from the nearest. So it is
not the longest or the middle one more often than the others are, as far as the deck has enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from quiz.cards import CardVersion
from quiz.making import articles, numbers
from quiz.making.likeness import Form, Weights, contains, form_of, same, weights_of
from quiz.making.shapes import Kind, Shape, shape_of
from quiz.questions import Source
from quiz.shuffling import derived, draw, shuffled

MOST = 3
"""Wrong options of a question, where there are enough."""

NEAREST = 8
"""On either side, one of so many is drawn."""

NEAREST_IN_KIND = 5
"""One of so many is drawn where kind matters more than length."""

COMPARED = 60
"""Candidates, the nearest, that are compared in full."""

SAME_SIZE = 10
"""Factor up to which two numbers are of one size."""

YEARS_APART = 300

SMALL_WORD = 3
"""Letters up to which a first word ("to", "the", "la") tells what kind of word follows."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may stand among the options.

    `accepted` are all texts that count as this one; `lender` is the card it is from, `None` for a
    made number; `distance` (>= 0) says how far its place in the deck is from that of the key.
    """

    text: str
    accepted: tuple[str, ...] = ()
    lender: CardVersion | None = None
    distance: float = 0.0

    def forms(self, language: str | None) -> tuple[Form, ...]:
        """How all its texts are compared."""
        texts = dict.fromkeys((self.text, *self.accepted[:10]))
        return tuple(form_of(text, language) for text in texts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find wrong options for.

    `shown` is the prompt and what else stands above the options; `barred` are further texts that
    are right too. `is_prose` says that the texts are clauses, whose first capitals tell nothing.
    """

    key: Candidate
    shown: str
    language: str | None
    barred: tuple[str, ...] = ()
    is_prose: bool = False
    is_by_kind: bool = False
    weights: Weights = field(default_factory=dict)


def pick(wanted: Wanted, candidates: Sequence[Candidate], *, seed: int) -> tuple[Candidate, ...]:
    """At most three wrong options, none equal or equivalent to the key or to each other."""
    near = _nearest(wanted, [*candidates, *_made_numbers(wanted, candidates)])
    weights = wanted.weights or weights_of(
        form for candidate in near for form in candidate.forms(wanted.language)
    )
    usable = [candidate for candidate in near if _is_wrong(wanted, candidate, weights)]
    drawn = _drawn(wanted, usable, weights, seed)
    return max(drawn, _first(wanted, usable, weights), key=len)


def sources(card: CardVersion, others: Sequence[Candidate]) -> tuple[Source, ...]:
    """The card that is asked, then those that lent something, each once."""
    lent = [other.lender for other in others if other.lender is not None]
    versions = {each.card_id: each for each in (card, *lent)}
    return tuple(Source(each.card_id, each.version) for each in versions.values())


def _nearest(wanted: Wanted, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of the key's shape, the nearest first."""
    key, language = wanted.key, wanted.language
    shape = None if wanted.is_prose else shape_of(key.text, language)
    found: list[tuple[float, str, Candidate]] = []
    for candidate in candidates:
        if not articles.agree(wanted.shown, key.text, candidate.text, language):
            continue
        if shape is not None and shape != shape_of(candidate.text, language):
            continue
        distance = _distance(wanted, candidate, shape)
        if distance is not None:
            found.append((distance, candidate.text, candidate))
    found.sort(key=lambda each: each[:2])
    return [candidate for _, _, candidate in found[:COMPARED]]


def _distance(wanted: Wanted, other: Candidate, shape: Shape | None) -> float | None:
    """How far the candidate is from the key in kind, `None` when too far."""
    key, language = wanted.key, wanted.language
    if shape is not None and shape.kind is Kind.NUMBER:
        apart = _numbers_apart(key.text, other.text, language)
        return None if apart is None else apart + other.distance
    longer, shorter = max(len(key.text), len(other.text)), min(len(key.text), len(other.text))
    words_apart = abs(len(key.text.split()) - len(other.text.split()))
    opener = 0.0
    if " " in key.text and _opener(key.text) != _opener(other.text):
        opener = 1.2 if len(_opener(key.text)) <= SMALL_WORD else 0.3
    ending = key.text[-2:] != other.text[-2:]
    marked = sum((mark in key.text) != (mark in other.text) for mark in "(,;:→")
    looks = (
        (1 if wanted.is_by_kind else 2) * (1 - shorter / longer)
        + min(words_apart, 4) / 4
        + 0.3 * marked
    )
    return other.distance + looks + opener + (0.0 if " " in key.text else 0.2 * ending)


def _opener(text: str) -> str:
    return text.partition(" ")[0].casefold()


def _numbers_apart(key: str, other: str, language: str | None) -> float | None:
    """How far two numbers of one shape are apart, 0..1, `None` when one is much greater."""
    one, two = numbers.read(key, language), numbers.read(other, language)
    if one is None or two is None or (one.value < 0) != (two.value < 0):
        return None
    if one.is_year:
        apart = abs(one.value - two.value)
        return float(apart / YEARS_APART) if apart <= YEARS_APART else None
    low, high = sorted((abs(one.value), abs(two.value)))
    if low == 0:
        return 0.5 if high <= SAME_SIZE else None
    return float(1 - low / high) if high <= SAME_SIZE * low else None


def _made_numbers(wanted: Wanted, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Near values of a number, which stand in where too few cards have one."""
    key = numbers.read(wanted.key.text, wanted.language)
    if key is None:
        return []
    read = (numbers.read(candidate.text, wanted.language) for candidate in candidates)
    known = [quantity.value for quantity in read if quantity is not None]
    return [
        Candidate(text=numbers.written(key, value), distance=2.0)
        for value in numbers.near(key, known)
    ]


def _is_wrong(wanted: Wanted, candidate: Candidate, weights: Weights) -> bool:
    """Whether the candidate neither says what is right nor can be read above the options."""
    language = wanted.language
    forms = candidate.forms(language)
    right = (*wanted.key.forms(language), *(form_of(text, language) for text in wanted.barred))
    if any(same(form, other, weights) for form in forms for other in right):
        return False
    shown = form_of(wanted.shown, language)
    return wanted.is_prose or not contains(shown, forms[0])


def _drawn(
    wanted: Wanted, usable: Sequence[Candidate], weights: Weights, seed: int
) -> tuple[Candidate, ...]:
    """Wrong options such that the key takes a drawn place among the sizes, if they allow it."""
    chosen: list[Candidate] = []
    if wanted.is_by_kind and numbers.read(wanted.key.text, wanted.language) is None:
        nearest = _mixed(usable, derived(seed, "kind"), NEAREST_IN_KIND)
        _take(chosen, nearest, MOST, wanted, weights)
        return tuple(chosen)
    place = draw(MOST + 1, derived(seed, "place"), step=0)
    size = _size(wanted.key, wanted.language)
    below = [each for each in usable if _size(each, wanted.language) < size]
    above = [each for each in usable if _size(each, wanted.language) > size]
    equal = [each for each in usable if _size(each, wanted.language) == size]
    first = derived(seed, "equal") % 2
    below, above = (
        _merged(usable, below, equal[first::2]),
        _merged(usable, above, equal[1 - first :: 2]),
    )
    for side, count, label in ((below, place, "below"), (above, MOST - place, "above")):
        _take(
            chosen,
            _mixed(side, derived(seed, label), NEAREST),
            len(chosen) + count,
            wanted,
            weights,
        )
    _take(chosen, usable, MOST, wanted, weights)
    return tuple(chosen)


def _merged(
    order: Sequence[Candidate], one: Sequence[Candidate], other: Sequence[Candidate]
) -> list[Candidate]:
    """Both in the order in which they came."""
    kept = {id(each) for each in (*one, *other)}
    return [each for each in order if id(each) in kept]


def _first(wanted: Wanted, usable: Sequence[Candidate], weights: Weights) -> tuple[Candidate, ...]:
    """The nearest wrong options, whatever the seed."""
    chosen: list[Candidate] = []
    _take(chosen, usable, MOST, wanted, weights)
    return tuple(chosen)


def _mixed(side: Sequence[Candidate], seed: int, most: int) -> list[Candidate]:
    """The candidates with their nearest in a drawn order; made numbers come last."""
    lent = [each for each in side if each.lender is not None]
    made = [each for each in side if each.lender is None]
    return [*_shuffled(lent[:most], seed), *lent[most:], *_shuffled(made[:most], seed)]


def _shuffled(candidates: Sequence[Candidate], seed: int) -> list[Candidate]:
    return [candidates[place] for place in shuffled(len(candidates), seed)]


def _take(
    chosen: list[Candidate],
    offered: Sequence[Candidate],
    most: int,
    wanted: Wanted,
    weights: Weights,
) -> None:
    """Add what is offered up to `most`, leaving out what says the same as one chosen before."""
    language = wanted.language
    for candidate in offered:
        if len(chosen) >= most:
            return
        forms = candidate.forms(language)
        taken = (form for other in chosen for form in other.forms(language))
        if not any(same(form, other, weights) for other in taken for form in forms):
            chosen.append(candidate)


def _size(candidate: Candidate, language: str | None) -> Fraction:
    """What the place of the key is drawn by: the value of a number, the length of a text."""
    quantity = numbers.read(candidate.text, language)
    return quantity.value if quantity is not None else Fraction(len(candidate.text))
