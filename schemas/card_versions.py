"""What a card said at each of its versions."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, RootModel

from schemas.base import Instant, Output
from schemas.contents import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    MatchingContent,
    NumericContent,
    OrderingContent,
    TypedContent,
)


class _Head(Output):
    card_id: UUID
    version: int
    created_at: Instant
    created_by: UUID | None = Field(description="The account or API key that wrote it.")


class BasicCardVersion(_Head, BasicContent):
    """A version of a basic card."""


class ChoiceCardVersion(_Head, ChoiceContent):
    """A version of a choice card."""


class TypedCardVersion(_Head, TypedContent):
    """A version of a typed card."""


class NumericCardVersion(_Head, NumericContent):
    """A version of a numeric card."""


class ClozeCardVersion(_Head, ClozeContent):
    """A version of a cloze card."""


class MatchingCardVersion(_Head, MatchingContent):
    """A version of a matching card."""


class OrderingCardVersion(_Head, OrderingContent):
    """A version of an ordering card."""


AnyCardVersion = (
    BasicCardVersion
    | ChoiceCardVersion
    | TypedCardVersion
    | NumericCardVersion
    | ClozeCardVersion
    | MatchingCardVersion
    | OrderingCardVersion
)


class CardVersion(RootModel[Annotated[AnyCardVersion, Field(discriminator="kind")]]):
    """A card's content at one version; it never changes."""
