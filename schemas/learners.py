"""Learners: who studies."""

import unicodedata
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from quiz import limits
from schemas.accounts import Name
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch

MAX_EXTERNAL_ID_LENGTH = 200


def _printable(text: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise ValueError("an external id must not hold control characters")
    return text


ExternalId = Annotated[
    str,
    Field(min_length=1, max_length=MAX_EXTERNAL_ID_LENGTH, examples=["pupil-7"]),
    AfterValidator(_printable),
]
"""What the workspace's own system calls the learner."""

Timezone = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        description="IANA time zone of the learner's days.",
        examples=["Europe/Oslo"],
    ),
]
DayStartsAt = Annotated[
    int,
    Field(ge=0, le=23, strict=True, description="The local hour at which a study day begins."),
]
NewPerDay = Annotated[
    int,
    Field(
        ge=0,
        le=limits.CARDS_PER_DECK,
        strict=True,
        description="Cards of all decks together that are asked for the first time a day; `null`: "
        "only the decks' own limits count.",
    ),
]
DuePerDay = Annotated[
    int,
    Field(
        ge=0,
        le=limits.CARDS_PER_DECK,
        strict=True,
        description="Cards of all decks together that come back a day; `null`: only the decks' own "
        "limits count.",
    ),
]


class LearnerKind(StrEnum):
    """An account's own learner, one that a workspace manages, or a guest."""

    OWN = "own"
    MANAGED = "managed"
    GUEST = "guest"


class LearnerCreate(Input):
    """A learner for a workspace to manage."""

    workspace_id: UUID | None = Field(
        default=None,
        description="Whose learner it is. Default: your personal workspace, or the calling key's.",
    )
    external_id: ExternalId | None = Field(
        default=None, description="What your own system calls them; once per workspace."
    )
    name: Name | None = Field(default=None, examples=["Pupil 7"])
    timezone: Timezone = "UTC"
    day_starts_at: DayStartsAt = 4
    new_per_day: NewPerDay | None = None
    due_per_day: DuePerDay | None = None


class LearnerUpdate(Patch):
    """What can be changed of a learner."""

    name: Name | None = Field(default=LEFT_OUT, description="`null` takes it away.")
    timezone: Timezone = LEFT_OUT
    day_starts_at: DayStartsAt = LEFT_OUT
    new_per_day: NewPerDay | None = LEFT_OUT
    due_per_day: DuePerDay | None = LEFT_OUT


class LearnerPut(LearnerUpdate):
    """How a learner should be; what is left out stays as it is, or starts from the defaults."""


class Learner(Output):
    """Who studies. `workspace_id` and `external_id` belong to managed learners."""

    id: UUID
    kind: LearnerKind
    workspace_id: UUID | None
    external_id: str | None
    name: str | None
    timezone: str
    day_starts_at: int
    new_per_day: int | None = Field(
        description="Cards of all decks together that are asked for the first time a day."
    )
    due_per_day: int | None = Field(description="Cards of all decks together that come back a day.")
    created_at: Instant
    updated_at: Instant
    revision: int


class LearnerTokenCreate(Input):
    """How long the token should count."""

    expires_in: int = Field(
        default=900, ge=60, le=86_400, strict=True, description="Seconds until it expires."
    )


class LearnerToken(Output):
    """A token for a frontend that studies as this one learner."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    expires_at: Instant
    scope: str
    learner_id: UUID
