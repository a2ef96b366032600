"""What was done to cards' places in the queue; written once, keyed by their learner."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, Index, col

from db.base import Row
from db.types import Closed, UtcDateTime
from db.upserts import copy_rows
from quiz.scheduling.events import Adjusted, AdjustmentKind


class AdjustmentRow(Row, table=True):
    """One adjustment; fields as in `quiz.scheduling.events.Adjusted`."""

    __tablename__ = "adjustments"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["card_id"], ["cards.id"]),
        CheckConstraint("(kind = 'set_due') = (due_on IS NOT NULL)", name="due_on"),
        Index(None, "learner_id", "card_id"),
    )

    learner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    card_id: UUID
    deck_id: UUID
    kind: AdjustmentKind = Field(sa_type=Closed(AdjustmentKind))
    at: datetime = Field(sa_type=UtcDateTime)
    studied_on: date
    due_on: date | None = None


def to_domain(row: AdjustmentRow) -> Adjusted:
    """The domain's event from its row."""
    return Adjusted(
        id=row.id,
        card_id=row.card_id,
        at=row.at,
        studied_on=row.studied_on,
        kind=row.kind,
        due_on=row.due_on,
    )


def add_many(
    db: AsyncSession, events: Iterable[Adjusted], *, learner_id: UUID, deck_id: UUID
) -> None:
    """Keep adjustments of a card of the deck, of a learner whom the caller has locked."""
    for event in events:
        row = AdjustmentRow(
            learner_id=learner_id,
            id=event.id,
            card_id=event.card_id,
            deck_id=deck_id,
            kind=event.kind,
            at=event.at,
            studied_on=event.studied_on,
            due_on=event.due_on,
        )
        db.add(row)


async def list_by_key(
    db: AsyncSession, *, learner_ids: Collection[UUID], card_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], list[Adjusted]]:
    """The adjustments by (learner id, card id); cards without any are left out."""
    query = select(AdjustmentRow).where(
        col(AdjustmentRow.learner_id).in_(learner_ids), col(AdjustmentRow.card_id).in_(card_ids)
    )
    found: dict[tuple[UUID, UUID], list[Adjusted]] = {}
    for row in (await db.execute(query)).scalars():
        found.setdefault((row.learner_id, row.card_id), []).append(to_domain(row))
    return found


async def list_cards(db: AsyncSession, *, learner_id: UUID) -> Sequence[tuple[UUID, UUID]]:
    """(card id, deck id) of every card that the learner adjusted."""
    query = (
        select(col(AdjustmentRow.card_id), col(AdjustmentRow.deck_id))
        .where(col(AdjustmentRow.learner_id) == learner_id)
        .distinct()
    )
    return [(row[0], row[1]) for row in (await db.execute(query)).all()]


async def copy_all(db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID) -> None:
    """Give the learner another one's adjustments, but for ids that they have already."""
    await copy_rows(
        db, AdjustmentRow, owner="learner_id", from_owner=from_learner_id, to=learner_id
    )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every adjustment of a learner's."""
    await db.execute(delete(AdjustmentRow).where(col(AdjustmentRow.learner_id) == learner_id))
