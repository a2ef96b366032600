"""How the history of a card is sent."""

from typing import assert_never

from api.services.retracing import Retraced
from quiz.scheduling.events import Adjusted, Answered
from quiz.scheduling.memories import Memory
from quiz.scheduling.retracing import Changed
from schemas.memory_histories import (
    AnswerStep,
    HistoryStep,
    rating,
    show_adjustment,
    show_change,
    show_past,
)


def show_step(retraced: Retraced) -> HistoryStep:
    """One step of a history."""
    step = retraced.step
    match step.event:
        case Answered():
            return HistoryStep(_answer(step.event, retraced, step.after))
        case Adjusted():
            return HistoryStep(show_adjustment(step.event, step.after))
        case Changed():
            return HistoryStep(show_change(step.event, step.after))
        case _:
            assert_never(step.event)


def _answer(event: Answered, retraced: Retraced, after: Memory) -> AnswerStep:
    row = retraced.answer
    assert row is not None
    assert event.fraction is not None
    return AnswerStep(
        kind="answer",
        at=event.at,
        answer_id=event.id,
        session_id=row.session_id,
        format=row.format,
        studied_on=event.studied_on,
        fraction=event.fraction,
        is_right=event.is_right,
        confidence=event.confidence,
        is_self_rated=event.is_self_rated,
        rating=rating(event),
        retrievability=retraced.step.retrievability,
        took_ms=row.took_ms,
        received_at=row.received_at,
        is_time_clamped=row.is_time_clamped,
        after=show_past(after),
    )
