"""Cards: flat shapes told apart by `kind`, as authors send them and as callers see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, RootModel

from quiz.cards import PASS_AT, CardKind, Diacritics
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch
from schemas.card_fields import (
    Accepted,
    Answer,
    CaseSensitive,
    DiacriticsField,
    Distractors,
    Explanation,
    Gaps,
    Hints,
    Items,
    KeyPoints,
    Metadata,
    MetadataUpdate,
    Options,
    Pairs,
    PassAt,
    Position,
    Prompt,
    RelativeTolerance,
    Required,
    SiblingGroup,
    Tolerance,
    Unit,
    Value,
)
from schemas.contents import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    MatchingContent,
    NumericContent,
    OrderingContent,
    TypedContent,
)
from schemas.labels import ExternalId, Tags


class _AnyCardCreate(Input):
    id: UUID | None = Field(default=None, description="An id of the author's own making.")
    prompt: Prompt
    hints: Hints = Field(default=[])
    explanation: Explanation | None = None
    pass_at: PassAt = PASS_AT
    tags: Tags = Field(default=[])
    external_id: ExternalId | None = Field(
        default=None, description="What another system calls the card."
    )
    sibling_group: SiblingGroup | None = None
    metadata: Metadata = Field(default={})
    position: Position | None = None


class BasicCardCreate(_AnyCardCreate):
    """A prompt and an answer in prose or bullets."""

    kind: Literal[CardKind.BASIC]
    answer: Answer
    key_points: KeyPoints | None = None
    required: Required | None = None


class ChoiceCardCreate(_AnyCardCreate):
    """A prompt with options, of which one or (`multiple`) several are correct."""

    kind: Literal[CardKind.CHOICE]
    options: Options
    multiple: bool = Field(
        default=False,
        description="Whether several options can be correct, and ticked; one and only one if not.",
    )
    shuffle: bool = Field(default=True, description="Show the options in another order each time.")


class _ComparedCardCreate(_AnyCardCreate):
    case_sensitive: CaseSensitive = False
    diacritics: DiacriticsField = Diacritics.LENIENT
    tolerance: Tolerance | None = None
    relative_tolerance: RelativeTolerance | None = None
    unit: Unit | None = None


class TypedCardCreate(_ComparedCardCreate):
    """A prompt with a short answer to type."""

    kind: Literal[CardKind.TYPED]
    accepted: Accepted


class NumericCardCreate(_AnyCardCreate):
    """A prompt whose answer is a number, a quantity or a date."""

    kind: Literal[CardKind.NUMERIC]
    value: Value
    tolerance: Tolerance | None = None
    relative_tolerance: RelativeTolerance | None = None
    unit: Unit | None = None


class ClozeCardCreate(_ComparedCardCreate):
    """A text with gaps: the prompt has `{{1}}`, `{{2}}`, … where they are, each once."""

    kind: Literal[CardKind.CLOZE]
    gaps: Gaps


class MatchingCardCreate(_AnyCardCreate):
    """A prompt with texts on the left that belong to texts on the right."""

    kind: Literal[CardKind.MATCHING]
    pairs: Pairs
    distractors: Distractors = Field(default=[])


class OrderingCardCreate(_AnyCardCreate):
    """A prompt with items to bring into order."""

    kind: Literal[CardKind.ORDERING]
    items: Items


AnyCardCreate = (
    BasicCardCreate
    | ChoiceCardCreate
    | TypedCardCreate
    | NumericCardCreate
    | ClozeCardCreate
    | MatchingCardCreate
    | OrderingCardCreate
)


class CardCreate(RootModel[Annotated[AnyCardCreate, Field(discriminator="kind")]]):
    """A new card."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "kind": "basic",
                    "prompt": "Outline Leon Trotsky",
                    "answer": "- led the October 1917 coup\n- built the Red Army",
                },
                {
                    "kind": "basic",
                    "prompt": "What keeps an app usable offline?",
                    "answer": "A local database, a queue of changes, rules for conflicts.",
                    "key_points": [
                        {"text": "A local database", "weight": 2, "alternatives": ["SQLite"]},
                        {"text": "A queue of changes", "children": [{"text": "It tries again"}]},
                        {"text": "Rules for conflicts"},
                    ],
                    "required": 2,
                },
                {
                    "kind": "choice",
                    "prompt": "Which are prime?",
                    "multiple": True,
                    "options": [
                        {"text": "2", "is_correct": True},
                        {"text": "9", "is_correct": False, "feedback": "3 times 3."},
                        {"text": "11", "is_correct": True},
                    ],
                },
                {"kind": "typed", "prompt": "Capital of Peru?", "accepted": ["Lima"]},
                {
                    "kind": "numeric",
                    "prompt": "How fast do things fall faster on Earth?",
                    "value": "9.81",
                    "unit": "m/s²",
                    "tolerance": 0.05,
                },
                {
                    "kind": "cloze",
                    "prompt": "Water is made of {{1}} and {{2}}.",
                    "gaps": [
                        {"accepted": ["hydrogen"], "hint": "the lightest element"},
                        {"accepted": ["oxygen"]},
                    ],
                },
                {
                    "kind": "matching",
                    "prompt": "Which capital belongs to which country?",
                    "pairs": [
                        {"left": "Peru", "right": "Lima"},
                        {"left": "Chile", "right": "Santiago"},
                    ],
                    "distractors": ["Quito"],
                },
                {
                    "kind": "ordering",
                    "prompt": "From the smallest to the largest?",
                    "items": ["atom", "molecule", "cell"],
                },
            ]
        }
    }


class CardUpdate(Patch):
    """A merge-patch: fields that are left out stay, `null` brings a field back to its default.

    Only fields of the card's own kind are taken; the kind itself stays.
    """

    kind: CardKind = LEFT_OUT
    prompt: Prompt = LEFT_OUT
    answer: Answer = LEFT_OUT
    key_points: KeyPoints | None = None
    required: Required | None = None
    options: Options = LEFT_OUT
    multiple: bool | None = None
    shuffle: bool | None = None
    accepted: Accepted = LEFT_OUT
    case_sensitive: CaseSensitive | None = None
    diacritics: DiacriticsField | None = None
    value: Value = LEFT_OUT
    tolerance: Tolerance | None = None
    relative_tolerance: RelativeTolerance | None = None
    unit: Unit | None = None
    gaps: Gaps = LEFT_OUT
    pairs: Pairs = LEFT_OUT
    distractors: Distractors | None = None
    items: Items = LEFT_OUT
    hints: Hints | None = None
    explanation: Explanation | None = None
    pass_at: PassAt | None = None
    tags: Tags | None = None
    external_id: ExternalId | None = None
    sibling_group: SiblingGroup | None = None
    metadata: MetadataUpdate | None = None
    position: Position = LEFT_OUT

    def patch(self) -> dict[str, Any]:
        """The fields that were sent, as plain JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


class _Head(Output):
    id: UUID
    deck_id: UUID
    kind: CardKind
    position: int = Field(description="Where it stands; places are in order, with gaps.")
    version: int = Field(description="Goes up when the content changes.")
    tags: list[str]
    external_id: str | None
    sibling_group: UUID | None
    metadata: dict[str, str] | None
    created_at: Instant
    updated_at: Instant
    revision: int = Field(description="Goes up when anything changes.")


class BasicCard(BasicContent, _Head):
    """A prompt and an answer in prose or bullets."""


class ChoiceCard(ChoiceContent, _Head):
    """A prompt with options."""


class TypedCard(TypedContent, _Head):
    """A prompt with a short answer to type."""


class NumericCard(NumericContent, _Head):
    """A prompt whose answer is a number, a quantity or a date."""


class ClozeCard(ClozeContent, _Head):
    """A text with gaps."""


class MatchingCard(MatchingContent, _Head):
    """A prompt with texts to match."""


class OrderingCard(OrderingContent, _Head):
    """A prompt with items to bring into order."""


AnyCard = BasicCard | ChoiceCard | TypedCard | NumericCard | ClozeCard | MatchingCard | OrderingCard


class Card(RootModel[Annotated[AnyCard, Field(discriminator="kind")]]):
    """A card at its newest version."""
