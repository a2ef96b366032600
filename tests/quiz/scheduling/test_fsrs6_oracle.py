"""At gaps of whole days FSRS-6 here and py-fsrs agree in everything, over thousands of answers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import fsrs
import pytest
from study_log import FSRS, NOON, study

from quiz.scheduling.memories import FsrsSchedule, Memory

SEQUENCES = 2_000
GAPS = (0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 365, 3_650)


@dataclass(frozen=True)
class Place:
    """Where a card stands, in the words of both."""

    state: str
    step: int | None
    stability: float
    difficulty: float
    due: timedelta


def sequences() -> Iterator[tuple[list[int], list[int]]]:
    """Ratings and gaps in days, the same in every run."""
    rng = random.Random(20_261_123)
    for _ in range(SEQUENCES):
        length = rng.randint(1, 20)
        ratings = rng.choices((1, 2, 3, 4), weights=(3, 1, 6, 1), k=length)
        yield ratings, [0, *rng.choices(GAPS, k=length - 1)]


def theirs(ratings: list[int], gaps: list[int]) -> Iterator[Place]:
    """What py-fsrs makes of it."""
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card, at = fsrs.Card(card_id=1), NOON
    for rating, days in zip(ratings, gaps, strict=True):
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        assert card.stability is not None
        assert card.difficulty is not None
        yield Place(
            card.state.name.lower(), card.step, card.stability, card.difficulty, card.due - at
        )


def ours(memories: list[Memory]) -> Iterator[Place]:
    """What was made of it here."""
    for memory in memories:
        schedule = memory.schedule
        assert isinstance(schedule, FsrsSchedule)
        yield Place(
            memory.state.value,
            schedule.step,
            schedule.stability,
            schedule.difficulty,
            _wait(memory, memory.last_answered_at or NOON),
        )


def _wait(memory: Memory, at: datetime) -> timedelta:
    if memory.due_at is not None:
        return memory.due_at - at
    return timedelta(days=memory.interval_days)


@pytest.mark.parametrize("part", range(4))
def test_random_answers_lead_where_py_fsrs_leads(part: int) -> None:
    for ratings, gaps in list(sequences())[part::4]:
        assert list(ours(study(ratings, gaps, FSRS))) == list(theirs(ratings, gaps))
