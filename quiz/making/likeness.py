"""Whether two texts say the same, so that one cannot be wrong where the other is right.

Texts are the same when they are equal once case, accents, punctuation and articles are folded
away; when their words have the same stems in any order; when one contains the other; when they are
equal numbers; when long words differ in one letter; and when they share most of their weight in
words, where words that many cards use weigh little. It errs on the side of calling texts the same:
that costs a distractor, the other error a wrong question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from quiz.grading.folding import Difference, folded
from quiz.languages import STEMMERS, base_language
from quiz.making.numbers import Quantity, read

SHARED = 0.6
"""Share of the shorter text's weight from which two texts say the same."""

RARE = 3
"""Texts of the deck up to which a word weighs fully."""

LONG_WORD = 8
"""Letters from which one differing letter is a spelling, not another word."""

SPELLED_ALIKE = 80
"""Likeness (0..100) from which two names in running text may be spellings of one."""

CONSIDERED_CHARS = 1_000
"""Of a longer text, the beginning is compared."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ARTICLE_WORDS = (
    "a an the der die das den dem des ein eine einen einem einer el la los las un una unos unas "
    "le les une l il lo i gli uno o os as um uma de het een en ett"
)
ARTICLES = frozenset(_ARTICLE_WORDS.split())
"""Articles of several languages; where one is another language's word, texts that differ in it
alone only count as the same too often."""


@dataclass(frozen=True, slots=True)
class Form:
    """A text as it is compared: folded, its words, their stems, and the words with digits."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    numbers: frozenset[str]
    quantity: Quantity | None


Weights = Mapping[str, float]
"""By stem, how much a word tells, 0..1; a missing one tells fully."""


def words(text: str) -> tuple[str, ...]:
    """The words of the text without case, for cheap looks at many texts."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=8_192)
def form_of(text: str, language: str | None) -> Form:
    """How the text is compared."""
    plain = folded(text[:CONSIDERED_CHARS], frozenset(Difference))
    spoken = tuple(_WORD.findall(plain))
    if len(spoken) > 1 and spoken[0] in ARTICLES:
        spoken = spoken[1:]
    return Form(
        text=plain,
        words=spoken,
        stems=tuple(_stem(word, language) for word in spoken),
        numbers=frozenset(word for word in spoken if any(char.isdigit() for char in word)),
        quantity=read(text, language),
    )


def weights_of(forms: Iterable[Form]) -> Weights:
    """How much each word tells in these texts."""
    counts = Counter(stem for form in forms for stem in set(form.stems))
    return {stem: min(1.0, RARE / count) for stem, count in counts.items()}


def same(one: Form, other: Form, weights: Weights) -> bool:
    """Whether the two texts say the same."""
    if one.text == other.text or sorted(one.stems) == sorted(other.stems) != []:
        return True
    if one.quantity is not None and other.quantity is not None:
        return _equal_numbers(one.quantity, other.quantity)
    if contains(one, other) or contains(other, one):
        return True
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return False
    return _spelled_alike(one, other) or _shared(one, other, weights) >= SHARED


def contains(whole: Form, part: Form) -> bool:
    """Whether the words of the part stand in a row in the whole."""
    if not part.stems or not whole.stems:
        return bool(part.text) and part.text == whole.text
    if _UNSPACED.search(part.text):
        return part.text in whole.text
    return f" {' '.join(part.stems)} " in f" {' '.join(whole.stems)} "


def shows(text: Form, term: Form) -> bool:
    """Whether a word of the term can be read in the text, also inflected or misspelled."""
    return any(reads_like(word, shown) for word in term.words for shown in text.words)


def reads_like(word: str, shown: str) -> bool:
    """Whether the two are one word, a word and its inflection, or two spellings of it."""
    if word == shown:
        return True
    if word.isdigit() or min(len(word), len(shown)) < 4:
        return False
    if word.startswith(shown) or shown.startswith(word):
        return True
    is_as_long = 3 * min(len(word), len(shown)) >= 2 * max(len(word), len(shown))
    return is_as_long and fuzz.ratio(word, shown) >= SPELLED_ALIKE


def _equal_numbers(one: Quantity, other: Quantity) -> bool:
    same_unit = one.after.strip().casefold() == other.after.strip().casefold()
    return one.value == other.value and (same_unit or not (one.after and other.after))


def _spelled_alike(one: Form, other: Form) -> bool:
    """Whether long words stand in the same places, at most one letter apart."""
    if not one.words or len(one.words) != len(other.words):
        return False
    return all(
        a == b or (min(len(a), len(b)) >= LONG_WORD and OSA.distance(a, b, score_cutoff=1) <= 1)
        for a, b in zip(one.words, other.words, strict=True)
    )


def _shared(one: Form, other: Form, weights: Weights) -> float:
    """The share of the lighter text's weight that both have in common, 0..1."""
    ours, theirs = set(one.stems), set(other.stems)
    if min(len(ours), len(theirs)) <= 1 or ours.isdisjoint(theirs):
        return 0.0
    lighter = min(_weight(ours, weights), _weight(theirs, weights))
    return _weight(ours & theirs, weights) / lighter if lighter else 0.0


def _weight(stems: Iterable[str], weights: Weights) -> float:
    return sum(weights.get(stem, 1.0) for stem in sorted(stems))


@lru_cache(maxsize=16_384)
def _stem(word: str, language: str | None) -> str:
    """The stem by Snowball; without one for the language, a long word less its last two letters."""
    name = STEMMERS.get(base_language(language) or "")
    if name is not None:
        return str(snowballstemmer.stemmer(name).stemWord(word))
    is_long = len(word) >= LONG_WORD and word.isalpha()
    return word[:-2] if is_long else word
