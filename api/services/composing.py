"""Composes a card's content from what its author sends, and checks it."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from db.cards import CardRow
from quiz import card_rules, cards, key_points, plain_json
from quiz.cards import BasicContent, Content, KeyPoint
from quiz.errors import Fault
from schemas.card_fields import KeyPointCreate
from schemas.cards import AnyCardCreate, BasicCardCreate, CardCreate
from schemas.faults import invalid, validated
from schemas.merge_patches import merged

AuthoredCard = AnyCardCreate
_CARD: TypeAdapter[CardCreate] = TypeAdapter(CardCreate)


def compose(authored: AuthoredCard, *, at: str = "") -> Content:
    """The content that an author sent; key points they left out are read from the answer.

    `at` is the pointer of the card in the request. Raises `Invalid` with pointers.
    """
    content = _content(authored)
    faults = [Fault(at + fault.pointer, fault.message) for fault in card_rules.check(content)]
    if faults:
        raise invalid(faults)
    return content


def recompose(
    row: CardRow, content: Content, patch: dict[str, Any], *, at: str = ""
) -> tuple[AuthoredCard, Content]:
    """What the author says of the card once the merge-patch is applied, and its content.

    Key points that were read from the answer are read again only when the answer changes.
    Raises `Invalid` with pointers.
    """
    kind = patch.get("kind", row.kind.value)
    if kind != row.kind.value:
        raise invalid([Fault(f"{at}/kind", f"cannot change; this card is {row.kind.value!r}")])
    document = merged(as_authored(row, content), patch)
    authored = validated(_CARD, document, at=at).root
    composed = compose(authored, at=at)
    return authored, _keep_points(content, composed)


def as_authored(row: CardRow, content: Content) -> dict[str, Any]:
    """The card in the shape in which an author would send it, without its place."""
    shape = cards.to_json(content)
    if shape.pop("key_points_derived", False):
        del shape["key_points"]
    return shape | {
        "tags": row.tags,
        "external_id": row.external_id,
        "sibling_group": _text(row.sibling_group),
        "metadata": row.source_metadata,
    }


def _keep_points(before: Content, after: Content) -> Content:
    """The new content, with the old points where both read them from the same answer."""
    if not (isinstance(before, BasicContent) and isinstance(after, BasicContent)):
        return after
    is_derived = before.key_points_derived and after.key_points_derived
    if is_derived and before.answer == after.answer:
        return cards.with_key_points(after, before.key_points)
    return after


def _content(authored: AuthoredCard) -> Content:
    """The content in what was sent, which has the same names; key points are read if need be."""
    sent = authored.model_dump(mode="json")
    if not isinstance(authored, BasicCardCreate):
        return cards.from_json(sent)
    if authored.key_points is not None:
        return cards.from_json(sent | {"key_points_derived": False})
    points = [plain_json.dump(point) for point in key_points.derive(authored.answer)]
    return cards.from_json(sent | {"key_points": points})


def key_point(point: KeyPointCreate) -> KeyPoint:
    """The key point that an author sent, with those nested below it."""
    return plain_json.load(point.model_dump(mode="json"), KeyPoint)


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
