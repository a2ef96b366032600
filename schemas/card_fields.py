"""Fields of cards as authors send them: their limits and what they mean."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from quiz import limits
from quiz.cards import Diacritics
from schemas.base import Input

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
    int,
    Field(
        ge=1,
        le=limits.KEY_POINTS,
        description="Ask for so many of the outermost key points, whichever the learner knows; "
        "left out or null, for all. A point brings those nested below it.",
    ),
]


class KeyPointCreate(Input):
    """One gradable point of an answer, with the points nested below it."""

    text: str = Field(
        min_length=1,
        max_length=limits.KEY_POINT_CHARS,
        description="What the answer has to say.",
        examples=["built the Red Army"],
    )
    weight: float = Field(
        default=1.0,
        gt=0,
        le=limits.KEY_POINT_WEIGHT,
        description="How much it counts beside the card's other points. It multiplies the weights "
        "of the points nested below it.",
    )
    alternatives: list[Annotated[str, Field(min_length=1, max_length=limits.ALTERNATIVE_CHARS)]] = (
        Field(
            default=[],
            max_length=limits.ALTERNATIVES,
            description="Other wordings that count the same.",
        )
    )
    children: list["KeyPointCreate"] = Field(
        default=[],
        max_length=limits.KEY_POINTS,
        description="The points nested below it, each graded as well.",
    )


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
CaseSensitive = Annotated[bool, Field(description="Whether capitals matter.")]
DiacriticsField = Annotated[
    Diacritics,
    Field(
        description="What a missing or other accent means: it is forgiven and said (`lenient`), "
        "costs half of the marks (`strict`), or nothing (`ignore`)."
    ),
]
Tolerance = Annotated[
    float,
    Field(
        ge=0,
        description="How far off a number may be, in its unit; days for dates. Not beside "
        "`relative_tolerance`.",
        examples=[0.05],
    ),
]
RelativeTolerance = Annotated[
    float,
    Field(
        ge=0,
        description="How far off a number may be, as a share of it. Not beside `tolerance`.",
        examples=[0.01],
    ),
]
Unit = Annotated[
    str,
    Field(
        min_length=1,
        max_length=limits.UNIT_CHARS,
        description="The unit that a bare number is in. It is part of the answer.",
        examples=["m/s²"],
    ),
]
Value = Annotated[
    str,
    Field(
        min_length=1,
        max_length=limits.NUMBER_CHARS,
        description="A number without separators between thousands: `9.81`, `-5`, `6.022e23`, "
        "`3/4`; or a date: `1924-01-21`, `1924-01`, `1924`.",
        examples=["9.81"],
    ),
]


class GapCreate(Input):
    """One gap of a cloze card."""

    accepted: Accepted
    hint: Annotated[str, Field(min_length=1, max_length=limits.HINT_CHARS)] | None = Field(
        default=None, description="Shown at the gap, before it is answered (Markdown)."
    )


Gaps = Annotated[
    list[GapCreate],
    Field(
        min_length=1,
        max_length=limits.GAPS,
        description="What belongs where the prompt has `{{1}}`, `{{2}}`, …, in this order.",
    ),
]
_PairText = Annotated[
    str, Field(min_length=1, max_length=limits.PAIR_CHARS, description="Markdown.")
]


class PairCreate(Input):
    """Two texts that belong together."""

    left: _PairText
    right: _PairText


Pairs = Annotated[
    list[PairCreate],
    Field(
        min_length=limits.PAIRS_LEAST,
        max_length=limits.PAIRS_MOST,
        description="No two may be equal on the left; the right side may repeat.",
    ),
]
Distractors = Annotated[
    list[_PairText],
    Field(
        max_length=limits.MATCHING_DISTRACTORS,
        description="Further texts on the right that belong to none.",
    ),
]
Items = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=limits.ITEM_CHARS)]],
    Field(
        min_length=limits.ITEMS_LEAST,
        max_length=limits.ITEMS_MOST,
        description="In the right order (Markdown); they are shown in another one.",
    ),
]
