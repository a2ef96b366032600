"""Answers for tests of schedulers, and what they lead to."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from quiz.scheduling.events import Answered
from quiz.scheduling.folding import review
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange

CARD = UUID(int=7)
NOON = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
TODAY = NOON.date()

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
_CONFIDENCES = {AGAIN: 1, HARD: 2, GOOD: 4, EASY: 5}

FSRS = Settings(is_fuzzed=False)
LEITNER = Settings(scheduler=SchedulerName.LEITNER)
SM2 = Settings(scheduler=SchedulerName.SM2)
CONFIDENCE = Settings(scheduler=SchedulerName.CONFIDENCE)


def since(settings: Settings) -> list[SettingsChange]:
    """The settings as a log of changes with one in it."""
    return [SettingsChange(NOON, settings)]


def answered(
    rating: int,
    number: int = 1,
    *,
    at: datetime = NOON,
    studied_on: date | None = None,
    card_id: UUID = CARD,
) -> Answered:
    """A graded answer that comes to a rating of FSRS's, 1 to 4, on the study day of its time."""
    return Answered(
        id=UUID(int=number),
        card_id=card_id,
        at=at,
        studied_on=studied_on or at.date(),
        confidence=_CONFIDENCES[rating],
        fraction=float(rating > AGAIN),
        is_right=rating > AGAIN,
    )


def rated(confidence: int, number: int = 1, *, at: datetime = NOON, rank: int = 0) -> Answered:
    """A flip card that the learner rated, 1 to 5."""
    return Answered(
        id=UUID(int=number),
        card_id=CARD,
        at=at,
        studied_on=at.date(),
        confidence=confidence,
        fraction=(confidence - 1) / 4,
        is_right=confidence >= 3,
        is_self_rated=True,
        rank=rank,
    )


def study(ratings: Sequence[int], gaps: Sequence[int], settings: Settings) -> list[Memory]:
    """The memory after each rating; `gaps` are the days before each. All are at noon."""
    memories: list[Memory] = []
    for number, (rating, days) in enumerate(zip(ratings, accumulate(gaps), strict=True), start=1):
        event = answered(rating, number, at=NOON + timedelta(days=days))
        memories.append(review(memories[-1] if memories else None, event, settings))
    return memories


def study_when_due(ratings: Sequence[int], settings: Settings) -> list[Memory]:
    """The memory after each rating, the first at noon, each at the time it was due."""
    memories: list[Memory] = []
    at = NOON
    for number, rating in enumerate(ratings, start=1):
        memory = review(
            memories[-1] if memories else None, answered(rating, number, at=at), settings
        )
        at = memory.due_at or at + timedelta(days=memory.interval_days)
        memories.append(memory)
    return memories
