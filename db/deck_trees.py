"""Decks that lie in decks: a tree in each workspace."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.decks import DeckRow
from db.workspaces import WorkspaceRow


async def lock(db: AsyncSession, *, workspace_id: UUID) -> None:
    """Hold the workspace's tree of decks still for the rest of the transaction."""
    query = (
        select(col(WorkspaceRow.id))
        .where(col(WorkspaceRow.id) == workspace_id)
        .with_for_update(key_share=True)
    )
    await db.execute(query)


async def has_children(db: AsyncSession, deck_id: UUID) -> bool:
    """Whether live decks lie in this one."""
    query = select(col(DeckRow.id)).where(
        col(DeckRow.parent_id) == deck_id, col(DeckRow.deleted_at).is_(None)
    )
    return (await db.execute(query.limit(1))).scalar_one_or_none() is not None


async def is_ancestor(db: AsyncSession, deck_id: UUID, *, of: UUID) -> bool:
    """Whether `deck_id` is the deck `of` itself or lies above it."""
    chain = (
        select(col(DeckRow.id), col(DeckRow.parent_id))
        .where(col(DeckRow.id) == of)
        .cte(recursive=True)
    )
    chain = chain.union(
        select(col(DeckRow.id), col(DeckRow.parent_id)).join(
            chain, col(DeckRow.id) == chain.c.parent_id
        )
    )
    query = select(func.count()).select_from(chain).where(chain.c.id == deck_id)
    return (await db.execute(query)).scalar_one() > 0
