"""Formats get harder as a card gets known."""

import pytest

from quiz.cards import CardKind
from quiz.responses import Format
from quiz.scheduling.memories import (
    CardState,
    ConfidenceSchedule,
    FsrsSchedule,
    LeitnerSchedule,
    Memory,
    Sm2Schedule,
)
from quiz.session.ladders import formats_to_try, rung_of

ALL = tuple(Format)
UNKNOWN, KNOWN = Memory(), Memory(state=CardState.REVIEW, interval_days=30)


@pytest.mark.parametrize(
    ("memory", "rung"),
    [
        (None, 0),
        (UNKNOWN, 0),
        (Memory(state=CardState.LEARNING, schedule=FsrsSchedule(1.0, 5.0, 0)), 0),
        (Memory(state=CardState.LEARNING, schedule=FsrsSchedule(1.0, 5.0, 1)), 1),
        (Memory(state=CardState.REVIEW, interval_days=6), 1),
        (Memory(state=CardState.REVIEW, interval_days=7), 2),
        (Memory(state=CardState.RELEARNING, interval_days=30), 0),
        (Memory(state=CardState.REVIEW, interval_days=1, schedule=LeitnerSchedule(1)), 1),
        (Memory(state=CardState.LEARNING, interval_days=1, schedule=LeitnerSchedule(1)), 0),
        (Memory(state=CardState.LEARNING, interval_days=1, schedule=Sm2Schedule(1.7, 0)), 0),
        (Memory(state=CardState.LEARNING, schedule=ConfidenceSchedule(2, 1)), 0),
        (Memory(state=CardState.LEARNING, schedule=ConfidenceSchedule(3, 1)), 1),
        (Memory(state=CardState.REVIEW, schedule=ConfidenceSchedule(5, 1)), 2),
    ],
)
def test_a_card_stands_on_the_rung_of_what_is_remembered(memory: Memory | None, rung: int) -> None:
    assert rung_of(memory) == rung


def test_a_new_basic_card_is_recognised_first() -> None:
    assert formats_to_try(CardKind.BASIC, None, ALL)[:2] == (Format.CHOICE, Format.TRUE_FALSE)


def test_a_known_basic_card_is_told_whole() -> None:
    assert formats_to_try(CardKind.BASIC, KNOWN, ALL)[0] is Format.FREE_TEXT


def test_a_known_card_that_has_no_free_text_takes_the_hardest_it_can() -> None:
    assert formats_to_try(CardKind.TYPED, KNOWN, ALL)[0] is Format.TYPED


def test_a_new_cloze_card_takes_the_easiest_it_can() -> None:
    assert formats_to_try(CardKind.CLOZE, None, ALL) == (Format.CLOZE,)


def test_only_allowed_formats_are_tried() -> None:
    assert formats_to_try(CardKind.BASIC, None, (Format.FREE_TEXT, Format.FLIP)) == (
        Format.FREE_TEXT,
    )


def test_no_flip_card_is_learnt_from() -> None:
    assert formats_to_try(CardKind.BASIC, None, (Format.FLIP,)) == ()
