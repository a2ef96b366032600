"""Answers: what a learner sends for a question, and what comes back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from quiz.responses import Format
from quiz.session.sessions import Mode
from schemas.answer_sides import AnswerSide
from schemas.base import Input, Instant, Output
from schemas.grades import Grade
from schemas.marks import Mark, Result
from schemas.memories import MemoryState
from schemas.progress import Progress
from schemas.questions import Question
from schemas.responses import Response

_RESPONSES: tuple[JsonDict, ...] = (
    {"format": "free_text", "text": "He led the coup of October 1917."},
    {"format": "typed", "text": "Lima"},
    {"format": "numeric", "text": "9.81 m/s²"},
    {"format": "choice", "selected": ["b"]},
    {"format": "true_false", "is_true": False},
    {"format": "cloze", "texts": ["hydrogen", ""]},
    {"format": "matching", "pairs": {"1": "c", "2": "a"}},
    {"format": "ordering", "order": ["b", "a", "c"]},
)
_EXAMPLES: tuple[JsonDict, ...] = tuple(
    {"question_id": "019ab0c4-3f00-7000-8000-000000000002", "response": response}
    for response in _RESPONSES
)


class AnswerCreate(Input):
    """An answer to the pending question. Send your own `id`: repeating it after a lost reply gives
    the first result again."""

    id: UUID | None = None
    question_id: UUID
    response: Response
    confidence: Annotated[int, Field(strict=True, ge=1, le=5)] | None = Field(
        default=None,
        description="How well the learner says they knew it, 1 to 5; flip cards need it.",
    )
    certainty: Annotated[int, Field(strict=True, ge=1, le=3)] | None = Field(
        default=None,
        description="How sure the learner is before they see the grade: 1 low, 2 mid, 3 high. "
        "It decides the marks (`certainty_marks`), never the fraction: right 1, 2 or 3, wrong 0, "
        "-2 or -6, and what is partly right has that part of right.",
    )
    took_ms: int | None = Field(
        default=None, ge=0, le=86_400_000, description="Milliseconds the learner took."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question_id": "019ab0c4-3f00-7000-8000-000000000002",
                    "response": {"format": "flip"},
                    "confidence": 4,
                },
                *_EXAMPLES,
            ]
        }
    )


class MadeFrom(Output):
    """A card version that a question was made from, and what it earned."""

    card_id: UUID
    version: int
    fraction: float | None = Field(
        description="What the grader gave this card, 0 to 1: its own pair where several cards are "
        "matched, else the whole grade for the card that is asked. `null` where the card only "
        "lent wrong options, or the grade is left open. Marks speak of the whole answer."
    )


class Answer(Output):
    """An answer as it stands in the log, with what may be seen of it now."""

    id: UUID
    session_id: UUID
    question_id: UUID
    position: int
    deck_id: UUID
    card_id: UUID
    card_version: int
    mode: Mode
    format: Format
    prompt: str
    prompt_html: str
    response: Response
    confidence: int | None
    certainty: int | None
    certainty_marks: float | None = Field(
        description="Marks by certainty, -6 to 3; `null` where no certainty was said, or the "
        "grade is not there to be seen."
    )
    took_ms: int | None
    answered_at: Instant
    studied_on: date
    voided_at: Instant | None = Field(description="When it was taken back.")
    is_grade_hidden: bool = Field(description="True until a deferred session is finished.")
    grade: Grade | None = Field(description="What the grader decided; no mark changes it.")
    marks: list[Mark] = Field(
        description="What persons and regrades decided after the grader, in order; empty while "
        "the grade is hidden."
    )
    result: Result | None = Field(
        description="What the answer counts as: by the grader, or by a mark."
    )
    answer_side: AnswerSide | None
    made_from: list[MadeFrom] | None = Field(
        description="What a made question was made from: the card that is asked, then those that "
        "lent wrong options or pairs. Empty where the card was asked as it is, `null` until the "
        "grade may be seen."
    )


class MarkedAnswer(Output):
    """An answer after it was rated, appealed or marked, and what followed from that."""

    answer: Answer
    memory: MemoryState | None = Field(
        description="`null` where it does not count for memory, or not yet."
    )
    progress: Progress


class AnswerResult(Output):
    """Everything after an answer, in one round trip: the grade, the memory, the next question."""

    answer: Answer
    memory: MemoryState | None = Field(
        description="`null` where it does not count for memory, or is not told yet."
    )
    progress: Progress
    next: Question | None = Field(description="`null` when everything is answered.")
    ends_at: Instant | None
    server_now: Instant
