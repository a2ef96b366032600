"""FSRS-6 gives the numbers that its other implementations give.

Published vectors are those of the suites of py-fsrs, fsrs-rs and ts-fsrs, computed with the default
parameters of FSRS-6 but where another one is named. Those of fsrs-rs were computed in single
precision, so they hold to a millionth. The three hundred sequences are in `fixtures/vectors`.
"""

import json
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from study_log import AGAIN, EASY, FSRS, GOOD, HARD, NOON, TODAY, answered, study, study_when_due

from quiz.errors import Invalid
from quiz.scheduling import fsrs6
from quiz.scheduling.memories import UNSEEN, CardState, FsrsSchedule, Memory

GOLDEN = json.loads((files("fixtures") / "vectors" / "fsrs6_300.json").read_text())["vectors"]


def schedule(memory: Memory) -> FsrsSchedule:
    assert isinstance(memory.schedule, FsrsSchedule)
    return memory.schedule


def stabilities(memories: list[Memory]) -> list[float]:
    return [schedule(memory).stability for memory in memories]


def difficulties(memories: list[Memory]) -> list[float]:
    return [schedule(memory).difficulty for memory in memories]


def test_a_card_answered_when_due_comes_back_at_the_published_intervals() -> None:
    memories = study_when_due([GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5, FSRS)
    intervals = [memory.interval_days for memory in memories]
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_stability_and_difficulty_are_the_published_ones() -> None:
    memory = study([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21], FSRS)[-1]
    assert schedule(memory).stability == pytest.approx(53.62691, rel=1e-6)
    assert schedule(memory).difficulty == pytest.approx(6.3574867, rel=1e-6)


def test_without_short_term_parameters_a_day_counts_once() -> None:
    without = replace(FSRS, parameters=(*DEFAULT_PARAMETERS[:17], 0.0, 0.0, 0.0, 0.1542))
    memory = study([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21], without)[-1]
    assert schedule(memory).stability == pytest.approx(53.335106, rel=1e-6)


@pytest.mark.parametrize(
    ("retention", "days"),
    [
        (0.1, 3_116_766),
        (0.2, 34_793),
        (0.3, 2_508),
        (0.4, 387),
        (0.5, 90),
        (0.6, 27),
        (0.7, 9),
        (0.8, 3),
        (0.9, 1),
        (1.0, 1),
    ],
)
def test_intervals_follow_the_desired_retention(retention: float, days: int) -> None:
    settings = replace(FSRS, desired_retention=retention, maximum_interval_days=10**9)
    assert fsrs6.interval(1.0, settings) == pytest.approx(days, rel=1e-5)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [
        (AGAIN, 0.212, 6.4133),
        (HARD, 1.2931, 5.11217071),
        (GOOD, 2.3065, 2.11810397),
        (EASY, 8.2956, 1.0),
    ],
)
def test_the_first_rating_sets_stability_and_difficulty(
    rating: int, stability: float, difficulty: float
) -> None:
    first = schedule(study([rating], [0], FSRS)[0])
    assert first.stability == pytest.approx(stability, abs=5e-9)
    assert first.difficulty == pytest.approx(difficulty, abs=5e-9)


@pytest.mark.parametrize(("days", "chance"), [(0, 1.0), (1, 0.9), (2, 0.84028935), (3, 0.7985001)])
def test_recall_falls_as_published_for_a_decay_of_a_fifth(days: int, chance: float) -> None:
    memory = replace(
        UNSEEN,
        state=CardState.REVIEW,
        schedule=FsrsSchedule(stability=1.0, difficulty=5.0, step=None),
        last_studied_on=TODAY.replace(day=1),
    )
    on = TODAY.replace(day=1 + days)
    decay = replace(FSRS, parameters=(*DEFAULT_PARAMETERS[:20], 0.2))
    assert fsrs6.recall(memory, on, decay) == pytest.approx(chance, rel=1e-6)


def test_recall_falls_to_nine_tenths_in_as_many_days_as_the_stability() -> None:
    memory = study([EASY], [0], FSRS)[0]
    on = TODAY + timedelta(days=8)
    # By hand: S = 8.2956, F = 0.9 ** (-1 / 0.1542) - 1 = 0.980346, (1 + 8 F / S) ** -0.1542.
    assert fsrs6.recall(memory, on, FSRS) == pytest.approx(0.902473, abs=5e-7)


def test_no_parameters_lead_to_a_stability_that_is_no_number() -> None:
    # The greatest growth on one day (w17, w18), never slowed (w19), and the least decay (w20).
    wild = replace(FSRS, parameters=(*DEFAULT_PARAMETERS[:17], 2.0, 2.0, 0.0, 0.1))
    memories = study([EASY] * 500, [0] * 500, wild)
    assert max(stabilities(memories)) == fsrs6.MOST_STABILITY
    assert memories[-1].interval_days == 36_500


def test_a_card_never_reviewed_foretells_nothing() -> None:
    assert fsrs6.recall(UNSEEN, TODAY, FSRS) is None


def test_ten_times_easy_at_once_is_as_easy_as_can_be() -> None:
    assert schedule(study([EASY] * 10, [0] * 10, FSRS)[-1]).difficulty == 1.0


@pytest.mark.parametrize("days", [0, 1])
def test_stability_never_falls_below_its_least(days: int) -> None:
    memories = study([AGAIN] * 1_000, [0] + [days] * 999, FSRS)
    assert min(stabilities(memories)) >= 0.001


@pytest.mark.parametrize("vector", GOLDEN, ids=range(len(GOLDEN)))
def test_random_sequences_agree_with_two_implementations(vector: dict[str, Any]) -> None:
    memories = study(vector["ratings"], vector["delta_days"], FSRS)
    assert stabilities(memories) == pytest.approx(vector["stability"], rel=1e-4)
    assert difficulties(memories) == pytest.approx(vector["difficulty"], rel=1e-4)


def test_there_are_three_hundred_sequences() -> None:
    assert len(GOLDEN) == 300


@pytest.mark.parametrize(
    ("rating", "seconds"), [(AGAIN, 60), (HARD, 330), (GOOD, 600)], ids=["again", "hard", "good"]
)
def test_a_new_card_stays_in_its_steps_within_the_day(rating: int, seconds: int) -> None:
    memory = study([rating], [0], FSRS)[0]
    assert memory.due_at is not None
    assert (memory.due_at - NOON).total_seconds() == seconds
    assert (memory.state, memory.due_on, memory.interval_days) == (CardState.LEARNING, TODAY, 0)


def test_a_forgotten_card_takes_its_relearning_step() -> None:
    memory = study([EASY, AGAIN], [0, 8], FSRS)[-1]
    assert memory.state is CardState.RELEARNING
    assert memory.due_at is not None
    assert (memory.due_at.hour, memory.due_at.minute) == (12, 40)


def test_without_steps_a_card_goes_to_review_at_once() -> None:
    bare = replace(FSRS, learning_steps=(), relearning_steps=())
    memories = study([AGAIN, AGAIN], [0, 1], bare)
    assert [memory.state for memory in memories] == [CardState.REVIEW, CardState.REVIEW]
    assert [memory.interval_days for memory in memories] == [1, 1]


def test_a_card_beyond_the_steps_that_are_left_goes_to_review() -> None:
    learning = study([GOOD], [0], FSRS)[-1]
    fewer = replace(FSRS, learning_steps=(60,))
    after = fsrs6.review(learning, answered(GOOD, 2), fewer)
    assert after.state is CardState.REVIEW


def test_no_interval_is_longer_than_the_maximum() -> None:
    memories = study([EASY] * 5, [0, 30, 30, 30, 30], replace(FSRS, maximum_interval_days=30))
    assert [memory.interval_days for memory in memories] == [8, 30, 30, 30, 30]


def test_new_parameters_apply_from_the_next_review() -> None:
    before = study([GOOD, GOOD], [0, 0], FSRS)[-1]
    eager = replace(FSRS, parameters=(*DEFAULT_PARAMETERS[:8], 3.0, *DEFAULT_PARAMETERS[9:]))
    event = answered(GOOD, 3, at=NOON + timedelta(days=2))
    plain, changed = (fsrs6.review(before, event, each) for each in (FSRS, eager))
    assert schedule(changed).stability > schedule(plain).stability


def test_neither_the_clock_nor_a_pause_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fsrs.card, "datetime", None)
    monkeypatch.setattr(fsrs.card, "time", None)
    assert study([GOOD, GOOD], [0, 1], FSRS)[-1].review_count == 2


def test_parameters_of_another_number_are_refused() -> None:
    with pytest.raises(Invalid, match="FSRS-6 has 21 parameters, not 19"):
        fsrs6.check_parameters(DEFAULT_PARAMETERS[:19])


@pytest.mark.parametrize("value", [-0.1, 0.9, float("nan"), float("inf")])
def test_a_parameter_beyond_its_bounds_is_named(value: float) -> None:
    with pytest.raises(Invalid) as refused:
        fsrs6.check_parameters((*DEFAULT_PARAMETERS[:20], value))
    assert [fault.pointer for fault in refused.value.faults] == ["/parameters/20"]


def test_the_published_defaults_are_taken() -> None:
    fsrs6.check_parameters(DEFAULT_PARAMETERS)
