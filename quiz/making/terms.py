"""Terms of running text that are worth a gap: names, numbers and dates, else rare long words.

A name is a run of words that the deck writes with a capital where no sentence begins; so German
nouns are names too, and in scripts without capitals only numbers are found. No word list is used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quiz.making.likeness import form_of, shows

SCANNED_CHARS = 60_000
"""Characters of the deck that are read for terms."""

LONGEST_RUN = 4
RARE_LETTERS = 7
RARE_TEXTS = 2
"""A word in at most so many texts is rare."""

OFTEN_ALONE = 2
SMALLEST_NUMBER = 2
"""Digits of a number that is worth a gap."""

_TOKEN = re.compile(r"[^\W_]+(?:[-–][^\W_]+)*")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;•●○→…\n]|\n\s*[-–*]|\d[.)])\s*[\"'“”‘’«(\[]*$")
_WITHIN_NUMBER = re.compile(r"[.,]?\d")


@dataclass(frozen=True, slots=True)
class Term:
    """A term and where it stands in its text; `before` is the word in front of it, "" for none."""

    text: str
    start: int
    end: int
    before: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How words are written in the texts of a deck.

    `texts` counts the texts that have a word, `capitals` how often it has a capital though no
    sentence begins, `alone` how often that with no capital beside it, `total` how often it comes
    at all; the words are in small letters.
    """

    texts: Counter[str]
    capitals: Counter[str]
    alone: Counter[str]
    total: Counter[str]

    def are_apart(self, one: str, next: str) -> bool:
        """Whether two names or numbers in a row are two: a year ends a date, and words that the
        deck also has alone are two names."""
        if one.isdigit() and len(one) > SMALLEST_NUMBER and not next[0].isdigit():
            return True
        return min(self.alone[one.casefold()], self.alone[next.casefold()]) >= OFTEN_ALONE

    def is_name(self, word: str) -> bool:
        """Whether this word, as written here, is a name."""
        low = word.casefold()
        often = 2 * self.capitals[low] >= self.total[low]
        return len(word) > 1 and word[0].isupper() and self.capitals[low] > 0 and often


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """How words are written in the texts; past `SCANNED_CHARS` they are not read."""
    deck = Vocabulary(Counter(), Counter(), Counter(), Counter())
    left = SCANNED_CHARS
    for text in texts:
        if left <= 0:
            break
        _count(text[:left], deck)
        left -= len(text)
    return deck


def _count(text: str, deck: Vocabulary) -> None:
    tokens = list(_TOKEN.finditer(text))
    deck.texts.update({token.group().casefold() for token in tokens})
    for place, token in enumerate(tokens):
        low = token.group().casefold()
        begins = _SENTENCE_BEGINS.search(text[max(token.start() - 12, 0) : token.start()])
        if begins is not None and token.group()[0].isupper():
            continue
        deck.total[low] += 1
        if token.group()[0].isupper():
            deck.capitals[low] += 1
            beside = (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])
            deck.alone[low] += not any(other.group()[0].isupper() for other in beside)


def names_and_numbers(text: str, deck: Vocabulary) -> tuple[Term, ...]:
    """The names, numbers and dates of the text, in reading order."""
    return tuple(_runs(text, deck))


def rare_words(text: str, deck: Vocabulary) -> tuple[Term, ...]:
    """Long words that few texts of the deck have, in reading order."""
    tokens = list(_TOKEN.finditer(text))
    return tuple(
        _term(text, tokens, place, place)
        for place, token in enumerate(tokens)
        if len(token.group()) >= RARE_LETTERS
        and token.group().isalpha()
        and deck.texts[token.group().casefold()] <= RARE_TEXTS
    )


def unreadable(
    terms: Sequence[Term], text: str, shown: str, language: str | None
) -> tuple[Term, ...]:
    """Those terms that cannot be read anywhere else in the text or in what is shown above it."""
    above = form_of(shown, language)
    hidden = []
    for term in terms:
        rest = form_of(f"{text[: term.start]} {text[term.end :]}", language)
        form = form_of(term.text, language)
        if not shows(rest, form) and not shows(above, form):
            hidden.append(term)
    return tuple(hidden)


def _runs(text: str, deck: Vocabulary) -> Iterator[Term]:
    """Words in a row that are names or numbers, each run as long as it goes."""
    tokens = list(_TOKEN.finditer(text))
    first: int | None = None
    for place in range(len(tokens) + 1):
        fits = place < len(tokens) and _fits(tokens[place].group(), deck)
        joins = first is not None and fits and _is_one(text, tokens[place - 1], tokens[place], deck)
        if first is not None and not joins:
            if place - first <= LONGEST_RUN and _is_worth(text, tokens, first, place - 1):
                yield _term(text, tokens, first, place - 1)
            first = None
        if fits and first is None:
            first = place


def _fits(word: str, deck: Vocabulary) -> bool:
    if any(char.isdigit() for char in word):
        return True
    return deck.is_name(word) and not any(part == "" for part in word.split("-"))


def _is_one(text: str, one: re.Match[str], next: re.Match[str], deck: Vocabulary) -> bool:
    """Whether the two stand side by side and are one name or date."""
    is_beside = text[one.end() : next.start()] == " "
    return is_beside and not deck.are_apart(one.group(), next.group())


def _is_worth(text: str, tokens: Sequence[re.Match[str]], first: int, last: int) -> bool:
    """Whether the run is more than a small number, and no part of a longer number."""
    run = text[tokens[first].start() : tokens[last].end()]
    if _WITHIN_NUMBER.match(text, tokens[last].end()) or text[tokens[first].start() - 1] in ".,":
        return run[0].isalpha() and run[-1].isalpha()
    digits = sum(char.isdigit() for char in run)
    return digits >= SMALLEST_NUMBER or (digits == 0 and len(run) > 1)


def _term(text: str, tokens: Sequence[re.Match[str]], first: int, last: int) -> Term:
    start, end = tokens[first].start(), tokens[last].end()
    before = tokens[first - 1].group().casefold() if first else ""
    return Term(text[start:end], start, end, before)
