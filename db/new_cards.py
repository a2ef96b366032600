"""New cards on their way into the tables, many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.cards import CardRow, CardVersionRow, words_of
from quiz import cards
from quiz.cards import Content


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that is about to be written at version 1."""

    id: UUID
    position: int
    content: Content
    tags: Sequence[str] = ()
    external_id: str | None = None
    sibling_group: UUID | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def row_of(card: NewCard, *, deck_id: UUID, now: datetime) -> CardRow:
    """The card's row, with the words that search finds it by."""
    prompt_words, answer_words = words_of(card.content, card.tags)
    return CardRow(
        id=card.id,
        deck_id=deck_id,
        position=card.position,
        kind=cards.kind_of(card.content),
        tags=list(card.tags),
        external_id=card.external_id,
        sibling_group=card.sibling_group,
        source_metadata=dict(card.metadata),
        prompt_words=prompt_words,
        answer_words=answer_words,
        created_at=now,
        updated_at=now,
    )


def version_of(
    card_id: UUID, version: int, content: Content, *, author_id: UUID | None, now: datetime
) -> CardVersionRow:
    """The row of a card's content at a version."""
    return CardVersionRow(
        card_id=card_id,
        version=version,
        content=cards.to_json(content),
        created_at=now,
        created_by=author_id,
    )


async def insert_many(
    db: AsyncSession, rows: Sequence[CardRow], versions: Sequence[CardVersionRow]
) -> None:
    """Write cards with their versions, in two statements; the session does not hold them."""
    if rows:
        await db.execute(insert(CardRow), [row.model_dump() for row in rows])
        await db.execute(insert(CardVersionRow), [version.model_dump() for version in versions])
