"""Moves name the cards that come back on another day, the farthest first."""

from datetime import date
from uuid import UUID

from quiz.scheduling.moves import Move, moves

ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))
FIRST, SECOND, NINTH = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)


def test_a_card_that_keeps_its_day_does_not_move() -> None:
    assert moves({ONE: FIRST, TWO: None}, {ONE: FIRST, TWO: None}) == []


def test_days_count_from_the_old_day_to_the_new() -> None:
    later, earlier = moves({ONE: FIRST, TWO: SECOND}, {ONE: NINTH, TWO: FIRST})
    assert (later.days, earlier.days) == (8, -1)


def test_those_that_gain_or_lose_a_day_come_first_then_the_farthest() -> None:
    before = {ONE: FIRST, TWO: NINTH, THREE: None, FOUR: FIRST}
    after = {ONE: SECOND, TWO: FIRST, THREE: FIRST, FOUR: None}
    assert [move.card_id for move in moves(before, after)] == [THREE, FOUR, TWO, ONE]
    assert [move.days for move in moves(before, after)] == [None, None, -8, 1]


def test_a_card_that_only_one_side_knows_is_left_out() -> None:
    assert moves({ONE: FIRST}, {TWO: FIRST}) == []


def test_of_equals_the_order_is_that_of_their_ids() -> None:
    before = {TWO: FIRST, ONE: FIRST}
    assert moves(before, {ONE: SECOND, TWO: SECOND}) == [
        Move(ONE, FIRST, SECOND),
        Move(TWO, FIRST, SECOND),
    ]
