"""The words of one answer, ready to be looked up by many keys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from rapidfuzz.distance import OSA

from quiz.grading.short_answers import lookalikes, spellings, typos, vocabulary
from quiz.grading.short_answers.tokens import Token
from quiz.grading.short_answers.typos import Guard
from quiz.grading.short_answers.word_lists import listed

_SHARED_BEGINNING: Final = 6
_LONGEST_WHOLE: Final = 3
"""Letters of words that nobody writes apart."""

_DOCTRINES: Final = listed("isms ism ists ist ity ities ics al")


class How(Enum):
    """In which way a word stands for another."""

    SAME = auto()
    INFLECTED = auto()
    MISSPELT = auto()
    INITIAL = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """The places of the words that stand for a word of the key: two where it was parted."""

    places: tuple[int, ...]
    how: How


class Answer:
    """The tokens of an answer; what was found for a word of a key is kept for the next key."""

    def __init__(self, tokens: Sequence[Token], guard: Guard, code: str | None) -> None:
        self.tokens = tokens
        self._guard = guard
        self._code = code
        self._found: dict[tuple[str, int | None, bool], tuple[Match, ...]] = {}
        stems = [vocabulary.stem(token.bare, code) for token in tokens]
        self._synonyms = [vocabulary.synonyms(stem, code) for stem in stems]

    def find(
        self, token: Token, value: int | None, taken: Collection[int], *, is_short: bool
    ) -> Match | None:
        """The surest match of a token that uses no word already taken.

        `value` is the number that the token stands for, if it does. `is_short` tells a key of few
        words, where a common stem is not enough.
        """
        key = (token.written, value, is_short)
        if key not in self._found:
            self._found[key] = tuple(self._matches(token, value, is_short))
        for match in self._found[key]:
            if not taken or not any(place in taken for place in match.places):
                return match
        return None

    def _matches(self, token: Token, value: int | None, is_short: bool) -> list[Match]:
        """Every match, the surest first."""
        ranked: list[tuple[int, Match]] = []
        stem = vocabulary.stem(token.bare, self._code)
        for place, given in enumerate(self.tokens):
            if given.text == token.text:
                ranked.append((0, Match((place,), How.SAME)))
            elif value is not None:
                if value in (given.number, spellings.roman(given.bare)):
                    ranked.append((1, Match((place,), How.SAME)))
            elif self._is_same_word(given, token, is_short):
                ranked.append((1, Match((place,), How.INFLECTED)))
            elif _is_initial_of(given, token):
                ranked.append((3, Match((place,), How.INITIAL)))
            elif not is_short and stem in self._synonyms[place]:
                ranked.append((3, Match((place,), How.INFLECTED)))
            elif self._is_misspelt(given, token):
                ranked.append((2, Match((place,), How.MISSPELT)))
            elif place and len(token.text) > _LONGEST_WHOLE and self._ends(place, token):
                ranked.append((3, Match((place - 1, place), How.SAME)))
        return [match for _, match in sorted(ranked, key=lambda each: each[0])]

    def _ends(self, place: int, token: Token) -> bool:
        """Whether the word here is the second half of a token that was written apart."""
        before, here = self.tokens[place - 1].text, self.tokens[place].text
        return token.text.endswith(here) and before + here == token.text

    def _is_same_word(self, given: Token, token: Token, is_short: bool) -> bool:
        """Whether two words are forms of one; in languages that is no matter of course."""
        if given.form != token.form and given.light != token.light:
            return False
        if given.bare in self._guard.words or self._guard.endings_count:
            return False
        if lookalikes.told_apart(given.bare, token.bare):
            return False
        if given.light == token.light:
            return True
        if _doctrine(given.bare) != _doctrine(token.bare):
            return False
        begins_alike = given.bare[:_SHARED_BEGINNING] == token.bare[:_SHARED_BEGINNING]
        return not is_short or (begins_alike and len(token.bare) > _SHARED_BEGINNING)

    def _is_misspelt(self, given: Token, token: Token) -> bool:
        if given.is_function or given.number is not None:
            return False
        if abs(len(given.bare) - len(token.bare)) > typos.budget(len(token.bare)):
            return False
        if not typos.is_misspelt(given.bare, token.bare, self._guard):
            return False
        if typos.is_abbreviation(token.written):
            return False
        if token.written.islower() and vocabulary.is_common(given.bare, self._code):
            return False
        if given.text == given.bare and token.text == token.bare:
            return True
        return OSA.distance(given.text, token.text) == OSA.distance(given.bare, token.bare)


def _is_initial_of(given: Token, token: Token) -> bool:
    """Whether a capital stands for a word: "W. Shakespeare"."""
    is_capital = len(given.written) == 1 and given.written.isupper()
    return (
        is_capital
        and token.written[:1].isupper()
        and len(token.bare) > 2
        and token.bare.startswith(given.bare)
    )


def _doctrine(word: str) -> str:
    """The ending that makes a doctrine, a person or a quality of a word, or ""."""
    return next((ending[:3] for ending in _DOCTRINES if word.endswith(ending)), "")
