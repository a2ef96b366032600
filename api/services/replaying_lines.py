"""What `recite replay` tells of each line of a log: where the card stands after its review."""

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from api.services.review_logs import ReadLine, UnreadLine
from quiz.instants import told
from quiz.scheduling.memories import (
    ConfidenceSchedule,
    FsrsSchedule,
    LeitnerSchedule,
    Schedule,
    Sm2Schedule,
)
from quiz.scheduling.replaying import Replayed, replay
from quiz.scheduling.settings import Settings


def replay_lines(
    lines: Sequence[ReadLine | UnreadLine],
    settings: Settings,
    *,
    timezone: str,
    day_starts_at: int,
) -> Iterator[dict[str, Any]]:
    """A JSON object for each line, in their order: its review's state, or why it has none."""
    reviews = [line.review for line in lines if isinstance(line, ReadLine)]
    steps = replay(reviews, settings, timezone=timezone, day_starts_at=day_starts_at)
    for line in lines:
        yield failed(line) if isinstance(line, UnreadLine) else _told(line, next(steps))


def failed(line: UnreadLine) -> dict[str, Any]:
    """A line that could not be read, with its number and the members at fault."""
    return {
        "card": line.card,
        "error": {
            "message": f"Line {line.number}: {line.error.detail}",
            "faults": [
                {"pointer": fault.pointer, "message": fault.message} for fault in line.error.faults
            ],
        },
    }


def _told(line: ReadLine, step: Replayed) -> dict[str, Any]:
    memory = step.after
    assert memory.due_on is not None
    return {
        "card": line.card,
        "time": told(line.review.at),
        "studied_on": step.studied_on.isoformat(),
        "elapsed_days": step.elapsed_days,
        "retrievability": step.recall,
        **_schedule(memory.schedule),
        "state": memory.state.value,
        "interval_days": memory.interval_days,
        "due_on": memory.due_on.isoformat(),
        "due_at": None if memory.due_at is None else told(memory.due_at),
    }


def _schedule(schedule: Schedule | None) -> dict[str, Any]:
    """The scheduler's own fields."""
    match schedule:
        case FsrsSchedule(stability, difficulty, step):
            return {"stability": stability, "difficulty": difficulty, "step": step}
        case Sm2Schedule(easiness, repetitions):
            return {"easiness": easiness, "repetitions": repetitions}
        case LeitnerSchedule(box):
            return {"box": box}
        case ConfidenceSchedule(level, rank):
            return {"level": level, "rank": rank}
        case None:
            return {}
        case _:
            assert_never(schedule)
