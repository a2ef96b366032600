"""Cards: flat shapes told apart by `kind`, as authors send them and as callers see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, RootModel

from quiz import limits
from quiz.cards import PASS_AT, CardKind
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch
from schemas.contents import BasicContent, ChoiceContent, TypedContent
from schemas.labels import ExternalId, Tags

Prompt = Annotated[
    str,
    Field(
        min_length=1,
        max_length=limits.PROMPT_CHARS,
        description="The question side (Markdown).",
        examples=["Outline Leon Trotsky"],
    ),
]
Answer = Annotated[
    str,
    Field(
        min_length=1,
        max_length=limits.ANSWER_CHARS,
        description="The answer side (Markdown).",
        examples=["- led the October 1917 coup\n- built the Red Army"],
    ),
]
Hints = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=limits.HINT_CHARS)]],
    Field(max_length=limits.HINTS, description="Shown one after another when asked for."),
]
Explanation = Annotated[
    str,
    Field(
        max_length=limits.EXPLANATION_CHARS,
        description="Why the answer is right (Markdown), shown with the feedback.",
    ),
]
PassAt = Annotated[
    float,
    Field(gt=0, le=1, description="Share of the marks from which an answer counts as right."),
]
SiblingGroup = Annotated[
    UUID, Field(description="Cards of one group ask the same thing from several sides.")
]
_MetadataName = Annotated[str, Field(min_length=1, max_length=limits.METADATA_KEY_CHARS)]
_MetadataValue = Annotated[str, Field(max_length=limits.METADATA_VALUE_CHARS)]
_METADATA = Field(
    max_length=limits.METADATA_ENTRIES, description="Whatever else the author keeps with it."
)
Metadata = Annotated[dict[_MetadataName, _MetadataValue], _METADATA]
MetadataUpdate = Annotated[dict[_MetadataName, _MetadataValue | None], _METADATA]
Position = Annotated[
    int,
    Field(
        ge=1,
        le=2_000_000_000,
        description="The place to put it in; the card there and those after it move on. "
        "Left out, or past the last card: at the end.",
    ),
]
Required = Annotated[
    int, Field(ge=1, le=limits.KEY_POINTS, description="Ask for so many of the key points.")
]


class KeyPointCreate(Input):
    """One gradable point of an answer, with the points nested below it."""

    text: str = Field(min_length=1, max_length=limits.KEY_POINT_CHARS)
    weight: float = Field(
        default=1.0,
        gt=0,
        le=limits.KEY_POINT_WEIGHT,
        description="How much it counts, relative to its siblings.",
    )
    alternatives: list[Annotated[str, Field(min_length=1, max_length=limits.ALTERNATIVE_CHARS)]] = (
        Field(
            default=[],
            max_length=limits.ALTERNATIVES,
            description="Other wordings that count the same.",
        )
    )
    children: list["KeyPointCreate"] = Field(default=[], max_length=limits.KEY_POINTS)


KeyPoints = Annotated[
    list[KeyPointCreate],
    Field(
        max_length=limits.KEY_POINTS,
        description="The gradable points. Left out or null: read from the answer's bullets, "
        "again whenever the answer changes.",
    ),
]


class OptionCreate(Input):
    """One option of a choice card."""

    text: str = Field(max_length=limits.OPTION_CHARS, description="Markdown.")
    is_correct: bool
    feedback: Annotated[str, Field(max_length=limits.FEEDBACK_CHARS)] | None = Field(
        default=None, description="Shown to who ticked it (Markdown)."
    )


Options = Annotated[
    list[OptionCreate],
    Field(min_length=limits.OPTIONS_LEAST, max_length=limits.OPTIONS_MOST),
]
Accepted = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=limits.ACCEPTED_CHARS)]],
    Field(
        min_length=limits.ACCEPTED_LEAST,
        max_length=limits.ACCEPTED_MOST,
        description="What counts as right; the first is the one that is shown.",
    ),
]


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
    multiple: bool = False
    shuffle: bool = Field(default=True, description="Show the options in another order each time.")


class TypedCardCreate(_AnyCardCreate):
    """A prompt with a short answer to type."""

    kind: Literal[CardKind.TYPED]
    accepted: Accepted
    case_sensitive: bool = False


class CardCreate(
    RootModel[
        Annotated[BasicCardCreate | ChoiceCardCreate | TypedCardCreate, Field(discriminator="kind")]
    ]
):
    """A new card."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "kind": "basic",
                    "prompt": "Outline Leon Trotsky",
                    "answer": "- led the October 1917 coup\n- built the Red Army",
                }
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
    case_sensitive: bool | None = None
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


class Card(RootModel[Annotated[BasicCard | ChoiceCard | TypedCard, Field(discriminator="kind")]]):
    """A card at its newest version."""
