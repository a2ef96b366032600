"""What cards say, as callers see it: flat shapes told apart by `kind`.

The answer side is `null` for callers who may not read answers; `is_answer_hidden` says so.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, assert_never

from pydantic import Field

from quiz import cards
from quiz.cards import CardKind, Content, Diacritics
from quiz.markdown import to_html, to_html_if_any
from schemas.base import Output


class KeyPoint(Output):
    """One gradable point of an answer, with the points nested below it."""

    text: str
    weight: float
    alternatives: list[str]
    children: list["KeyPoint"]


class Option(Output):
    """One option of a choice card, in the author's order."""

    text: str
    text_html: str
    is_correct: bool
    feedback: str | None
    feedback_html: str | None


class _AnyContent(Output):
    prompt: str
    prompt_html: str = Field(description="The prompt as safe HTML.")
    hints: list[str]
    hints_html: list[str]
    explanation: str | None
    explanation_html: str | None
    pass_at: float
    is_answer_hidden: bool = Field(
        description="Whether the answer side is left out, because the caller may not read it."
    )


class BasicContent(_AnyContent):
    """What a basic card says."""

    kind: Literal[CardKind.BASIC]
    answer: str | None
    answer_html: str | None
    key_points: list[KeyPoint] | None
    key_points_derived: bool | None = Field(
        description="Whether the key points are read from the answer, not given by an author."
    )
    required: int | None


class ChoiceContent(_AnyContent):
    """What a choice card says."""

    kind: Literal[CardKind.CHOICE]
    options: list[Option] | None
    multiple: bool
    shuffle: bool


class _Compared(_AnyContent):
    case_sensitive: bool
    diacritics: Diacritics = Field(
        description="What a missing or other accent means: forgiven, half of the marks, nothing."
    )
    tolerance: float | None
    relative_tolerance: float | None
    unit: str | None


class TypedContent(_Compared):
    """What a typed card says."""

    kind: Literal[CardKind.TYPED]
    accepted: list[str] | None


class NumericContent(_AnyContent):
    """What a numeric card says."""

    kind: Literal[CardKind.NUMERIC]
    value: str | None
    tolerance: float | None
    relative_tolerance: float | None
    unit: str | None


class Gap(Output):
    """One gap of a cloze card; the first of the accepted texts is the one to show."""

    accepted: list[str]
    hint: str | None
    hint_html: str | None


class ClozeContent(_Compared):
    """What a cloze card says."""

    kind: Literal[CardKind.CLOZE]
    gaps: list[Gap] | None


class Pair(Output):
    """Two texts that belong together (Markdown)."""

    left: str
    left_html: str
    right: str
    right_html: str


class MatchingContent(_AnyContent):
    """What a matching card says."""

    kind: Literal[CardKind.MATCHING]
    pairs: list[Pair] | None
    distractors: list[str] | None
    distractors_html: list[str] | None


class OrderingContent(_AnyContent):
    """What an ordering card says."""

    kind: Literal[CardKind.ORDERING]
    items: list[str] | None = Field(description="In the right order (Markdown).")
    items_html: list[str] | None


AnyContent = Annotated[
    BasicContent
    | ChoiceContent
    | TypedContent
    | NumericContent
    | ClozeContent
    | MatchingContent
    | OrderingContent,
    Field(discriminator="kind"),
]


def show(content: Content, *, with_answers: bool) -> dict[str, Any]:
    """The fields of a content's shape; without the right to read answers, nothing that tells
    them. Options, gaps, pairs and items are left out whole: the author's order can give the key
    away, and so can a unit or a tolerance."""
    fields: dict[str, Any] = {
        "kind": cards.kind_of(content),
        "prompt": content.prompt,
        "prompt_html": to_html(content.prompt),
        **_texts("hints", content.hints),
        "pass_at": content.pass_at,
        "is_answer_hidden": not with_answers,
    }
    answers: dict[str, Any] = {
        "explanation": content.explanation,
        "explanation_html": to_html_if_any(content.explanation),
    }
    match content:
        case cards.BasicContent():
            answers |= _basic(content)
        case cards.ChoiceContent():
            fields |= {"multiple": content.multiple, "shuffle": content.shuffle}
            answers |= {"options": [_option(option) for option in content.options]}
        case cards.TypedContent():
            fields |= _comparison(content.policy)
            answers |= _tolerance(content.policy) | {"accepted": list(content.accepted)}
        case cards.NumericContent():
            answers |= _tolerance(content) | {"value": content.value}
        case cards.ClozeContent():
            fields |= _comparison(content.policy)
            answers |= _tolerance(content.policy) | {"gaps": [_gap(gap) for gap in content.gaps]}
        case cards.MatchingContent():
            answers |= {
                "pairs": [_pair(pair) for pair in content.pairs],
                **_texts("distractors", content.distractors),
            }
        case cards.OrderingContent():
            answers |= _texts("items", content.items)
        case _:
            assert_never(content)
    return fields | (answers if with_answers else dict.fromkeys(answers))


def _texts(name: str, texts: Sequence[str]) -> dict[str, list[str]]:
    """A list of texts, and the same rendered."""
    return {name: list(texts), f"{name}_html": [to_html(text) for text in texts]}


def _basic(content: cards.BasicContent) -> dict[str, Any]:
    return {
        "answer": content.answer,
        "answer_html": to_html(content.answer),
        "key_points": [_key_point(point) for point in content.key_points],
        "key_points_derived": content.key_points_derived,
        "required": content.required,
    }


def _key_point(point: cards.KeyPoint) -> KeyPoint:
    return KeyPoint(
        text=point.text,
        weight=point.weight,
        alternatives=list(point.alternatives),
        children=[_key_point(child) for child in point.children],
    )


def _option(option: cards.Option) -> Option:
    return Option(
        text=option.text,
        text_html=to_html(option.text),
        is_correct=option.is_correct,
        feedback=option.feedback,
        feedback_html=to_html_if_any(option.feedback),
    )


def _comparison(policy: cards.TypedPolicy) -> dict[str, Any]:
    return {"case_sensitive": policy.case_sensitive, "diacritics": policy.diacritics}


def _tolerance(policy: cards.TypedPolicy | cards.NumericContent) -> dict[str, Any]:
    return {
        "tolerance": policy.tolerance,
        "relative_tolerance": policy.relative_tolerance,
        "unit": policy.unit,
    }


def _gap(gap: cards.Gap) -> Gap:
    return Gap(accepted=list(gap.accepted), hint=gap.hint, hint_html=to_html_if_any(gap.hint))


def _pair(pair: cards.Pair) -> Pair:
    return Pair(
        left=pair.left,
        left_html=to_html(pair.left),
        right=pair.right,
        right_html=to_html(pair.right),
    )
