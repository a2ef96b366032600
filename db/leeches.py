"""Tells of cards that are forgotten again and again, whichever way their memories were folded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import memories
from db.events import EventRow
from db.learners import LearnerRow
from quiz.scheduling import folding
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import Settings, SettingsChange, settings_at

Key = tuple[UUID, UUID]


async def tell(
    db: AsyncSession,
    folded: Mapping[Key, Memory | None],
    deck_ids: Mapping[Key, UUID],
    changes: Mapping[Key, Sequence[SettingsChange]],
    *,
    now: datetime,
) -> None:
    """Write an event for each of these memories, by (learner id, card id), that has become a leech
    since it was last written, or one more time; to be called before they are written.

    `deck_ids` are the decks of the cards, `changes` the settings by (learner id, deck id). The
    caller holds the learners' locks.
    """
    found = {key: memory for key, memory in folded.items() if memory is not None}
    settings = {key: _settings(m, changes[key[0], deck_ids[key]]) for key, m in found.items()}
    told = {key: m for key, m in found.items() if folding.leech_count(m, settings[key])}
    if not told:
        return
    known = await memories.list_by_key(db, told)
    became = {
        key: memory
        for key, memory in told.items()
        if folding.became_leech(known.get(key), memory, settings[key])
    }
    learners = await _learners(db, {key[0] for key in became})
    for key, memory in became.items():
        db.add(_event(key, deck_ids[key], memory, learners[key[0]], now))


def _settings(memory: Memory, changes: Sequence[SettingsChange]) -> Settings:
    """The settings that the memory's last event fell under."""
    assert memory.last_event_at is not None
    return settings_at(changes, memory.last_event_at)


async def _learners(
    db: AsyncSession, learner_ids: Collection[UUID]
) -> dict[UUID, tuple[UUID | None, int]]:
    """The workspaces of these learners, with the numbers of their last changes."""
    if not learner_ids:
        return {}
    query = select(
        col(LearnerRow.id), col(LearnerRow.workspace_id), col(LearnerRow.change_number)
    ).where(col(LearnerRow.id).in_(learner_ids))
    return {row[0]: (row[1], row[2]) for row in (await db.execute(query)).all()}


def _event(
    key: Key, deck_id: UUID, memory: Memory, learner: tuple[UUID | None, int], now: datetime
) -> EventRow:
    """Each writing of memories takes a number of the learner's, so no two events share an id."""
    (learner_id, card_id), (workspace_id, number) = key, learner
    return EventRow(
        owner_id=learner_id,
        id=uuid5(card_id, f"leeched {number}"),
        workspace_id=workspace_id,
        type="memory.leeched",
        data={
            "learner_id": str(learner_id),
            "deck_id": str(deck_id),
            "card_id": str(card_id),
            "lapse_count": memory.lapse_count,
            "is_suspended": memory.is_suspended,
        },
        created_at=now,
    )
