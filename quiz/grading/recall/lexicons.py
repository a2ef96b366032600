"""What the grader knows of a language: its grammar words, its negators, how rare its words are.

All of it is optional. A language without a list of frequencies takes long words for rare ones,
one without a lexicon has no negators to look for; no language is ever taken for English. The data
lies in `fixtures/words`, see the README there.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import permutations
from typing import Any, Final

from quiz.grading.recall.spellings import bare, folded, stem

_FOLDER: Final = files("fixtures") / "words"

LOADED: Final = 6
"""So many languages are held in memory at once, about two megabytes each."""

_SETS: Final = (
    "negators",
    "narrowing",
    "quantifiers",
    "grading",
    "indefinite",
    "implied_negators",
    "parting",
    "supposing",
    "conditions",
    "passive",
    "agents",
    "coordinating",
    "alternatives",
    "towards",
    "away",
    "articles",
    "causatives",
    "pronouns",
    "comparing",
    "suffixes",
)
"""Entries that are plain sets of words."""

_NONE: Final[frozenset[str]] = frozenset()

RAREST: Final = 6.0
COMMONEST: Final = 0.3
"""The ends of the scale of rarity."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language; every collection may be empty.

    Words are folded and bare (`spellings`). `bases` goes from a form to its base form, `opposites`
    and `synonyms` from a stem to stems, `rarities` from a stem to a rarity, `comparatives` from a
    form to the degree ("more") and the adjective that it is read as. `harmless` finds negators that
    deny nothing, `double` denials of a whole statement, `gave_up` phrases,
    `disavowing` ends of sentences that hold them false, `disavowing_all` all that is said.
    """

    language: str | None
    function: frozenset[str]
    negators: frozenset[str]
    narrowing: frozenset[str]
    quantifiers: frozenset[str]
    grading: frozenset[str]
    indefinite: frozenset[str]
    implied_negators: frozenset[str]
    parting: frozenset[str]
    supposing: frozenset[str]
    degrees: frozenset[str]
    conditions: frozenset[str]
    passive: frozenset[str]
    participles: tuple[str, ...]
    agents: frozenset[str]
    coordinating: frozenset[str]
    alternatives: frozenset[str]
    towards: frozenset[str]
    away: frozenset[str]
    asking: frozenset[str]
    articles: frozenset[str]
    causatives: frozenset[str]
    pronouns: frozenset[str]
    comparing: frozenset[str]
    symmetric: frozenset[str]
    suffixes: frozenset[str]
    prefixes: tuple[tuple[str, str], ...]
    verb_endings: tuple[str, ...]
    has_capital_nouns: bool
    has_paired_negators: bool
    has_decimal_point: bool
    harmless: re.Pattern[str] | None
    double: re.Pattern[str] | None
    gave_up: re.Pattern[str] | None
    disavowing: re.Pattern[str] | None
    disavowing_all: re.Pattern[str] | None
    bases: Mapping[str, str]
    comparatives: Mapping[str, tuple[str, str]]
    numbers: Mapping[str, str]
    opposites: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]
    rarities: Mapping[str, float]

    def stem(self, word: str) -> str:
        """The stem of a folded word: of its base form when the word is irregular."""
        return stem(self.bases.get(word, word), self.language)

    def rarity(self, stemmed: str) -> float:
        """How much a stem tells, `COMMONEST`..`RAREST`; by its length where no list says."""
        if self.rarities:
            return self.rarities.get(stemmed, RAREST)
        return min(RAREST, max(1.0, 0.75 * len(stemmed)))

    def are_opposed(self, one: str, other: str) -> bool:
        """Whether two words differ by prefixes that deny each other only: hypo-, hyper-."""
        if one[-2:] != other[-2:]:
            return False
        return any(
            one.startswith(left)
            and other.startswith(right)
            and one[len(left) :] == other[len(right) :]
            for left, right in self.prefixes
        )

    def knows(self, stemmed: str) -> bool:
        """Whether this is the stem of a word of the language, and not a slip of the pen."""
        return stemmed in self.rarities


@cache
def common_words() -> Mapping[str, frozenset[str]]:
    """The commonest words of each language, bare."""
    lines = (_FOLDER / "frequencies" / "common.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: frozenset(line.split("\t")[1].split()) for line in lines}


@lru_cache(maxsize=LOADED)
def lexicon(language: str | None) -> Lexicon:
    """What is known of a language (`languages.base_language`), `None` for one that was not told."""
    data = _table(language)
    bases = dict(_listed(data.get("forms", "")))
    groups = [line.split() for line in data.get("synonyms", "").splitlines()]
    prefixes = [pair.split("/") for pair in data.get("prefixes", "").split()]
    pairs = [pair.split("/") for pair in data.get("opposites", "").split()]

    def stemmed(word: str) -> str:
        return stem(bases.get(folded(word), folded(word)), language)

    return Lexicon(
        **{name: _words(data.get(name, "")) for name in _SETS},
        language=language,
        function=_words(data.get("function", "")) or common_words().get(language or "", _NONE),
        degrees=_words(data.get("degrees", "") + " " + data.get("lesser_degrees", "")),
        participles=tuple(data.get("participles", "").split()),
        asking=frozenset(stemmed(word) for word in data.get("asking", "").split()),
        symmetric=frozenset(stemmed(word) for word in data.get("symmetric", "").split()),
        prefixes=tuple(pair for one, other in prefixes for pair in ((one, other), (other, one))),
        verb_endings=tuple(data.get("verb_endings", "").split()),
        has_decimal_point=data.get("has_decimal_point", False),
        has_paired_negators=data.get("has_paired_negators", False),
        has_capital_nouns=data.get("has_capital_nouns", False),
        harmless=_phrases(data.get("harmless", [])),
        double=_phrases(data.get("double", [])),
        gave_up=_phrases(data.get("gave_up", [])),
        disavowing=_phrases(data.get("disavowing", [])),
        disavowing_all=_phrases(data.get("disavowing_all", [])),
        bases=bases,
        comparatives=dict(_compared(data.get("comparatives", ""), data.get("degrees", ""))),
        numbers=dict(_listed(data.get("numbers", ""))),
        opposites=_linked([[stemmed(word) for word in pair] for pair in pairs]),
        synonyms=_linked([[stemmed(word) for word in group] for group in groups]),
        rarities=_rarities(language),
    )


def _table(language: str | None) -> dict[str, Any]:
    """The hand-written file of a language; empty when there is none."""
    path = _FOLDER / f"{language}.toml"
    if language is None or not language.isalpha() or not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rarities(language: str | None) -> dict[str, float]:
    """Each line of the file has a Zipf frequency and the stems that have it."""
    if language is None or not language.isalpha():
        return {}
    path = _FOLDER / "frequencies" / f"{language}.txt"
    if not path.is_file():
        return {}
    found: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        frequency, _, stems = line.partition("\t")
        rarity = min(RAREST, max(COMMONEST, 8.0 - float(frequency)))
        found.update(dict.fromkeys(stems.split(), rarity))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(bare(folded(word)) for word in text.split())


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """Each form with its base, of lines "base: form form"."""
    for line in text.splitlines():
        base, _, forms = line.partition(":")
        for form in forms.split():
            yield folded(form), folded(base.strip())


def _compared(text: str, degrees: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each form that compares with its degree and its adjective, of "wide/wider/widest"."""
    for group in text.split():
        base, *forms = group.split("/")
        for degree, form in zip(degrees.split(), forms, strict=False):
            yield folded(form), (degree, folded(base))


def _phrases(phrases: list[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the phrases as whole words."""
    if not phrases:
        return None
    longest_first = sorted((bare(folded(each)) for each in phrases), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _linked(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    """For each stem the others that it stands in a group with."""
    links: dict[str, set[str]] = {}
    for group in groups:
        for one, other in permutations(group, 2):
            if one != other:
                links.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in links.items()}
