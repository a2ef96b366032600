"""Composes a card's content from what its author sends, and checks it."""

from typing import Any, assert_never
from uuid import UUID

from pydantic import TypeAdapter

from db.cards import CardRow
from quiz import card_rules, cards, key_points
from quiz.cards import BasicContent, ChoiceContent, Content, KeyPoint, TypedContent, TypedPolicy
from quiz.errors import Fault
from schemas.cards import (
    BasicCardCreate,
    CardCreate,
    ChoiceCardCreate,
    KeyPointCreate,
    TypedCardCreate,
)
from schemas.faults import invalid, validated
from schemas.merge_patches import merged

AuthoredCard = BasicCardCreate | ChoiceCardCreate | TypedCardCreate
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
    shared: dict[str, Any] = {
        "prompt": authored.prompt,
        "hints": tuple(authored.hints),
        "explanation": authored.explanation,
        "pass_at": authored.pass_at,
    }
    match authored:
        case BasicCardCreate():
            given = authored.key_points
            return BasicContent(
                **shared,
                answer=authored.answer,
                key_points=key_points.derive(authored.answer)
                if given is None
                else tuple(key_point(point) for point in given),
                key_points_derived=given is None,
                required=authored.required,
            )
        case ChoiceCardCreate():
            return ChoiceContent(
                **shared,
                options=tuple(
                    cards.Option(o.text, o.is_correct, o.feedback) for o in authored.options
                ),
                multiple=authored.multiple,
                shuffle=authored.shuffle,
            )
        case TypedCardCreate():
            return TypedContent(
                **shared,
                accepted=tuple(authored.accepted),
                policy=TypedPolicy(case_sensitive=authored.case_sensitive),
            )
        case _:
            assert_never(authored)


def key_point(point: KeyPointCreate) -> KeyPoint:
    """The key point that an author sent, with those nested below it."""
    return KeyPoint(
        text=point.text,
        weight=point.weight,
        alternatives=tuple(point.alternatives),
        children=tuple(key_point(child) for child in point.children),
    )


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
