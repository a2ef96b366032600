"""Decks as authors send them and as callers see them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from quiz import limits
from quiz.access import Visibility
from quiz.marking.reviews import AppealPolicy
from quiz.responses import Format
from quiz.scheduling.settings import SchedulerName
from quiz.session.sessions import Feedback, Mode, Order
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch
from schemas.deck_settings import DesiredRetention, MaximumIntervalDays
from schemas.labels import Tags


def _unique_formats(formats: list[Format]) -> list[Format]:
    return list(dict.fromkeys(formats))


Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.TITLE_CHARS),
    Field(examples=["The power struggle after Lenin"]),
]
Subtitle = Annotated[str, Field(max_length=limits.SUBTITLE_CHARS)]
Description = Annotated[
    str, Field(max_length=limits.DESCRIPTION_CHARS, description="What the deck is for (Markdown).")
]
Language = Annotated[
    str,
    Field(
        max_length=limits.LANGUAGE_CHARS,
        pattern=f"^{limits.LANGUAGE_PATTERN}$",
        description="A language tag (BCP 47) that begins with two letters, or three: `en`, "
        "`pt-BR`; not `english`. What grading knows of a language hangs on it.",
        examples=["en"],
    ),
]
Source = Annotated[
    str, Field(max_length=limits.SOURCE_CHARS, description="Where the content comes from.")
]
Licence = Annotated[
    str,
    Field(
        max_length=limits.LICENCE_CHARS,
        description="Under which terms others may use it.",
        examples=["CC-BY-4.0"],
    ),
]
Formats = Annotated[
    list[Format],
    Field(min_length=1, description="The formats that cards may be asked in."),
    AfterValidator(_unique_formats),
]
AnswersPublic = Annotated[
    bool,
    Field(
        description="Whether everybody who may see the deck may see its answers outside quiz "
        "sessions, copy it and export it."
    ),
]
AppealPolicyField = Annotated[
    AppealPolicy,
    Field(
        description='What a learner\'s "I was right" does to the marks: it counts at once, or '
        "waits for a teacher of the deck's workspace. Memory follows the learner either way."
    ),
]
CardsPerDay = Annotated[int, Field(ge=0, le=limits.CARDS_PER_DECK)]
VisibilityField = Annotated[
    Visibility,
    Field(
        description="Who may see and study the deck: its workspace, whoever has its id, or "
        "everybody."
    ),
]
ParentId = Annotated[
    UUID, Field(description="The deck that this one lies in, of the same workspace.")
]


class StudyDefaultsUpdate(Input):
    """How sessions over the deck start unless they say otherwise; `null` leaves it open."""

    mode: Mode | None = None
    order: Order | None = None
    limit: Annotated[int, Field(ge=1, le=limits.CARDS_PER_SESSION)] | None = Field(
        default=None, description="Ask at most so many cards."
    )
    formats: Formats | None = None
    feedback: Feedback | None = None
    scheduler: SchedulerName | None = Field(
        default=None,
        description="Who decides when cards come back for learners who begin now; those who have "
        "begun keep theirs. The service's is `fsrs`.",
    )
    desired_retention: DesiredRetention | None = None
    maximum_interval_days: MaximumIntervalDays | None = None
    new_per_day: CardsPerDay | None = Field(
        default=None, description="Cards that are asked for the first time a day; 20 by default."
    )
    due_per_day: CardsPerDay | None = Field(
        default=None, description="Cards that come back a day; 200 by default."
    )


class StudyDefaults(Output):
    """How sessions over the deck start unless they say otherwise; `null` leaves it open."""

    mode: Mode | None
    order: Order | None
    limit: int | None
    formats: list[Format] | None
    feedback: Feedback | None
    scheduler: SchedulerName | None
    desired_retention: float | None
    maximum_interval_days: int | None
    new_per_day: int | None
    due_per_day: int | None


class DeckFields(Input):
    """What an author says of a deck."""

    title: Title
    subtitle: Subtitle | None = None
    description: Description | None = None
    language: Language | None = None
    tags: Tags = Field(default=[])
    visibility: VisibilityField = Visibility.PRIVATE
    source: Source | None = None
    licence: Licence | None = None
    answers_public: AnswersPublic = False
    appeal_policy: AppealPolicyField = AppealPolicy.COUNT_AT_ONCE
    study_defaults: StudyDefaultsUpdate = StudyDefaultsUpdate()
    parent_id: ParentId | None = None


class DeckCreate(DeckFields):
    """A new deck."""

    workspace_id: UUID | None = Field(
        default=None, description="The workspace to make it in; by default the caller's own."
    )


class DeckUpdate(Patch):
    """A merge-patch: fields that are left out stay, `null` brings a field back to its default."""

    title: Title = LEFT_OUT
    subtitle: Subtitle | None = None
    description: Description | None = None
    language: Language | None = None
    tags: Tags | None = None
    visibility: VisibilityField | None = None
    source: Source | None = None
    licence: Licence | None = None
    answers_public: AnswersPublic | None = None
    appeal_policy: AppealPolicyField | None = None
    study_defaults: StudyDefaultsUpdate | None = None
    parent_id: ParentId | None = None

    def patch(self) -> dict[str, Any]:
        """The fields that were sent, as plain JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


class Deck(Output):
    """A deck, without its cards."""

    id: UUID
    workspace_id: UUID
    parent_id: UUID | None
    title: str = Field(examples=["The power struggle after Lenin"])
    subtitle: str | None
    description: str | None = Field(description="Markdown.")
    description_html: str | None = Field(description="The description as safe HTML.")
    language: str | None
    tags: list[str]
    visibility: Visibility
    source: str | None
    licence: str | None
    answers_public: bool
    appeal_policy: AppealPolicy
    study_defaults: StudyDefaults
    card_count: int
    copied_from: UUID | None = Field(description="The deck that this one was copied from.")
    may_edit: bool = Field(description="Whether the caller may change the deck and its cards.")
    may_read_answers: bool = Field(
        description="Whether the caller may see answers outside quiz sessions, copy and export."
    )
    created_at: Instant
    updated_at: Instant
    revision: int


class DeckCopy(Input):
    """Where a copy goes."""

    workspace_id: UUID | None = Field(
        default=None, description="The workspace to copy it to; by default the caller's own."
    )
    title: Title | None = Field(default=None, description="The copy's title; by default the same.")
