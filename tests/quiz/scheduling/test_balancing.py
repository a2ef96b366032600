"""Load balancing lowers peaks, keeps every card in its band, and loses none."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from study_log import AGAIN, CONFIDENCE, EASY, FSRS, GOOD, LEITNER, NOON, SM2, TODAY, rated, study

from quiz.scheduling.balancing import DueCard, spare_days, waits
from quiz.scheduling.folding import review
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import Settings

FUZZY = replace(FSRS, is_fuzzed=True)
ON = date(2026, 3, 2)


def due(number: int, spare: int, interval: int = 50) -> DueCard:
    return DueCard(UUID(int=number), interval, spare)


def many(count: int, spare: int) -> list[DueCard]:
    return [due(number, spare) for number in range(count)]


def loads_after(
    cards: list[DueCard], done: int, loads: list[int], waiting: dict[UUID, date]
) -> list[int]:
    """Today's load and those of the coming days, with the cards where they wait until."""
    moved = Counter((until - ON).days for until in waiting.values())
    coming = [load + moved[days] for days, load in enumerate(loads, start=1)]
    return [len(cards) + done - len(waiting), *coming]


CARDS = st.lists(
    st.builds(due, st.integers(0, 10**6), st.integers(0, 12), st.integers(1, 400)),
    max_size=40,
    unique_by=lambda card: card.card_id,
)
LOADS = st.lists(st.integers(0, 50), max_size=10)


def test_a_card_waits_for_a_day_with_less_to_do() -> None:
    assert waits(many(3, spare=1), on=ON, done=0, loads=[0]) == {UUID(int=0): date(2026, 3, 3)}


def test_a_day_with_one_less_is_not_worth_waiting_for() -> None:
    assert waits(many(3, spare=1), on=ON, done=0, loads=[2]) == {}


def test_the_lightest_day_within_the_band_is_taken() -> None:
    found = waits([due(1, 3)], on=ON, done=5, loads=[4, 1, 2, 0])
    assert found == {UUID(int=1): date(2026, 3, 4)}


def test_cards_with_little_room_go_first_so_that_others_stay_free() -> None:
    found = waits([due(1, 1), due(2, 5)], on=ON, done=4, loads=[2, 2, 2, 2, 4])
    assert found == {UUID(int=1): date(2026, 3, 3), UUID(int=2): date(2026, 3, 4)}


def test_of_equals_the_longest_interval_waits() -> None:
    cards = [due(1, 1, interval=30), due(2, 1, interval=90), due(3, 1, interval=60)]
    assert set(waits(cards, on=ON, done=0, loads=[1])) == {UUID(int=2)}


def test_what_is_answered_meanwhile_changes_nothing() -> None:
    cards = [due(number, number % 4) for number in range(30)]
    waiting = waits(cards, on=ON, done=0, loads=[3, 9, 4, 20])
    left = [card for card in cards if card.card_id in waiting or card.card_id.int % 2]
    done = len(cards) - len(left)
    assert waits(left, on=ON, done=done, loads=[3, 9, 4, 20]) == waiting


@run(deadline=None)
@given(CARDS, st.integers(0, 20), LOADS)
def test_nothing_waits_beyond_its_band(cards: list[DueCard], done: int, loads: list[int]) -> None:
    spare = {card.card_id: card.spare_days for card in cards}
    waiting = waits(cards, on=ON, done=done, loads=loads)
    assert all(1 <= (until - ON).days <= spare[card] for card, until in waiting.items())


@run(deadline=None)
@given(CARDS, st.integers(0, 20), LOADS)
def test_no_card_is_lost_and_no_peak_rises(
    cards: list[DueCard], done: int, loads: list[int]
) -> None:
    after = loads_after(cards, done, loads, waits(cards, on=ON, done=done, loads=loads))
    before = [len(cards) + done, *loads]
    assert sum(after) == sum(before)
    assert max(after) <= max(before)


@run(deadline=None)
@given(CARDS, st.integers(0, 20), LOADS)
def test_the_order_of_the_cards_does_not_matter(
    cards: list[DueCard], done: int, loads: list[int]
) -> None:
    mixed = sorted(cards, key=lambda card: card.card_id.int % 7)
    assert waits(mixed, on=ON, done=done, loads=loads) == waits(
        cards, on=ON, done=done, loads=loads
    )


def test_a_peak_is_lowered_as_far_as_the_bands_allow() -> None:
    after = loads_after(
        many(100, spare=4), 0, [20, 20, 20, 20], waits(many(100, 4), on=ON, done=0, loads=[20] * 4)
    )
    assert after == [36, 36, 36, 36, 36]


def test_ten_thousand_cards_are_spread() -> None:
    cards = [due(number, number % 20) for number in range(10_000)]
    after = loads_after(cards, 0, [0] * 30, waits(cards, on=ON, done=0, loads=[0] * 30))
    assert max(after) == 500


def long_known(settings: Settings) -> Memory:
    return study([EASY, EASY], [0, 60], settings)[-1]


def test_a_card_may_wait_until_the_end_of_its_band() -> None:
    memory = study([EASY], [0], FUZZY)[0]
    # Stability 8.2956, so 8 days: 1 + 0.675 + 0.1 on both sides leave 7 to 9.
    last = TODAY + timedelta(days=9)
    assert spare_days(memory, last - timedelta(days=2), FUZZY) == 2
    assert spare_days(memory, last, FUZZY) == 0
    assert spare_days(memory, last + timedelta(days=30), FUZZY) == 0


def test_an_interval_of_sm2_is_the_middle_of_its_band() -> None:
    memory = study([GOOD, GOOD, GOOD], [0, 1, 6], SM2)[-1]
    # 15 days: 1 + 0.675 + 0.8 on both sides leave 13 to 17.
    assert spare_days(memory, memory.due_on or TODAY, SM2) == 2


@pytest.mark.parametrize(
    ("memory", "settings"),
    [
        (long_known(FSRS), FSRS),
        (long_known(LEITNER), LEITNER),
        (study([EASY, AGAIN], [0, 8], FUZZY)[-1], FUZZY),
        (review(None, rated(5), CONFIDENCE), CONFIDENCE),
        (replace(long_known(FUZZY), due_on=ON), FUZZY),
        (long_known(FUZZY), replace(FUZZY, desired_retention=0.97)),
        (Memory(), FUZZY),
    ],
    ids=["no fuzz", "leitner", "in steps", "confidence", "day set", "other settings", "new"],
)
def test_where_days_are_exact_nothing_waits(memory: Memory, settings: Settings) -> None:
    assert spare_days(memory, NOON.date() + timedelta(days=60), settings) == 0
