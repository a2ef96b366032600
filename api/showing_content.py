"""How decks, cards and versions are sent, from their rows."""

from collections.abc import Mapping
from types import MappingProxyType

from api.services.authorizing import DeckAccess
from api.services.browsing import SeenCard
from api.services.previewing import Preview
from db.cards import CardVersionRow
from quiz import cards
from quiz.cards import BasicContent, CardKind, KeyPoint
from quiz.key_points import is_label
from quiz.markdown import to_html_if_any
from quiz.questions import formats_for
from schemas import contents
from schemas.card_previews import CardPreview, CardWarning, PreviewedPoint
from schemas.card_versions import (
    AnyCardVersion,
    BasicCardVersion,
    CardVersion,
    ChoiceCardVersion,
    ClozeCardVersion,
    MatchingCardVersion,
    NumericCardVersion,
    OrderingCardVersion,
    TypedCardVersion,
)
from schemas.cards import (
    AnyCard,
    BasicCard,
    Card,
    ChoiceCard,
    ClozeCard,
    MatchingCard,
    NumericCard,
    OrderingCard,
    TypedCard,
)
from schemas.decks import Deck, StudyDefaults

_CARDS: Mapping[CardKind, type[AnyCard]] = MappingProxyType(
    {
        CardKind.BASIC: BasicCard,
        CardKind.CHOICE: ChoiceCard,
        CardKind.TYPED: TypedCard,
        CardKind.NUMERIC: NumericCard,
        CardKind.CLOZE: ClozeCard,
        CardKind.MATCHING: MatchingCard,
        CardKind.ORDERING: OrderingCard,
    }
)
_VERSIONS: Mapping[CardKind, type[AnyCardVersion]] = MappingProxyType(
    {
        CardKind.BASIC: BasicCardVersion,
        CardKind.CHOICE: ChoiceCardVersion,
        CardKind.TYPED: TypedCardVersion,
        CardKind.NUMERIC: NumericCardVersion,
        CardKind.CLOZE: ClozeCardVersion,
        CardKind.MATCHING: MatchingCardVersion,
        CardKind.ORDERING: OrderingCardVersion,
    }
)


def show_deck(access: DeckAccess) -> Deck:
    """The deck as this caller sees it."""
    row = access.deck
    fields = row.model_dump(include=Deck.model_fields.keys() - {"study_defaults"})
    return Deck(
        **fields,
        description_html=to_html_if_any(row.description),
        study_defaults=StudyDefaults.model_validate(
            dict.fromkeys(StudyDefaults.model_fields) | row.study_defaults
        ),
        may_edit=access.edits,
        may_read_answers=access.reads_answers,
    )


def view_of_deck(access: DeckAccess) -> str:
    """What the deck's tag tells callers of different rights apart by."""
    return f"edits={access.edits},reads={access.reads_answers}"


def show_card(card: SeenCard) -> Card:
    """The card as this caller sees it."""
    row = card.row
    shape = _CARDS[row.kind]
    return Card(
        shape(
            **contents.show(card.content, with_answers=card.reads_answers),
            id=row.id,
            deck_id=row.deck_id,
            position=row.position,
            version=row.version,
            tags=row.tags,
            external_id=row.external_id,
            sibling_group=row.sibling_group,
            metadata=row.source_metadata if card.reads_answers else None,
            created_at=row.created_at,
            updated_at=row.updated_at,
            revision=row.revision,
        )
    )


def view_of_card(card: SeenCard) -> str:
    """What the card's tag tells callers of different rights apart by."""
    return "full" if card.reads_answers else "prompt"


def show_version(row: CardVersionRow) -> CardVersion:
    """A version, for those who may read answers."""
    content = cards.from_json(row.content)
    return CardVersion(
        _VERSIONS[cards.kind_of(content)](
            **contents.show(content, with_answers=True),
            card_id=row.card_id,
            version=row.version,
            created_at=row.created_at,
            created_by=row.created_by,
        )
    )


def show_preview(preview: Preview) -> CardPreview:
    """The preview, for those who may read answers."""
    content = preview.content
    points = content.key_points if isinstance(content, BasicContent) else ()
    return CardPreview.model_validate(
        {
            "content": contents.show(content, with_answers=True),
            "formats": formats_for(cards.kind_of(content)),
            "points": [_point(f"/key_points/{place}", point) for place, point in enumerate(points)],
            "graded_points": sum(not is_label(point) for top in points for point in top.walk()),
            "warnings": [
                CardWarning(code=warning.code, pointer=warning.pointer, message=warning.message)
                for warning in preview.warnings
            ],
        }
    )


def _point(pointer: str, point: KeyPoint) -> PreviewedPoint:
    return PreviewedPoint(
        pointer=pointer,
        text=point.text,
        is_graded=not is_label(point),
        children=[
            _point(f"{pointer}/children/{place}", child)
            for place, child in enumerate(point.children)
        ],
    )
