"""Quiz sessions: how to start one, where it stands, and its results."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from quiz.limits import CARDS_PER_SESSION
from quiz.responses import Format
from quiz.scheduling.memories import CardState
from quiz.session.sessions import Feedback, Mode, Order, Selection
from schemas.answers import Answer
from schemas.base import Input, Instant, Output
from schemas.calibration import CertaintyMarks
from schemas.labels import Tag
from schemas.progress import Progress
from schemas.questions import Question

MAX_SEED = 2**53 - 1
MAX_SECONDS = 7 * 24 * 3600


class SessionCreate(Input):
    """What to ask, and how.

    Name decks, cards of them, or cards alone; tags narrow them down, and tags alone look in every
    deck that you find by looking; a `review` without any of them goes over every deck that the
    learner studies. What is left out comes from the deck's study defaults where one deck is named,
    then from the mode.
    """

    id: UUID | None = Field(default=None, description="An id of your own making.")
    mode: Mode | None = Field(default=None, description="Default `study`.")
    deck_ids: list[UUID] = Field(default=[], max_length=50)
    card_ids: list[UUID] = Field(
        default=[],
        max_length=CARDS_PER_SESSION,
        description="Asked in this order, unless shuffled.",
    )
    tags: list[Tag] = Field(
        default=[], max_length=20, description="Only cards that carry all of these."
    )
    selection: Selection | None = Field(
        default=None,
        description="`due`: what comes back and what is new today, within the limits of the day; "
        "`all`: every card, due or not. Default `due` in `study`, `review` and `learn`, unless "
        "cards are named; else `all`.",
    )
    states: list[CardState] | None = Field(
        default=None,
        min_length=1,
        max_length=len(CardState),
        description="Only cards that stand so in the learner's memory.",
    )
    is_overdue: bool | None = Field(
        default=None, description="Only cards that were due before today, or only others."
    )
    is_leech: bool | None = Field(
        default=None, description="Only cards that are forgotten again and again, or only others."
    )
    repeats: bool | None = Field(
        default=None,
        description="Whether cards in steps come back within the session. Default true in `study`, "
        "`review` and `learn` with immediate feedback; never elsewhere.",
    )
    limit: int | None = Field(
        default=None,
        ge=1,
        le=CARDS_PER_SESSION,
        description="Cards to ask, 500 unless given; where the `confidence` scheduler chooses, "
        "questions, 50 unless given.",
    )
    order: Order | None = Field(
        default=None,
        description="Default `queue` for what is due (what waits longest first, new cards mixed "
        "in), else `deck`; a test's `shuffled`.",
    )
    seed: int | None = Field(
        default=None, ge=0, le=MAX_SEED, description="The same seed shuffles the same way."
    )
    formats: list[Format] | None = Field(
        default=None,
        min_length=1,
        max_length=len(Format),
        description="Formats allowed; each card is asked in the most natural of them. Where none "
        "is natural for a card, a question is made of it and its neighbours in one that can be, "
        "drawn by `seed`; wrong options then are answers of other cards of the deck. Default: "
        "all, so that every card is asked as it is.",
    )
    feedback: Feedback | None = Field(
        default=None, description="Default `immediate`; a test's `deferred`."
    )
    time_limit_seconds: int | None = Field(default=None, ge=1, le=MAX_SECONDS)
    offline: bool = Field(
        default=False,
        description="Take the session along: all of its questions are made now, and given with "
        "their answers by `…/pack`; answers go to `POST /v1/answers/batch`, whenever and in "
        "whichever order. Takes the right to read the answers of every deck. Never a test, "
        "deferred or timed; cards that come back are the device's to bring.",
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"deck_ids": ["019ab0c4-3f00-7000-8000-000000000001"], "mode": "study", "limit": 10}
            ]
        }
    )


class Session(Output):
    """A quiz session."""

    id: UUID
    learner_id: UUID
    mode: Mode
    status: Literal["open", "finished"]
    feedback: Feedback
    order: Order
    deck_ids: list[UUID]
    tags: list[str]
    formats: list[Format]
    selection: Selection
    offline: bool = Field(description="Whether a device has the questions with it.")
    progress: Progress
    time_limit_seconds: int | None
    started_at: Instant
    ends_at: Instant | None = Field(description="From then on, answers are refused.")
    finished_at: Instant | None
    server_now: Instant = Field(description="The clock that decides.")
    revision: int


class NextQuestion(Output):
    """The pending question; `null` when everything is answered or the session is over."""

    question: Question | None
    status: Literal["open", "finished"]
    progress: Progress
    ends_at: Instant | None
    server_now: Instant


class UndoCreate(Input):
    """Which answer to take back; it must be the last one."""

    answer_id: UUID | None = Field(default=None, description="Guards against undoing another one.")


class Undone(Output):
    """What is true after an answer was taken back."""

    voided_answer_id: UUID
    question: Question
    progress: Progress


class ResultTotals(Output):
    """Sums over a session. What may not be told yet is `null`."""

    total: int
    answered: int
    right: int | None
    ungraded: int | None = Field(description="Answers without any mark, by a grader or a person.")
    needs_review: int | None = Field(
        description="Answers that the grader left open and no teacher has marked; those that the "
        "learner has rated count here too."
    )
    fraction_of_answered: float | None = Field(
        description="Mean share of the marks over graded answers, 0 to 1."
    )
    fraction_of_all: float | None = Field(
        description="The same with unanswered questions counted as 0."
    )
    certainty_marks: CertaintyMarks | None = Field(
        description="Over graded answers with a certainty; `null` without any."
    )


class SessionResults(Output):
    """A session's totals and its answered questions, with what may be seen now.

    Questions that were never answered keep their answer side to themselves.
    """

    session: Session
    totals: ResultTotals
    answers: list[Answer]
