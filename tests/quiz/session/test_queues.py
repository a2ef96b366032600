"""A day's queue: what waits longest first, decks in turns, new cards mixed in, limits kept."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardKind
from quiz.scheduling.memories import CardState, Memory
from quiz.scheduling.settings import Limits
from quiz.session.planning import Candidate
from quiz.session.queues import (
    DayLimits,
    Done,
    Queued,
    in_order,
    in_turns,
    limited,
    mixed,
    queue,
    without_siblings,
)

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DECK, OTHER = UUID(int=900), UUID(int=901)
FREE = DayLimits(decks={}, done={})


def card(number: int, *, deck: UUID = DECK, group: int | None = None) -> Queued:
    """A card that was never seen."""
    return Queued(
        Candidate(UUID(int=number), deck, 1, CardKind.BASIC),
        position=number,
        sibling_group=None if group is None else UUID(int=group),
        memory=None,
    )


def due(number: int, days_ago: int = 0, **given: object) -> Queued:
    """A card in review that came due so many days ago."""
    plain = card(number, **given)  # type: ignore[arg-type]
    memory = Memory(state=CardState.REVIEW, due_on=TODAY - timedelta(days=days_ago))
    return Queued(plain.card, plain.position, plain.sibling_group, memory)


def step(number: int, minutes_ago: int) -> Queued:
    """A card in steps whose time came so many minutes ago."""
    plain = card(number)
    memory = Memory(
        state=CardState.LEARNING, due_on=TODAY, due_at=NOW - timedelta(minutes=minutes_ago)
    )
    return Queued(plain.card, plain.position, None, memory)


def numbers(queued: list[Queued]) -> list[int]:
    return [each.card.card_id.int for each in queued]


def limits_of(**given: int | bool) -> DayLimits:
    return DayLimits(decks={DECK: Limits(**given)}, done={})  # type: ignore[arg-type]


def test_what_waits_longest_comes_first() -> None:
    assert numbers(in_order([due(1), due(2, 5), due(3, 1)])) == [2, 3, 1]


def test_of_equals_the_first_in_the_deck_comes_first() -> None:
    assert numbers(in_order([due(3), due(1), due(2)])) == [1, 2, 3]


def test_cards_in_steps_come_before_everything_by_their_time() -> None:
    assert numbers(in_order([due(1, 9), step(2, 1), step(3, 4)])) == [3, 2, 1]


def test_decks_take_turns() -> None:
    both = [due(1), due(2), due(3), due(11, deck=OTHER), due(12, deck=OTHER), due(13, deck=OTHER)]
    assert numbers(in_turns(both)) == [1, 11, 2, 12, 3, 13]


def test_a_small_deck_is_spread_over_a_large_one() -> None:
    both = [*(due(n) for n in range(1, 7)), due(11, deck=OTHER), due(12, deck=OTHER)]
    assert numbers(in_turns(both)) == [1, 2, 11, 3, 4, 5, 12, 6]


def test_new_cards_are_spread_among_those_that_come_back() -> None:
    found = mixed([due(1), due(2), due(3), due(4)], [card(11), card(12)])
    assert numbers(found) == [1, 11, 2, 3, 12, 4]


def test_one_of_a_group_of_siblings_is_asked_a_day() -> None:
    found = without_siblings([card(1, group=7), card(2, group=7), card(3)], {}, ())
    assert numbers(found) == [1, 3]


def test_siblings_of_what_was_studied_today_wait() -> None:
    assert numbers(without_siblings([card(1, group=7), card(2)], {}, {UUID(int=7)})) == [2]


def test_a_deck_may_keep_its_siblings() -> None:
    kept = {DECK: Limits(buries_siblings=False)}
    found = without_siblings([card(1, group=7), card(2, group=7)], kept, {UUID(int=7)})
    assert numbers(found) == [1, 2]


def test_so_many_new_and_so_many_due_cards_a_day() -> None:
    cards = [due(1), due(2), due(3), card(11), card(12), card(13)]
    assert numbers(limited(cards, limits_of(new_per_day=1, due_per_day=2))) == [1, 2, 11]


def test_what_was_done_today_takes_its_part_of_the_limit() -> None:
    limits = DayLimits(
        decks={DECK: Limits(new_per_day=3, due_per_day=2)}, done={DECK: Done(new=2, due=2)}
    )
    assert numbers(limited([due(1), card(11), card(12)], limits)) == [11]


def test_the_learners_own_limit_goes_over_all_decks() -> None:
    limits = DayLimits(decks={}, done={OTHER: Done(new=1)}, new_per_day=2)
    assert numbers(limited([card(1), card(2)], limits)) == [1]


def test_cards_in_steps_count_for_no_limit() -> None:
    limits = limits_of(new_per_day=0, due_per_day=0)
    assert numbers(limited([step(1, 1), due(2), card(3)], limits)) == [1]


def test_a_reset_card_is_new_and_one_that_was_set_due_is_not() -> None:
    plain = card(1)
    assert Queued(plain.card, 1, None, Memory()).is_new
    assert not Queued(plain.card, 1, None, Memory(due_on=TODAY)).is_new


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 30), max_size=30), st.integers(0, 30), st.integers(0, 3))
def test_nothing_is_asked_twice_or_out_of_nowhere(
    days_ago: list[int], new_count: int, decks: int
) -> None:
    homes = [UUID(int=900 + number) for number in range(decks + 1)]
    waiting = [
        due(number, days, deck=homes[number % len(homes)]) for number, days in enumerate(days_ago)
    ]
    new = [card(1000 + n, deck=homes[n % len(homes)]) for n in range(new_count)]
    limits = DayLimits(decks={home: Limits(new_per_day=100) for home in homes}, done={})
    found = Counter(queue(waiting, new, limits))
    assert found == Counter(each.card for each in [*waiting, *new])
