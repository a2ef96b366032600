"""Questions as learners see them, and the answer side once it may be seen."""

from typing import Annotated, Literal, assert_never
from uuid import UUID

from pydantic import Field

from quiz import questions
from quiz.cards import BasicContent, ChoiceContent, KeyPoint, TypedContent
from quiz.grading.self_rating import QUESTION, SCALE
from quiz.markdown import to_html
from quiz.responses import Format
from quiz.session.sessions import Pending
from schemas.base import Instant, Output


class QuestionOption(Output):
    """One option. Its id is its place in this question and says nothing else."""

    id: str = Field(examples=["b"])
    text: str
    html: str


class ScaleStep(Output):
    """One step of the confidence scale."""

    confidence: int
    label: str


class ConfidenceScale(Output):
    """How the learner rates themselves on a flip card."""

    question: str
    steps: list[ScaleStep]


class KeyPointShown(Output):
    """One point of a full answer."""

    text: str
    weight: float
    children: list["KeyPointShown"]


class BasicAnswerSide(Output):
    """The answer of a basic card."""

    kind: Literal["basic"]
    answer: str
    answer_html: str
    key_points: list[KeyPointShown]
    required: int | None
    explanation: str | None
    explanation_html: str | None


class SolvedOption(Output):
    """An option with what is true of it."""

    id: str
    text: str
    html: str
    is_correct: bool
    feedback: str | None
    feedback_html: str | None


class ChoiceAnswerSide(Output):
    """The options of a choice card, as the question showed them, with the correct ones told."""

    kind: Literal["choice"]
    options: list[SolvedOption]
    explanation: str | None
    explanation_html: str | None


class TypedAnswerSide(Output):
    """The texts that a typed card accepts; the first is the one to show."""

    kind: Literal["typed"]
    accepted: list[str]
    explanation: str | None
    explanation_html: str | None


AnswerSide = Annotated[
    BasicAnswerSide | ChoiceAnswerSide | TypedAnswerSide, Field(discriminator="kind")
]


class _Asked(Output):
    """What every question carries."""

    id: UUID
    session_id: UUID
    card_id: UUID
    position: int = Field(description="Counts from 1 within the session.")
    prompt: str = Field(description="Markdown.")
    prompt_html: str = Field(description="The prompt rendered, safe to show as it is.")
    hints: list[str]
    hints_html: list[str]
    asked_at: Instant


class FlipQuestion(_Asked):
    """Think of the answer, reveal it, rate how well you knew it. `options` are a choice card's."""

    format: Literal[Format.FLIP]
    options: list[QuestionOption]
    scale: ConfidenceScale
    revealed_at: Instant | None
    answer_side: AnswerSide | None = Field(description="`null` until it is revealed.")


class ChoiceQuestion(_Asked):
    """Tick one option, or several where `multiple` is true."""

    format: Literal[Format.CHOICE]
    multiple: bool
    options: list[QuestionOption]


class TypedQuestion(_Asked):
    """Type a short answer."""

    format: Literal[Format.TYPED]


Question = Annotated[FlipQuestion | ChoiceQuestion | TypedQuestion, Field(discriminator="format")]


def show(
    question: questions.Question, pending: Pending, *, session_id: UUID
) -> FlipQuestion | ChoiceQuestion | TypedQuestion:
    """The pending question as it is sent: nothing of the answer side before it is revealed."""
    content = question.card.content
    shared = {
        "id": question.id,
        "session_id": session_id,
        "card_id": question.card.card_id,
        "position": question.position,
        "prompt": content.prompt,
        "prompt_html": to_html(content.prompt),
        "hints": list(content.hints),
        "hints_html": [to_html(hint) for hint in content.hints],
        "asked_at": pending.asked_at,
    }
    match question.format:
        case Format.FLIP:
            is_revealed = pending.revealed_at is not None
            return FlipQuestion(
                **shared,
                format=Format.FLIP,
                options=_options(question),
                scale=ConfidenceScale(
                    question=QUESTION,
                    steps=[ScaleStep(confidence=c, label=label) for c, label in SCALE.items()],
                ),
                revealed_at=pending.revealed_at,
                answer_side=show_answer_side(question) if is_revealed else None,
            )
        case Format.CHOICE:
            return ChoiceQuestion(
                **shared,
                format=Format.CHOICE,
                multiple=isinstance(content, ChoiceContent) and content.multiple,
                options=_options(question),
            )
        case Format.TYPED:
            return TypedQuestion(**shared, format=Format.TYPED)
        case _:
            assert_never(question.format)


def show_answer_side(
    question: questions.Question,
) -> BasicAnswerSide | ChoiceAnswerSide | TypedAnswerSide:
    """The answer side of a question that may be seen now."""
    content = question.card.content
    explanation = content.explanation
    html = to_html(explanation) if explanation is not None else None
    match content:
        case BasicContent():
            return BasicAnswerSide(
                kind="basic",
                answer=content.answer,
                answer_html=to_html(content.answer),
                key_points=[_key_point(point) for point in content.key_points],
                required=content.required,
                explanation=explanation,
                explanation_html=html,
            )
        case ChoiceContent():
            order = questions.option_order(content, question.seed)
            options = [content.options[index] for index in order]
            return ChoiceAnswerSide(
                kind="choice",
                options=[
                    SolvedOption(
                        id=id,
                        text=option.text,
                        html=to_html(option.text),
                        is_correct=option.is_correct,
                        feedback=option.feedback,
                        feedback_html=to_html(option.feedback) if option.feedback else None,
                    )
                    for id, option in zip(questions.OPTION_IDS, options, strict=False)
                ],
                explanation=explanation,
                explanation_html=html,
            )
        case TypedContent():
            return TypedAnswerSide(
                kind="typed",
                accepted=list(content.accepted),
                explanation=explanation,
                explanation_html=html,
            )
        case _:
            assert_never(content)


def _options(question: questions.Question) -> list[QuestionOption]:
    content = question.card.content
    if not isinstance(content, ChoiceContent):
        return []
    texts = [content.options[i].text for i in questions.option_order(content, question.seed)]
    return [
        QuestionOption(id=id, text=text, html=to_html(text))
        for id, text in zip(questions.OPTION_IDS, texts, strict=False)
    ]


def _key_point(point: KeyPoint) -> KeyPointShown:
    return KeyPointShown(
        text=point.text,
        weight=point.weight,
        children=[_key_point(child) for child in point.children],
    )
