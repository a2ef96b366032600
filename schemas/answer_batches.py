"""Batches of answers: what a device sends once it is online, each with its own result."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SkipValidation
from pydantic_core import PydanticCustomError

from schemas.answers import AnswerCreate
from schemas.base import Instant, Output
from schemas.grades import Grade
from schemas.memories import MemoryState
from schemas.problems import Problem

MAX_ITEMS = 500

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,20})?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


def _read_instant(value: Any) -> datetime:
    """An instant as RFC 3339 writes it, in UTC where that can be told; nothing else that might be
    meant for one."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("instant", "must be an instant such as 2026-03-02T09:00:00+01:00")
    if found[2] is None:
        raise PydanticCustomError("naive", "must end in an offset from UTC, such as Z or +01:00")
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise PydanticCustomError("instant", "there is no such instant") from error
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at


DeviceTime = Annotated[
    datetime,
    BeforeValidator(_read_instant),
    Field(json_schema_extra={"format": "date-time"}),
]
"""An instant by a device's clock, with its offset."""


class BatchedAnswer(AnswerCreate):
    """An answer of a device to a question of an offline session's pack. The same question may be
    answered again later, under another `id`."""

    id: UUID = Field(description="Of the device's own making.")
    session_id: UUID
    answered_at: DeviceTime = Field(
        description="When it was given, by the device's clock, with its offset. Not before 2000; "
        "more than five minutes in the future it becomes the time of reception, which "
        "`is_time_clamped` tells. Memory and study days go by it.",
        examples=["2026-03-02T09:00:00+01:00"],
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019ab0c4-3f00-7000-8000-000000000009",
                    "session_id": "019ab0c4-3f00-7000-8000-000000000003",
                    "question_id": "019ab0c4-3f00-7000-8000-000000000002",
                    "response": {"format": "flip"},
                    "confidence": 4,
                    "took_ms": 2300,
                    "answered_at": "2026-03-02T09:00:00+01:00",
                }
            ]
        }
    )


class AnswerBatch(BaseModel):
    """Up to 500 answers, in any order. Each is judged alone, when its turn comes: a malformed one
    fails without its neighbours."""

    model_config = ConfigDict(extra="forbid")

    items: list[SkipValidation[BatchedAnswer]] = Field(min_length=1, max_length=MAX_ITEMS)


class AnswerStatus(StrEnum):
    """What became of an item: it was taken; it was taken before, and here is the first result; it
    cannot be an answer; or the state forbids it (its id stands for another answer, its session is
    not offline)."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    CONFLICT = "conflict"


class TakenAnswer(Output):
    """An answer as it was taken."""

    id: UUID
    session_id: UUID
    question_id: UUID
    attempt: int = Field(description="Which answer to this question it is, from 1, by arrival.")
    deck_id: UUID
    card_id: UUID
    answered_at: Instant = Field(description="The time that memory goes by.")
    is_time_clamped: bool = Field(
        description="Whether the device's time lay in the future, and that of reception counts."
    )
    studied_on: date = Field(description="The learner's study day of that time.")
    grade: Grade


class BatchedAnswerResult(Output):
    """What became of the item at `index`, counted from 0."""

    index: int
    id: UUID | None = Field(description="The answer's id, where the item has one.")
    status: AnswerStatus
    answer: TakenAnswer | None = Field(description="The answer, if it was taken, now or before.")
    memory: MemoryState | None = Field(
        description="What was remembered of its card after the batch in which it was taken; `null` "
        "where it does not count for memory, or not yet."
    )
    problem: Problem | None = Field(description="Why it was not taken.")


class AnswerBatchResults(Output):
    """One result for each item, in order."""

    results: list[BatchedAnswerResult]
