"""Imports and exports: the formats, and what an import reports."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from quiz.cards import CardKind
from schemas.base import Output


class ImportFormat(StrEnum):
    """Formats that can be read."""

    RECITE_JSON = "recite_json"
    BRAINSCAPE = "brainscape"


class ExportFormat(StrEnum):
    """Formats that can be written."""

    RECITE_JSON = "recite_json"


class ImportedDeck(Output):
    """A deck that was made, or that a dry run would make."""

    deck_id: UUID | None = Field(description="`null` after a dry run.")
    title: str
    card_count: int
    kinds: dict[CardKind, int] = Field(description="How many cards of each kind.")


class ImportLoss(Output):
    """What could not be taken over as it stands, or is in doubt."""

    place: str = Field(examples=["line 109"])
    reason: str
    is_kept: bool = Field(description="Whether it was taken over all the same.")


class ImportReport(Output):
    """What an import made; the `result` of its operation."""

    format: ImportFormat
    dry_run: bool
    decks: list[ImportedDeck]
    warnings: list[ImportLoss]
