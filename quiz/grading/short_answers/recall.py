"""How much of what the key says an answer says too, whatever else it says.

Each content word of the key weighs by its rarity; a word of the question a quarter of that, a
general term half, a surname as much as two or three words, and a number more than any word. The
share of the weight that the answer's words match is the recall. Numbers match by value, words by
inflection, spelling and typing error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quiz.grading.short_answers import spellings, typos, vocabulary
from quiz.grading.short_answers.answers import Answer, How, Match
from quiz.grading.short_answers.tokens import Token
from quiz.grading.short_answers.word_lists import listed

IN_QUESTION: Final = 0.25
GENERAL: Final = 0.5
REPEATED: Final = 0.3
"""The most that words of the question make, where the key has others."""

NUMBER: Final = 3.0
"""What a number weighs; a word weighs 1 to 2.2."""

_GENERAL_TERMS: Final = frozenset(
    listed(
        "variable theory law effect system process method type kind form model state act party "
        "river mount mountain lake city country sea ocean period century age group part people "
        "member unit rate level value number point line thing way action movement structure "
        "function principle rule test element term word set area region phase stage cycle "
        "factor force field property person man woman king queen president general emperor "
        "company organization association conditioning bias memory acid cell division energy "
        "war revolution treaty battle gas salt bone muscle blood vessel wave current circuit "
        "ratio rock layer movement bond code unit syndrome disease disorder reaction technique "
        "approach concept idea problem device machine tool program language year time place "
        "world new great"
    )
)
"""Nouns that name the kind of a thing rather than the thing, in the form that is compared."""

_GENERAL_FORMS: Final = frozenset(spellings.stem(word, "en") for word in _GENERAL_TERMS)
_PARTICLES: Final = frozenset(listed("da de del della di du van von der den la le bin ibn al el"))
_TITLES: Final = frozenset(
    spellings.stem(word, "en")
    for word in listed(
        "doctor mister sir lord lady count president king queen emperor saint professor general "
        "captain archduke pope prince princess tsar czar senator chancellor mrs ms miss"
    )
)
_HALF: Final = 0.5
_PERSON_ENDS: Final = 3
_SHORT_KEY: Final = 2


@dataclass(frozen=True, slots=True)
class Recall:
    """What was found of the key. `share` is 0..1; `extra` are words that say something else."""

    share: float
    missing: tuple[Token, ...]
    extra: tuple[Token, ...]
    is_misspelt: bool
    is_inflected: bool
    is_in_order: bool
    wrong_number: bool
    only_numbers: bool
    is_name: bool

    @property
    def lacks_number(self) -> bool:
        """Whether a number of the key was not said."""
        return any(_value(token, is_first=False) is not None for token in self.missing)

    @property
    def replaces(self) -> bool:
        """Whether a telling word of the key is another: "Ivan Trotsky" for "Leon Trotsky"."""
        others = [t for t in self.extra if t.written[:1].isupper() or not self.is_name]
        others = [t for t in others if t.form not in _TITLES]
        telling = [t for t in self.missing if self.only_numbers or t.form not in _GENERAL_FORMS]
        if self.is_name and self.share > _HALF:
            beginnings = {t.bare[0] for t in others}
            telling = [t for t in telling if t.bare[0] not in beginnings]
        return bool(telling) and bool(others)


@dataclass(frozen=True, slots=True)
class Need:
    """One word that a key needs, the number that it stands for if it does, and its weight."""

    token: Token
    value: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Needs:
    """What a key needs an answer to say."""

    words: tuple[Need, ...]
    is_name: bool


def needs_of(key: Sequence[Token], code: str | None, *, is_one: bool) -> Needs:
    """What the tokens of a key need; all of them when they are words of grammar alone.

    `is_one` tells a text without commas: the last word of a place with its country is no surname.
    """
    content = [t for t in key if not t.is_function and t.bare not in _PARTICLES] or list(key)
    is_name = is_one and _is_name(key)
    found = []
    for place, token in enumerate(content):
        value = _value(token, is_first=place == 0)
        weight = vocabulary.weight(token.bare, code)
        if value is not None:
            weight = NUMBER
        elif is_name and place == len(content) - 1:
            weight *= len(content)
        elif token.form in _GENERAL_FORMS and not is_name:
            weight *= GENERAL
        found.append(Need(token, value, weight))
    return Needs(tuple(found), is_name)


def measure(needs: Needs, answer: Answer, question: frozenset[str]) -> Recall:
    """The recall of what a key needs; `question` has the stems of the question's words."""
    is_short = len(needs.words) <= _SHORT_KEY
    matches: list[Match] = []
    missing, taken = [], set[int]()
    gained = total = 0.0
    for need in needs.words:
        weight = need.weight * (IN_QUESTION if need.token.form in question else 1)
        total += weight
        found = answer.find(need.token, need.value, taken, is_short=is_short)
        if found is None:
            missing.append(need.token)
        else:
            gained += weight
            taken.update(found.places)
            matches.append(found)
    if all(match.how is How.INITIAL for match in matches):
        return _NOTHING
    extra = tuple(
        token
        for place, token in enumerate(answer.tokens)
        if place not in taken and not token.is_function and token.form not in question
    )
    places = [match.places[0] for match in matches]
    new = [n for n in needs.words if n.token.form not in question]
    is_new = not new or any(n.token not in missing for n in new)
    return Recall(
        share=gained / total if is_new else min(gained / total, REPEATED),
        missing=tuple(missing),
        extra=extra,
        is_misspelt=any(match.how is How.MISSPELT for match in matches),
        is_inflected=any(match.how is How.INFLECTED for match in matches),
        is_in_order=places == sorted(places),
        wrong_number=_has_wrong_number(missing, extra),
        only_numbers=all(n.value is not None for n in needs.words if n.token not in missing),
        is_name=needs.is_name,
    )


_NOTHING: Final = Recall(
    0.0,
    (),
    (),
    is_misspelt=False,
    is_inflected=False,
    is_in_order=True,
    wrong_number=False,
    only_numbers=False,
    is_name=False,
)


def _is_name(key: Sequence[Token]) -> bool:
    """Whether this is written like a person's name: two or three capitalised words."""
    key = [token for token in key if token.bare not in _PARTICLES]
    return 2 <= len(key) <= _PERSON_ENDS and all(
        token.written[:1].isupper()
        and token.number is None
        and (token.form not in _GENERAL_FORMS or token.form in _TITLES)
        and ("." in token.written or not typos.is_abbreviation(token.written))
        and not token.is_function
        for token in key
    )


def _has_wrong_number(missing: Sequence[Token], extra: Sequence[Token]) -> bool:
    """Whether a number of the key is missing and the answer has another instead."""
    wanted = [token for token in missing if _value(token, is_first=False) is not None]
    return bool(wanted) and any(_value(token, is_first=False) is not None for token in extra)


def _value(token: Token, *, is_first: bool) -> int | None:
    """What a token counts, as figure, word or Roman numeral; one letter only where it fits."""
    if token.number is not None:
        return token.number
    is_roman = len(token.text) > 1 or (token.written.isupper() and not is_first)
    return spellings.roman(token.bare) if is_roman else None
