"""Questions as learners see them: nothing of the answer side before it may be seen."""

from datetime import date
from typing import Annotated, Any, Literal, assert_never
from uuid import UUID

from pydantic import Field

from quiz import questions
from quiz.cards import ChoiceContent, ClozeContent
from quiz.grading.self_rating import QUESTION, SCALE
from quiz.markdown import to_html, to_html_if_any
from quiz.questions import Asked, Statement
from quiz.responses import Format
from quiz.session.sessions import Pending
from schemas import answer_sides
from schemas.answer_sides import AnswerSide, PlacedText
from schemas.base import Instant, Output


class Preview(Output):
    """When the card comes back after a rating, as of when the question was asked."""

    interval_days: int = Field(description="Study days until then; 0 within the day.")
    interval_seconds: int | None = Field(
        description="Seconds until then, for a step within the day."
    )
    due_on: date = Field(description="The study day on which it comes back.")


class ScaleStep(Output):
    """One step of the confidence scale."""

    confidence: int
    label: str
    preview: Preview | None = Field(
        description="What this rating leads to; `null` where ratings move no memory at once."
    )


class ConfidenceScale(Output):
    """How the learner rates themselves on a flip card."""

    question: str
    steps: list[ScaleStep]


class QuestionGap(Output):
    """A gap: where the prompt has `{{1}}`, the one with the id "1"."""

    id: str = Field(examples=["1"])
    hint: str | None
    hint_html: str | None


class _Asked(Output):
    """What every question carries."""

    id: UUID
    session_id: UUID
    card_id: UUID
    position: int = Field(description="Counts from 1 within the session.")
    prompt: str = Field(description="Markdown. That of a cloze card has {{1}}, {{2}}, … as gaps.")
    prompt_html: str = Field(
        description="The prompt rendered, safe to show as it is. Gaps stay as they are."
    )
    hints: list[str]
    hints_html: list[str]
    made_by: str | None = Field(
        description="What made the question of the card; `null` where the card is asked as it is."
    )
    asked_at: Instant


class FlipQuestion(_Asked):
    """Think of the answer, reveal it, rate how well you knew it.

    `lefts` and `options` are what there is to think with: a choice card's options, both sides of
    a matching card, the items of an ordering card; empty for other kinds.
    """

    format: Literal[Format.FLIP]
    lefts: list[PlacedText]
    options: list[PlacedText]
    scale: ConfidenceScale
    revealed_at: Instant | None
    answer_side: AnswerSide | None = Field(description="`null` until it is revealed.")


class FreeTextQuestion(_Asked):
    """Write all that you remember, in your own words."""

    format: Literal[Format.FREE_TEXT]


class TypedQuestion(_Asked):
    """Type a short answer."""

    format: Literal[Format.TYPED]


class NumericQuestion(_Asked):
    """Type a number, with its unit if it has one, or a date."""

    format: Literal[Format.NUMERIC]


class ChoiceQuestion(_Asked):
    """Tick one option, or several where `multiple` is true."""

    format: Literal[Format.CHOICE]
    multiple: bool
    options: list[PlacedText]


class TrueFalseQuestion(_Asked):
    """Say whether the statement is true."""

    format: Literal[Format.TRUE_FALSE]
    statement: str = Field(description="Markdown.")
    statement_html: str


class ClozeQuestion(_Asked):
    """Type what is missing in each gap of the prompt."""

    format: Literal[Format.CLOZE]
    gaps: list[QuestionGap] = Field(description="In the order of their numbers.")


class MatchingQuestion(_Asked):
    """Say which text on the right belongs to each on the left. One on the right may belong to
    several on the left, or to none."""

    format: Literal[Format.MATCHING]
    lefts: list[PlacedText]
    rights: list[PlacedText]


class OrderingQuestion(_Asked):
    """Bring the items into the right order."""

    format: Literal[Format.ORDERING]
    items: list[PlacedText]


AnyQuestion = (
    FlipQuestion
    | FreeTextQuestion
    | TypedQuestion
    | NumericQuestion
    | ChoiceQuestion
    | TrueFalseQuestion
    | ClozeQuestion
    | MatchingQuestion
    | OrderingQuestion
)
Question = Annotated[AnyQuestion, Field(discriminator="format")]


def show(question: questions.Question, pending: Pending, *, session_id: UUID) -> AnyQuestion:
    """The pending question as it is sent: nothing of the answer side before it is revealed."""
    asked, seed = question.asked, question.seed
    shared = _shared(question, pending, session_id=session_id)
    match question.format:
        case Format.FLIP:
            return _flip(question, pending, shared)
        case Format.FREE_TEXT:
            return FreeTextQuestion(**shared, format=Format.FREE_TEXT)
        case Format.TYPED:
            return TypedQuestion(**shared, format=Format.TYPED)
        case Format.NUMERIC:
            return NumericQuestion(**shared, format=Format.NUMERIC)
        case Format.CHOICE:
            return ChoiceQuestion(
                **shared,
                format=Format.CHOICE,
                multiple=isinstance(asked, ChoiceContent) and asked.multiple,
                options=answer_sides.places(asked, seed),
            )
        case Format.TRUE_FALSE:
            return _true_false(asked, shared)
        case Format.CLOZE:
            return ClozeQuestion(**shared, format=Format.CLOZE, gaps=_gaps(asked))
        case Format.MATCHING:
            return MatchingQuestion(
                **shared,
                format=Format.MATCHING,
                lefts=answer_sides.lefts(asked, seed),
                rights=answer_sides.places(asked, seed),
            )
        case Format.ORDERING:
            items = answer_sides.places(asked, seed)
            return OrderingQuestion(**shared, format=Format.ORDERING, items=items)
        case _:
            assert_never(question.format)


def _shared(question: questions.Question, pending: Pending, *, session_id: UUID) -> dict[str, Any]:
    asked = question.asked
    return {
        "id": question.id,
        "session_id": session_id,
        "card_id": question.card.card_id,
        "position": question.position,
        "prompt": asked.prompt,
        "prompt_html": to_html(asked.prompt),
        "hints": list(asked.hints),
        "hints_html": [to_html(hint) for hint in asked.hints],
        "made_by": None if question.pins.made is None else question.pins.made.maker,
        "asked_at": pending.asked_at,
    }


def _flip(question: questions.Question, pending: Pending, shared: dict[str, Any]) -> FlipQuestion:
    is_revealed = pending.revealed_at is not None
    outcomes = {
        each.confidence: Preview(
            interval_days=each.interval_days,
            interval_seconds=each.interval_seconds,
            due_on=each.due_on,
        )
        for each in pending.previews
    }
    return FlipQuestion(
        **shared,
        format=Format.FLIP,
        lefts=answer_sides.lefts(question.asked, question.seed),
        options=answer_sides.places(question.asked, question.seed),
        scale=ConfidenceScale(
            question=QUESTION,
            steps=[
                ScaleStep(confidence=c, label=label, preview=outcomes.get(c))
                for c, label in SCALE.items()
            ],
        ),
        revealed_at=pending.revealed_at,
        answer_side=answer_sides.show(question) if is_revealed else None,
    )


def _true_false(asked: Asked, shared: dict[str, Any]) -> TrueFalseQuestion:
    statement = asked.statement if isinstance(asked, Statement) else ""
    return TrueFalseQuestion(
        **shared,
        format=Format.TRUE_FALSE,
        statement=statement,
        statement_html=to_html(statement),
    )


def _gaps(asked: Asked) -> list[QuestionGap]:
    """The gaps and nothing that tells what belongs there, its length included."""
    if not isinstance(asked, ClozeContent):
        return []
    return [
        QuestionGap(
            id=str(number),
            hint=gap.hint,
            hint_html=to_html_if_any(gap.hint),
        )
        for number, gap in enumerate(asked.gaps, start=1)
    ]
