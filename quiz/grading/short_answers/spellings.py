"""One spelling for words that are written in several ways: the form in which words are compared.

British and American endings, plurals and verb forms (Snowball stemmers), numbers in figures,
words and Roman numerals, ordinals, and a few abbreviations. A form is never shown.
"""

import re
from functools import cache, lru_cache
from typing import Final, Protocol

import snowballstemmer

from quiz.grading.short_answers import number_words
from quiz.grading.short_answers.word_lists import by_form
from quiz.languages import STEMMERS


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_LONGEST_STEMMED: Final = 40
"""Longer runs of letters are compared as they are."""

_ABBREVIATIONS: Final = by_form(
    """
and: &
saint: st
mount: mt
versus: vs
department: dept
government: govt, gov
approximately: approx
temperature: temp
international: intl
national: natl
information: info
with: w
ok: okay
program: programme
aluminum: aluminium
gray: grey
tire: tyre
curb: kerb
plow: plough
draft: draught
story: storey
airplane: aeroplane
mold: mould
skeptic: sceptic
check: cheque
percent: per cent
doctor: dr
mister: mr
professor: prof
"""
)

_IRREGULAR: Final = by_form(
    """
gas: gases
bus: buses
man: men
woman: women
child: children
foot: feet
tooth: teeth
mouse: mice
goose: geese
person: people, persons
wolf: wolves
life: lives
knife: knives
half: halves
leaf: leaves
criterion: criteria
phenomenon: phenomena
bacterium: bacteria
nucleus: nuclei
fungus: fungi
hypothesis: hypotheses
analysis: analyses
crisis: crises
axis: axes
matrix: matrices
index: indices
vertex: vertices
spectrum: spectra
medium: media
datum: data
mitochondrion: mitochondria
larva: larvae
alga: algae
antenna: antennae
vertebra: vertebrae
alveolus: alveoli
stimulus: stimuli
radius: radii
cactus: cacti
formula: formulae
neurosis: neuroses
ovum: ova
bronchus: bronchi
villus: villi
go: went, gone
eat: ate, eaten
run: ran
see: saw, seen
write: wrote, written
take: took, taken
give: gave, given
die: died
build: built
break: broke, broken
choose: chose, chosen
grow: grew, grown
fall: fell, fallen
rise: rose, risen
lose: lost
lead: led
begin: began, begun
speak: spoke, spoken
steal: stole, stolen
freeze: froze, frozen
know: knew, known
make: made
keep: kept
sell: sold
buy: bought
think: thought
bring: brought
teach: taught
catch: caught
hold: held
"""
)

_BRITISH: Final = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=[a-z]{3})is(e[drs]?|ing|ation|ations)$", r"iz\1"),
        (r"(?<=[a-z]{3})ys(e[drs]?|ing)$", r"yz\1"),
        (r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|al|able|ite|less|ful|hood)", "or"),
        (r"(?<=[bt])re(s?)$", r"er\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"(?<=[aeiou])ll(ed|ing|er|ers|or)$", r"l\1"),
        (r"(?<=[ae]n)ce$", "se"),
        (r"sulph", "sulf"),
        (r"(?<=[a-z]{2}[b-df-hj-np-tv-z])ae|^ae(?=[st])", "e"),
        (r"haem", "hem"),
        (r"oe(?=[dst])(?!s$)", "e"),
    )
)
"""Endings and clusters in which British spelling differs from American, in lower case."""

_ORDINAL: Final = re.compile(r"([0-9]{1,4})(?:st|nd|rd|th)")
_ROMAN: Final = re.compile(r"(?=[ivxlcdm])(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_ONES: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


@lru_cache(maxsize=20_000)
def american(word: str) -> str:
    """The American spelling of a word in lower case, or something that serves to compare."""
    word = _ABBREVIATIONS.get(word, word)
    if len(word) > _LONGEST_STEMMED or not word.isascii():
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=20_000)
def stem(word: str, code: str | None) -> str:
    """What the forms of a word have in common; `word` in lower case, `code` of its language."""
    if len(word) > _LONGEST_STEMMED or not word.isalpha():
        return word
    word = _IRREGULAR.get(word, word) if code in (None, "en") else word
    return _stemmer(STEMMERS.get(code or "en", "english")).stemWord(word)


@lru_cache(maxsize=20_000)
def light(word: str, code: str | None) -> str:
    """What plural, singular and the forms of a verb have in common, and nothing further.

    In languages other than English the stem: their stemmers take endings off only.
    """
    if code not in (None, "en"):
        return stem(word, code)
    word = _IRREGULAR.get(word, word)
    for ending, replacement, least in _INFLECTIONS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + replacement
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORT else word


_SHORT: Final = 4
_INFLECTIONS: Final = (
    ("'s", "", 2),
    ("sses", "ss", 2),
    ("ies", "y", 2),
    ("ied", "y", 2),
    ("ss", "ss", 0),
    ("us", "us", 0),
    ("is", "is", 0),
    ("ings", "", 4),
    ("ing", "", 3),
    ("ed", "", 3),
    ("es", "e", 3),
    ("s", "", 3),
)


@cache
def _stemmer(name: str) -> _Stemmer:
    made: _Stemmer = snowballstemmer.stemmer(name)
    return made


@lru_cache(maxsize=20_000)
def number_of(word: str, code: str | None) -> int | None:
    """The number that a word stands for: "3", "three", "third", "3rd"; `None` for other words."""
    if word.isdecimal():
        return int(word) if len(word) <= _LONGEST_STEMMED else None
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return int(ordinal.group(1))
    return number_words.cardinals(code).get(word, number_words.ORDINALS.get(word))


def roman(word: str) -> int | None:
    """The value of a Roman numeral up to 39, in lower case; `None` for anything else."""
    found = _ROMAN.fullmatch(word)
    if found is None:
        return None
    return 10 * len(found.group(1)) + _ROMAN_ONES.index(found.group(2))
