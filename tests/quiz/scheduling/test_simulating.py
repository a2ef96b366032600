"""Simulated days keep the limits, follow the scheduler, and come out the same again."""

from dataclasses import replace
from datetime import timedelta

import fsrs
import numpy as np
import pytest
from study_log import AGAIN, FSRS, GOOD, NOON, TODAY, study

from quiz.errors import Invalid
from quiz.scheduling.memories import Memory, Sm2Schedule
from quiz.scheduling.optimizing.simulating import (
    MOST_ROUNDS,
    Memories,
    compare,
    memories_of,
    simulate,
)
from quiz.scheduling.optimizing.workloads import Habits, Workload
from quiz.scheduling.settings import Limits, Settings

NOTHING = Memories(*np.zeros((4, 0)))
MANY = Limits(new_per_day=100_000, due_per_day=100_000)

ALWAYS_GOOD = Habits(
    first=(0, 0, 1, 0), same_day=(0, 0, 1, 0), passes=(0, 1, 0), seconds=(60, 60, 60, 60)
)
ALWAYS_AGAIN = replace(ALWAYS_GOOD, first=(1, 0, 0, 0), same_day=(1, 0, 0, 0))

NO_STEPS = replace(FSRS, learning_steps=(), relearning_steps=())


class Cancelled(Exception):
    """Somebody asked for the simulation to end."""


def cards(count: int, *, stability: float = 20, elapsed: float = 10, due: float = 0) -> Memories:
    one = np.ones(count)
    return Memories(one * stability, one * 5, one * elapsed, one * due)


def learned(
    count: int,
    settings: Settings = FSRS,
    *,
    limits: Limits = MANY,
    habits: Habits = ALWAYS_GOOD,
    days: int = 30,
    seed: int = 0,
) -> Workload:
    """Days in which only new cards come in."""
    return simulate(
        NOTHING,
        unseen_count=count,
        settings=settings,
        limits=limits,
        habits=habits,
        days=days,
        seed=seed,
    )


def kept(memories: Memories, *, due_per_day: int = 100_000, days: int = 1) -> Workload:
    """Days in which nothing new comes in."""
    return simulate(
        memories,
        unseen_count=0,
        settings=FSRS,
        limits=Limits(new_per_day=0, due_per_day=due_per_day),
        habits=ALWAYS_GOOD,
        days=days,
    )


def one_card(seed: int) -> tuple[list[int], list[int], list[int]]:
    """The study days of a simulated card, and its ratings with the days before each."""
    workload = learned(1, days=1_000, seed=seed)
    days, ratings, gaps = [0], [GOOD, GOOD], [0, 0]
    for number, day in enumerate(workload.days):
        if day.reviews:
            ratings += [AGAIN, GOOD] if day.lapses else [GOOD]
            gaps += [number - days[-1]] + [0] * day.lapses
            days.append(number)
    return days, ratings, gaps


def foretold(stability: float, *, elapsed: int) -> float:
    """The chance of recall by py-fsrs."""
    card = fsrs.Card(card_id=1, stability=stability, difficulty=5, last_review=NOON)
    return fsrs.Scheduler().get_card_retrievability(card, NOON + timedelta(days=elapsed))


@pytest.mark.parametrize("seed", range(6))
def test_a_card_comes_back_on_the_days_that_the_scheduler_says(seed: int) -> None:
    days, ratings, gaps = one_card(seed)
    due_on = [memory.due_on for memory in study(ratings, gaps, FSRS) if memory.interval_days]
    assert due_on[:-1] == [TODAY + timedelta(days=day) for day in days[1:]]
    assert due_on[-1] is not None
    assert due_on[-1] >= TODAY + timedelta(days=1_000)


def test_the_same_arguments_give_the_same_days() -> None:
    assert learned(300, habits=Habits()) == learned(300, habits=Habits())


def test_another_seed_gives_other_days() -> None:
    assert learned(300, habits=Habits()) != learned(300, habits=Habits(), seed=1)


def test_who_has_no_cards_has_nothing_to_do() -> None:
    workload = learned(0)
    assert len(workload.days) == 30
    assert (workload.answers, workload.minutes, workload.remembered) == (0, 0, 0)
    assert workload.minutes_per_card is None
    assert workload.days[0].retention is None


def test_no_card_comes_before_it_is_due() -> None:
    workload = kept(cards(50, due=5), days=6)
    assert [day.reviews for day in workload.days] == [0, 0, 0, 0, 0, 50]


def test_due_cards_beyond_the_limit_are_left_over() -> None:
    workload = kept(cards(50, stability=1_000), due_per_day=20, days=4)
    assert [day.reviews for day in workload.days] == [20, 20, 10, 0]
    assert [day.left_over for day in workload.days] == [30, 10, 0, 0]


def test_what_is_due_longest_comes_first() -> None:
    lost, known = cards(1, stability=1, elapsed=100, due=-5), cards(1, stability=1_000)
    both = Memories(
        *(
            np.concatenate([getattr(each, name) for each in (known, lost)])
            for name in lost.__slots__
        )
    )
    assert kept(both, due_per_day=1).remembered > 1.9


def test_new_cards_come_by_the_day_until_there_are_no_more() -> None:
    workload = learned(25, limits=Limits(new_per_day=10), days=4)
    assert [day.new_cards for day in workload.days] == [10, 10, 5, 0]
    assert workload.new_cards == 25
    assert [day.seen for day in workload.days] == [10, 20, 25, 25]


def test_minutes_are_those_of_the_answers() -> None:
    workload = learned(100, habits=replace(Habits(), seconds=(30, 30, 30, 30)))
    assert workload.minutes == pytest.approx(workload.answers / 2)


def test_each_new_card_is_taken_through_its_steps() -> None:
    assert learned(10, days=1).answers == 20


def test_without_steps_a_new_card_is_answered_once() -> None:
    assert learned(10, NO_STEPS, days=1).answers == 10


def test_a_card_that_is_never_known_waits_for_another_day() -> None:
    workload = learned(10, habits=ALWAYS_AGAIN, days=2)
    assert workload.days[0].answers == 10 * (1 + MOST_ROUNDS)
    assert workload.days[1].reviews == 10


def test_a_lapse_is_taken_through_the_steps_of_relearning() -> None:
    workload = kept(cards(200, stability=1, elapsed=300))
    assert workload.lapses > 0
    assert workload.answers == workload.reviews + workload.lapses


def test_a_card_that_is_in_steps_today_finishes_them() -> None:
    workload = kept(cards(10, elapsed=0))
    assert workload.answers == 10
    assert workload.lapses == 0


def test_cards_are_known_as_often_as_is_foretold() -> None:
    workload = kept(cards(10_000, stability=10, elapsed=10))
    assert workload.lapses == pytest.approx(1_000, abs=120)


def test_what_is_not_studied_is_forgotten_by_the_curve() -> None:
    workload = kept(cards(100, stability=10, elapsed=10), due_per_day=0, days=21)
    assert workload.days[0].retention == pytest.approx(0.9)
    assert workload.days[20].remembered == pytest.approx(100 * foretold(10, elapsed=30))


def test_a_higher_desired_retention_asks_for_more_and_keeps_more() -> None:
    found = compare(
        NOTHING,
        unseen_count=1_000,
        settings=FSRS,
        limits=Limits(new_per_day=20, due_per_day=10_000),
        days=120,
        retentions=(0.70, 0.80, 0.90, 0.97),
    )
    assert [each.desired_retention for each in found] == [0.70, 0.80, 0.90, 0.97]
    assert [each.reviews for each in found] == sorted(each.reviews for each in found)
    assert [each.remembered for each in found] == sorted(each.remembered for each in found)


def test_each_compared_workload_is_that_of_its_own_simulation() -> None:
    found = compare(
        NOTHING,
        unseen_count=50,
        settings=FSRS,
        limits=MANY,
        habits=ALWAYS_GOOD,
        days=30,
        retentions=(0.8, 0.9),
    )
    assert found[1] == learned(50)


def test_the_maximum_interval_holds() -> None:
    short = replace(FSRS, maximum_interval_days=3)
    assert learned(10, short, days=31).reviews >= 100


@pytest.mark.parametrize("days", [0, 1_826])
def test_days_out_of_range_are_refused(days: int) -> None:
    with pytest.raises(Invalid, match="1 to 1825"):
        learned(1, days=days)


@pytest.mark.parametrize("retention", [0.69, 0.98])
def test_a_retention_out_of_range_is_refused(retention: float) -> None:
    with pytest.raises(Invalid, match=r"0\.7 to 0\.97"):
        learned(1, replace(FSRS, desired_retention=retention))


def test_progress_counts_the_days_of_all_that_is_compared() -> None:
    told: list[tuple[int, int]] = []
    compare(
        NOTHING,
        unseen_count=1,
        settings=FSRS,
        limits=MANY,
        days=3,
        retentions=(0.8, 0.9),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(done, 6) for done in range(1, 7)]


def test_what_progress_raises_ends_the_simulation() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        simulate(NOTHING, unseen_count=1, settings=FSRS, limits=MANY, progress=cancel)


def test_memories_are_those_that_fsrs_schedules() -> None:
    memory = study([GOOD, GOOD], [0, 0], FSRS)[-1]
    found = memories_of(
        [
            memory,
            Memory(),
            replace(memory, is_suspended=True),
            replace(memory, schedule=Sm2Schedule(2.5, 1)),
        ],
        TODAY + timedelta(days=10),
    )
    assert found.stability == pytest.approx([2.3065])
    assert found.elapsed_days.tolist() == [10]
    assert found.due_days.tolist() == [-8]


def test_no_memories_are_simulated_as_none() -> None:
    assert kept(memories_of([], TODAY)).remembered == 0
