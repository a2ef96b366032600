"""Previews: what becomes of a card, and where it will grade badly."""

from pydantic import Field

from quiz.card_warnings import WarningCode
from quiz.responses import Format
from schemas.base import Output
from schemas.contents import AnyContent


class PreviewedPoint(Output):
    """A key point of a basic card, with the points nested below it."""

    pointer: str = Field(description="Where it stands in the card.", examples=["/key_points/0"])
    text: str
    is_graded: bool = Field(
        description="False for a label, which only names the group of the points below it."
    )
    children: list["PreviewedPoint"]


class CardWarning(Output):
    """What will grade badly, where, and the way out."""

    code: WarningCode
    pointer: str = Field(
        description="The field of the card at fault (RFC 6901).", examples=["/required"]
    )
    message: str


class CardPreview(Output):
    """What becomes of a card, and where it will grade badly."""

    content: AnyContent = Field(description="As it is stored, with all that was left out.")
    formats: list[Format] = Field(
        description="The formats it can be asked in as it is, the most natural first."
    )
    points: list[PreviewedPoint] = Field(
        description="How a basic card's answer is cut into points; empty for other kinds."
    )
    graded_points: int = Field(description="How many points are graded, on all levels.")
    warnings: list[CardWarning]
