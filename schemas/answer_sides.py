"""The answer side of questions, once it may be seen, told apart by `kind`."""

from typing import Annotated, Any, Literal, assert_never

from pydantic import Field

from quiz import questions
from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    KeyPoint,
    MatchingContent,
    NumericContent,
    OrderingContent,
    TypedContent,
)
from quiz.markdown import to_html, to_html_if_any
from quiz.questions import Asked, Statement
from schemas.base import Output


class KeyPointShown(Output):
    """One point of a full answer."""

    text: str
    weight: float
    children: list["KeyPointShown"]


class SolvedOption(Output):
    """An option with what is true of it."""

    id: str
    text: str
    html: str
    is_correct: bool
    feedback: str | None
    feedback_html: str | None


class SolvedGap(Output):
    """A gap with the texts that it accepts; the first is the one to show."""

    id: str
    accepted: list[str]


class PlacedText(Output):
    """A text and the id under which the question shows it. The id says nothing else."""

    id: str = Field(examples=["b"])
    text: str
    html: str


class SolvedPair(Output):
    """Two texts that belong together."""

    left: PlacedText
    right: PlacedText


class BasicAnswerSide(Output):
    """The answer of a basic card."""

    kind: Literal["basic"]
    answer: str
    answer_html: str
    key_points: list[KeyPointShown]
    required: int | None
    explanation: str | None
    explanation_html: str | None


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


class NumericAnswerSide(Output):
    """The number, quantity or date of a numeric card, and how far off an answer may be."""

    kind: Literal["numeric"]
    value: str
    unit: str | None
    tolerance: float | None = Field(description="In `unit`; in days for dates.")
    relative_tolerance: float | None = Field(description="A share of the value.")
    explanation: str | None
    explanation_html: str | None


class ClozeAnswerSide(Output):
    """The gaps of a cloze card, in the order of their numbers."""

    kind: Literal["cloze"]
    gaps: list[SolvedGap]
    explanation: str | None
    explanation_html: str | None


class MatchingAnswerSide(Output):
    """The pairs of a matching card in the order of the left side, and the texts on the right that
    belong to none."""

    kind: Literal["matching"]
    pairs: list[SolvedPair]
    distractors: list[PlacedText]
    explanation: str | None
    explanation_html: str | None


class OrderingAnswerSide(Output):
    """The items of an ordering card in the right order, under the ids that they were shown by."""

    kind: Literal["ordering"]
    items: list[PlacedText]
    explanation: str | None
    explanation_html: str | None


class StatementAnswerSide(Output):
    """A statement that was made from a card, and whether it is true."""

    kind: Literal["statement"]
    statement: str
    statement_html: str
    is_true: bool
    explanation: str | None
    explanation_html: str | None


AnyAnswerSide = (
    BasicAnswerSide
    | ChoiceAnswerSide
    | TypedAnswerSide
    | NumericAnswerSide
    | ClozeAnswerSide
    | MatchingAnswerSide
    | OrderingAnswerSide
    | StatementAnswerSide
)
AnswerSide = Annotated[AnyAnswerSide, Field(discriminator="kind")]


def show(question: questions.Question) -> AnyAnswerSide:
    """The answer side of a question that may be seen now."""
    asked = question.asked
    shared: dict[str, Any] = {
        "explanation": asked.explanation,
        "explanation_html": to_html_if_any(asked.explanation),
    }
    match asked:
        case BasicContent():
            return _basic(asked, shared)
        case ChoiceContent():
            return _choice(asked, question.seed, shared)
        case TypedContent():
            return TypedAnswerSide(kind="typed", accepted=list(asked.accepted), **shared)
        case NumericContent():
            return _numeric(asked, shared)
        case ClozeContent():
            return _cloze(asked, shared)
        case MatchingContent():
            return _matching(asked, question.seed, shared)
        case OrderingContent():
            return _ordering(asked, question.seed, shared)
        case Statement():
            return StatementAnswerSide(
                kind="statement",
                statement=asked.statement,
                statement_html=to_html(asked.statement),
                is_true=asked.is_true,
                **shared,
            )
        case _:
            assert_never(asked)


def lefts(asked: Asked, seed: int) -> list[PlacedText]:
    """The left side of a matching question as it is shown; none for any other."""
    if not isinstance(asked, MatchingContent):
        return []
    order = questions.left_order(asked, seed)
    return [placed(str(n), asked.pairs[index].left) for n, index in enumerate(order, start=1)]


def places(asked: Asked, seed: int) -> list[PlacedText]:
    """What a question shows under letters: options, the right side, items; none for any other."""
    match asked:
        case ChoiceContent():
            texts = [asked.options[i].text for i in questions.option_order(asked, seed)]
        case MatchingContent():
            texts = list(questions.rights_in_order(asked, seed))
        case OrderingContent():
            texts = [asked.items[i] for i in questions.item_order(asked, seed)]
        case _:
            texts = []
    return [placed(id, text) for id, text in zip(questions.OPTION_IDS, texts, strict=False)]


def placed(id: str, text: str) -> PlacedText:
    """The text under its id."""
    return PlacedText(id=id, text=text, html=to_html(text))


def _basic(content: BasicContent, shared: dict[str, Any]) -> BasicAnswerSide:
    return BasicAnswerSide(
        kind="basic",
        answer=content.answer,
        answer_html=to_html(content.answer),
        key_points=[_key_point(point) for point in content.key_points],
        required=content.required,
        **shared,
    )


def _key_point(point: KeyPoint) -> KeyPointShown:
    return KeyPointShown(
        text=point.text,
        weight=point.weight,
        children=[_key_point(child) for child in point.children],
    )


def _choice(content: ChoiceContent, seed: int, shared: dict[str, Any]) -> ChoiceAnswerSide:
    order = questions.option_order(content, seed)
    options = [
        SolvedOption(
            **dict(shown),
            is_correct=content.options[index].is_correct,
            feedback=content.options[index].feedback,
            feedback_html=to_html_if_any(content.options[index].feedback),
        )
        for shown, index in zip(places(content, seed), order, strict=True)
    ]
    return ChoiceAnswerSide(kind="choice", options=options, **shared)


def _numeric(content: NumericContent, shared: dict[str, Any]) -> NumericAnswerSide:
    return NumericAnswerSide(
        kind="numeric",
        value=content.value,
        unit=content.unit,
        tolerance=content.tolerance,
        relative_tolerance=content.relative_tolerance,
        **shared,
    )


def _cloze(content: ClozeContent, shared: dict[str, Any]) -> ClozeAnswerSide:
    gaps = [
        SolvedGap(id=str(number), accepted=list(gap.accepted))
        for number, gap in enumerate(content.gaps, start=1)
    ]
    return ClozeAnswerSide(kind="cloze", gaps=gaps, **shared)


def _matching(content: MatchingContent, seed: int, shared: dict[str, Any]) -> MatchingAnswerSide:
    rights = {right.text: right for right in places(content, seed)}
    order = questions.left_order(content, seed)
    belonging = [rights[content.pairs[index].right.strip()] for index in order]
    return MatchingAnswerSide(
        kind="matching",
        pairs=[
            SolvedPair(left=left, right=right)
            for left, right in zip(lefts(content, seed), belonging, strict=True)
        ],
        distractors=[right for right in rights.values() if right not in belonging],
        **shared,
    )


def _ordering(content: OrderingContent, seed: int, shared: dict[str, Any]) -> OrderingAnswerSide:
    order = questions.item_order(content, seed)
    by_index = sorted(zip(order, places(content, seed), strict=True), key=lambda item: item[0])
    return OrderingAnswerSide(kind="ordering", items=[item for _, item in by_index], **shared)
