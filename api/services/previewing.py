"""Shows authors what becomes of a card, and where it will grade badly, before anybody is asked."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import browsing, composing
from api.services.composing import AuthoredCard
from db import cards
from quiz import card_warnings
from quiz import cards as domain
from quiz.access import Caller
from quiz.card_warnings import CardWarning
from quiz.cards import Content


@dataclass(frozen=True, slots=True)
class Preview:
    """The content as it is stored, and what its author is warned of."""

    content: Content
    warnings: tuple[CardWarning, ...]


def preview(authored: AuthoredCard, *, language: str | None) -> Preview:
    """What would become of the card. Raises `Invalid` with pointers."""
    return _preview(composing.compose(authored), language)


async def preview_card(db: AsyncSession, caller: Caller, card_id: UUID) -> Preview:
    """What became of a card.

    Raises `NotFound`, or `Forbidden` for callers who may not read answers.
    """
    row, version = await cards.get(db, card_id)
    access = await browsing.deck_with_answers(db, caller, card_id, row.deck_id)
    return _preview(domain.from_json(version.content), access.deck.language)


def _preview(content: Content, language: str | None) -> Preview:
    return Preview(content, card_warnings.warnings_of(content, language=language))
