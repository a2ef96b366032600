"""Decks as large as a deck may be are made into questions in bounded time."""

from collections.abc import Sequence
from functools import cache
from random import Random

import pytest
from cpu_time import run_within
from making_decks import deck_of, siblings

from quiz import making
from quiz.cards import BasicContent, CardVersion, KeyPoint
from quiz.questions import Made
from quiz.responses import Format

CARDS = 201


def word(number: int) -> str:
    """The word of this number: six letters that no other has."""
    spread = number * 75_997 + 12_345_678
    return "".join(chr(97 + spread // 26**place % 26) for place in range(6))


WORDS = [word(number) for number in range(4_000)]


def sentence(number: int, words: int) -> str:
    """A sentence of so many words, another for each number."""
    return " ".join(Random(number).choices(WORDS, k=words))


def point(number: int, *, rewordings: int) -> KeyPoint:
    """A key point with so many other wordings."""
    others = (sentence(number * 50 + n, 25) for n in range(1, rewordings + 1))
    return KeyPoint(sentence(number * 50, 25), alternatives=tuple(others))


@cache
def deck(subject_words: int, *, points: int, rewordings: int) -> Sequence[CardVersion]:
    """So many cards that ask the same of different things."""
    contents = [
        BasicContent(
            f"Outline {' '.join(f'Person{card}x{n}' for n in range(subject_words))}?",
            "See the points.",
            tuple(point(card * 60 + n, rewordings=rewordings) for n in range(points)),
        )
        for card in range(CARDS)
    ]
    return deck_of(*contents)


def made(format: Format, subject_words: int, *, points: int, rewordings: int) -> Made | None:
    """A question of the first of these cards."""
    cards = deck(subject_words, points=points, rewordings=rewordings)
    return run_within(
        2, lambda: making.make(format, cards[0], siblings(cards), seed=0, language="en")
    )


@pytest.mark.parametrize("format", [Format.CHOICE, Format.TRUE_FALSE])
def test_points_with_many_rewordings_cost_little(format: Format) -> None:
    assert made(format, 2, points=40, rewordings=20) is not None


def test_prompts_of_a_hundred_words_cost_little() -> None:
    made(Format.CHOICE, 100, points=60, rewordings=0)


def test_what_needs_many_words_is_no_subject_that_cards_have_in_common() -> None:
    assert made(Format.CHOICE, 4, points=8, rewordings=0) is not None
    assert made(Format.CHOICE, 40, points=8, rewordings=0) is None
