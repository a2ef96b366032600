"""The `confidence` mode chooses by its published rules, and keeps its bars."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from cpu_time import run_within
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from quiz.scheduling.choosing import UNPICKED, WEIGHTS, DeckCard, choose, ripeness

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEVER = timedelta(0)


def card(position: int, level: int = 0, rank: int = 0, age: timedelta = NEVER) -> DeckCard:
    """The card at a position, rated so long ago as the answer of that rank."""
    return DeckCard(UUID(int=position + 1), position, level, rank, NOW - age if level else None)


def chosen(cards: list[DeckCard], rank: int, round_robin: tuple[int, ...] = UNPICKED) -> int | None:
    """The position of the card that comes next."""
    choice = choose(cards, round_robin, now=NOW, rank=rank)
    return None if choice.card_id is None else choice.card_id.int - 1


class Learner:
    """Somebody who studies a deck, one answer after another."""

    def __init__(self, count: int, seconds: int = 10) -> None:
        self.cards = {UUID(int=place + 1): card(place) for place in range(count)}
        self.pause = timedelta(seconds=seconds)
        self.round_robin = UNPICKED
        self.now = NOW
        self.rank = 0

    def next(self) -> DeckCard:
        choice = choose(list(self.cards.values()), self.round_robin, now=self.now, rank=self.rank)
        assert choice.card_id is not None
        self.round_robin = choice.round_robin
        return self.cards[choice.card_id]

    def rate(self, asked: DeckCard, level: int) -> None:
        self.rank += 1
        self.now += self.pause
        rated = replace(asked, level=level, rank=self.rank, seen_at=self.now)
        self.cards[asked.id] = rated


def study(learner: Learner, answers: int, rng: random.Random) -> Iterator[DeckCard]:
    """The cards that somebody is asked who rates at random."""
    for _ in range(answers):
        asked = learner.next()
        learner.rate(asked, rng.randint(1, 5))
        yield asked


def improving(learner: Learner, answers: int) -> Iterator[DeckCard]:
    """The cards that somebody is asked who rates each one higher until it reaches 3."""
    for _ in range(answers):
        asked = learner.next()
        learner.rate(asked, min(asked.level + 1, 3))
        yield asked


def fed(picks: int) -> Counter[int]:
    """How often each level is picked where all five have something ripe all the time."""
    ripe = [card(place, place % 5 + 1, place + 1, timedelta(days=90)) for place in range(50)]
    round_robin, counts = UNPICKED, Counter[int]()
    for _ in range(picks):
        choice = choose(ripe, round_robin, now=NOW, rank=1_000)
        round_robin = choice.round_robin
        assert choice.card_id is not None
        counts[(choice.card_id.int - 1) % 5 + 1] += 1
    return counts


def test_a_new_deck_begins_at_its_beginning() -> None:
    assert chosen([card(2), card(0), card(1)], rank=0) == 0


def test_a_deck_without_cards_has_nothing_to_choose() -> None:
    assert choose([], UNPICKED, now=NOW, rank=0) == (None, UNPICKED)


def test_the_only_card_comes_again_and_again() -> None:
    assert chosen([card(0, 5, rank=1)], rank=1) == 0


def test_cards_that_one_answer_rated_together_come_again_if_there_are_no_others() -> None:
    together = [card(0, 5, rank=3), card(1, 1, rank=3, age=timedelta(minutes=5))]
    assert chosen(together, rank=3) == 1


@pytest.mark.parametrize("count", [2, 3, 7, 60])
def test_no_card_comes_twice_in_a_row(count: int) -> None:
    asked = list(study(Learner(count), 1_000, random.Random(count)))
    assert all(one.id != other.id for one, other in pairwise(asked))


def test_fifty_picks_are_shared_exactly() -> None:
    assert fed(50) == Counter({1: 30, 2: 10, 3: 6, 4: 3, 5: 1})


def test_every_fifty_picks_are_shared_exactly() -> None:
    assert fed(500) == Counter({1: 300, 2: 100, 3: 60, 4: 30, 5: 10})
    assert fed(123) + Counter({1: 30, 2: 10, 3: 6, 4: 3, 5: 1}) == fed(173)


def test_every_card_of_a_long_deck_is_seen_by_a_learner_who_improves() -> None:
    asked = {each.id for each in improving(Learner(200), 2_000)}
    assert len(asked) == 200


@pytest.mark.parametrize(("level", "gap"), [(1, 2), (2, 6), (3, 15), (4, 40), (5, 100)])
def test_a_card_is_ripe_when_its_gap_of_others_came_in_between(level: int, gap: int) -> None:
    seen = card(0, level, rank=10)
    at_last = ripeness(seen, now=NOW, rank=10 + gap, count=200)
    assert at_last == 1
    assert ripeness(seen, now=NOW, rank=9 + gap, count=200) == gap / (gap + 1)


@pytest.mark.parametrize(
    ("level", "age"),
    [
        (1, timedelta(minutes=5)),
        (2, timedelta(minutes=15)),
        (3, timedelta(hours=6)),
        (4, timedelta(days=3)),
        (5, timedelta(days=21)),
    ],
)
def test_a_card_is_ripe_when_its_time_is_up(level: int, age: timedelta) -> None:
    ripe, half = (card(0, level, rank=10, age=part) for part in (age, age / 2))
    assert ripeness(ripe, now=NOW, rank=10, count=200) == 1
    assert ripeness(half, now=NOW, rank=10, count=200) == 0.5


def test_a_gap_is_no_longer_than_the_other_cards() -> None:
    assert ripeness(card(0, 5, rank=1), now=NOW, rank=3, count=3) == 1


def test_new_cards_that_are_not_given_count_for_gaps() -> None:
    # By count 6 / 16 of the 3 with all cards, 6 / 7 with those that are given; 5 / 7 of the 2.
    seen = [card(place, 2, rank=place + 2) for place in range(1, 7)]
    cards = [card(0, 3, rank=2), *seen]
    assert chosen(cards, rank=7) == 0
    assert choose(cards, UNPICKED, now=NOW, rank=7, count=200).card_id == cards[1].id


def test_new_cards_wait_while_six_are_weak() -> None:
    weak = [card(place, 2, rank=place + 1) for place in range(6)]
    assert chosen([*weak, card(6)], rank=6) == 0
    assert chosen([*weak[1:], card(6)], rank=6) == 6


def test_a_ripe_one_comes_before_a_new_card() -> None:
    assert chosen([card(0), card(1, 1, rank=1), card(2, 5, rank=4)], rank=4) == 1


def test_a_new_card_comes_before_an_unripe_one() -> None:
    assert chosen([card(0, 1, rank=3), card(1), card(2, 5, rank=4)], rank=4) == 1


def test_the_ripest_of_a_level_comes_first() -> None:
    ages = [timedelta(minutes=minutes) for minutes in (6, 30, 9)]
    cards = [card(place, 1, rank=place + 1, age=age) for place, age in enumerate(ages)]
    assert chosen([*cards, card(3, 5, rank=4)], rank=4) == 1


def test_of_equally_ripe_cards_the_first_of_the_deck_comes() -> None:
    cards = [card(place, 1, rank=1, age=timedelta(hours=1)) for place in (2, 1, 3)]
    assert chosen(cards, rank=9) == 1


def test_ripe_by_time_and_ripe_by_count_are_equals() -> None:
    # Both 1: three answers since with a gap of two, and five minutes.
    rest = [card(place, 5, rank=5) for place in range(2, 9)]
    older, other = card(0, 1, rank=3), card(1, 1, rank=4, age=timedelta(minutes=5))
    assert chosen([older, other, *rest], rank=5) == 0
    newer, other = card(0, 1, rank=4, age=timedelta(minutes=5)), card(1, 1, rank=3)
    assert chosen([newer, other, *rest], rank=5) == 0


def test_a_card_whose_day_was_set_is_ripe_from_that_day_on() -> None:
    cards = [card(place, level=5, rank=8) for place in range(9)]
    waiting = [*cards[:7], replace(cards[7], is_set_due=True), cards[8]]
    assert chosen(cards, rank=9) == 0
    assert chosen(waiting, rank=9) == 7


def test_where_nothing_is_ripe_the_ripest_comes() -> None:
    # Ripeness by count: 20 / 41 of the 4, 19 / 101 of the 5, 3 / 16 of the 3.
    others = [card(place, 5, rank=3) for place in range(3, 150)]
    cards = [card(0, 5, rank=2), card(1, 4, rank=1), card(2, 3, rank=18), *others]
    assert chosen(cards, rank=20) == 1


def test_what_comes_of_nothing_ripe_costs_no_turn() -> None:
    cards = [card(place, 3, rank=place + 100) for place in range(20)]
    state = (3, -3, 0, 0, 0)
    assert choose(cards, state, now=NOW, rank=119).round_robin == state


def test_a_clock_that_went_back_ripens_nothing() -> None:
    later = card(0, 1, rank=9, age=-timedelta(days=3_650))
    assert chosen([later, card(1, 1, rank=8, age=timedelta(seconds=1)), card(2, 5, 10)], 10) == 1


@run(deadline=None)
@given(st.permutations(range(12)))
def test_the_order_in_which_cards_are_given_does_not_matter(order: list[int]) -> None:
    cards = [card(place, place % 6, place, timedelta(minutes=place)) for place in range(12)]
    shuffled = [cards[place] for place in order]
    expected = choose(cards, UNPICKED, now=NOW, rank=20)
    assert choose(shuffled, UNPICKED, now=NOW, rank=20) == expected


def naive(cards: list[DeckCard], now: datetime, rank: int) -> dict[int, tuple[float, int]]:
    """For each level the greatest ripeness and the position it is at, card by card."""
    gaps = {1: 2, 2: 6, 3: 15, 4: 40, 5: 100}
    minutes = {1: 5, 2: 15, 3: 360, 4: 4_320, 5: 30_240}
    best: dict[int, tuple[float, int]] = {}
    for each in cards:
        if each.level == 0 or each.rank == rank or each.seen_at is None:
            continue
        by_count = (rank - each.rank + 1) / (min(gaps[each.level], len(cards) - 1) + 1)
        by_age = (now - each.seen_at) / timedelta(minutes=minutes[each.level])
        found = (max(by_count, by_age), -each.position)
        best[each.level] = max(best.get(each.level, found), found)
    return best


@run(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(1, 60), st.integers(0, 60_000)),
        min_size=7,
        max_size=30,
        unique_by=lambda given_card: given_card[1],
    )
)
def test_the_ripest_is_found_as_by_looking_at_each_card(
    given_cards: list[tuple[int, int, int]],
) -> None:
    cards = [
        card(place, level, rank, timedelta(minutes=minutes))
        for place, (level, rank, minutes) in enumerate(given_cards)
    ]
    best = naive(cards, NOW, rank=60)
    ripe = {level: place for level, (ripeness, place) in best.items() if ripeness >= 1}
    level = max(ripe, key=lambda each: WEIGHTS[each - 1], default=None)
    expected = max(best.values())[1] if level is None else ripe[level]
    assert chosen(cards, rank=60) == -expected


@pytest.mark.parametrize(("count", "most_ms"), [(500, 5), (100_000, 500)])
def test_choosing_is_quick(count: int, most_ms: float) -> None:
    # Loose, since tests share their processors; `benchmarks/scheduling.py` measures.
    cards = [
        card(place, place % 5 + 1, place + 1, timedelta(seconds=count - place))
        for place in range(count)
    ]
    run_within(most_ms / 1_000, lambda: choose(cards, UNPICKED, now=NOW, rank=count))
