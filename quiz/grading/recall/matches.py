"""Where the words of a pattern stand in an answer, forgiving spelling, endings and typing errors.

A stem is looked for as it is, then written together or apart, then as a derived form, a synonym,
and last as a typing error: one within 4 to 7 letters, two within 8 to 14, three from 15, never in
numbers, never when both are words of the language. What is found counts less the further it is.
"""

from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.patterns import Term
from quiz.grading.recall.texts import Text

EXACT: Final = 1.0
TYPO: Final = 0.95
DERIVED: Final = 0.9
SYNONYM: Final = 0.7

SHOWN: Final = 40
"""A stem is looked at in so many places; more of the same word prove nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a term stands (places of words, in order), and how near it is: `EXACT` or less."""

    places: tuple[int, ...]
    strength: float
    is_typo: bool = False


class Answer:
    """An answer ready to be searched; remembers what it was asked for before."""

    __slots__ = (
        "_bare",
        "_by_length",
        "_by_prefix",
        "_found",
        "_joined",
        "_stems",
        "clause_of",
        "language",
        "sentence_of",
        "text",
    )

    def __init__(self, text: Text, language: Lexicon) -> None:
        self.text = text
        self.language = language
        self._found: dict[str, Found | None] = {}
        stems: dict[str, list[int]] = {}
        bare: dict[str, list[int]] = {}
        joined: dict[str, int] = {}
        previous = ""
        for place, word in enumerate(text.words):
            stems.setdefault(word.stem, []).append(place)
            if len(word.bare) >= 4 and not word.is_number and not word.is_function:
                bare.setdefault(word.bare, []).append(place)
            if previous and not word.is_number:
                joined.setdefault(previous + word.bare, place - 1)
            previous = "" if word.is_number else word.bare
        self._stems = stems
        self._bare = bare
        by_length: dict[int, list[str]] = {}
        for written in bare:
            if allowance(written):
                by_length.setdefault(len(written), []).append(written)
        self._by_length = by_length
        self.clause_of = [
            clause for clause, (first, end) in enumerate(text.clauses) for _ in range(first, end)
        ]
        self.sentence_of = [
            place for place, (first, end) in enumerate(text.sentences) for _ in range(first, end)
        ]
        self._joined = joined
        by_prefix: dict[str, list[str]] = {}
        for stem in stems:
            if len(stem) >= 4:
                by_prefix.setdefault(stem[:4], []).append(stem)
        self._by_prefix = by_prefix

    def find(self, term: Term) -> Found | None:
        """Where the term stands, `None` if nowhere."""
        if term.stem not in self._found:
            self._found[term.stem] = self._search(term)
        return self._found[term.stem]

    def _search(self, term: Term) -> Found | None:
        places = self._stems.get(term.stem)
        if places:
            return Found(tuple(places[:SHOWN]), EXACT)
        if term.is_number or term.is_function:
            return None
        together = self._joined.get(term.bare)
        if together is not None:
            return Found((together, together + 1), EXACT)
        for joined in term.joined:
            if len(joined) >= 6 and joined in self._bare:
                return Found(tuple(self._bare[joined][:SHOWN]), EXACT)
        return self._derived(term) or self._typo(term) or self._synonym(term)

    def _derived(self, term: Term) -> Found | None:
        if len(term.stem) < 4:
            return None
        for stem in self._by_prefix.get(term.stem[:4], ()):
            if _is_derived(stem, term.stem, self.language.suffixes):
                return Found(tuple(self._stems[stem][:SHOWN]), DERIVED)
        return None

    def _synonym(self, term: Term) -> Found | None:
        places = [
            place
            for stem in self.language.synonyms.get(term.stem, ())
            for place in self._stems.get(stem, ())
        ]
        return Found(tuple(sorted(places)[:SHOWN]), SYNONYM) if places else None

    def _typo(self, term: Term) -> Found | None:
        budget = allowance(term.bare)
        if not budget or not self._by_length:
            return None
        is_known = self.language.knows(term.stem)
        for written in self._near(term.bare, budget):
            places = self._bare[written]
            if self.language.are_opposed(term.bare, written):
                continue
            if is_known and self.language.knows(self.text.words[places[0]].stem):
                continue
            return Found(tuple(places[:SHOWN]), TYPO, is_typo=True)
        for joined in term.joined:
            for written in self._near(joined, allowance(joined)) if len(joined) >= 10 else ():
                return Found(tuple(self._bare[written][:SHOWN]), TYPO, is_typo=True)
        return None

    def _near(self, word: str, budget: int) -> list[str]:
        """The words of the answer that differ from this one by so many errors, nearest first."""
        lengths = range(len(word) - budget, len(word) + budget + 1)
        choices = [written for length in lengths for written in self._by_length.get(length, ())]
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=budget, limit=3)
        return [written for written, _, _ in near]


def allowance(word: str) -> int:
    """How many typing errors a word may have; none in words with digits."""
    length = len(word)
    if length < 4 or any(char.isdigit() for char in word):
        return 0
    return 1 if length < 8 else 2 if length < 15 else 3


def _is_derived(one: str, other: str, suffixes: frozenset[str]) -> bool:
    """Whether two stems belong to one family, as "oppos" and "opposit" do."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    tails = one[shared:], other[shared:]
    if shared >= 5 and len(one) == len(other) == shared + 1:
        return True
    return shared >= 4 and all(tail == "" or tail in suffixes for tail in tails) and "" in tails
