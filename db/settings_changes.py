"""What memories are folded under: the changes of a learner's settings for a deck, each of which is
kept once it was read."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import at_hand, deck_settings
from db.deck_settings import DeckSettingsRow
from db.kept import Shelf
from quiz.scheduling.settings import BEGINNING, SettingsChange

Key = tuple[UUID, UUID]

_SETTINGS = DeckSettingsRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on tables
_NUMBERS = (
    select(_SETTINGS.c.learner_id, _SETTINGS.c.deck_id, _SETTINGS.c.number)
    .where(
        _SETTINGS.c.learner_id.in_(bindparam("learners", expanding=True)),
        _SETTINGS.c.deck_id.in_(bindparam("decks", expanding=True)),
    )
    .order_by(_SETTINGS.c.number)
)
_CHANGES: Shelf[tuple[UUID, UUID, int], SettingsChange] = Shelf("settings", 5_000)
"""By learner, deck and number."""


async def list_by_key(
    db: AsyncSession, keys: Collection[Key]
) -> dict[Key, tuple[SettingsChange, ...]]:
    """What memories are folded under, by (learner id, deck id): at least one change each, what the
    learner would begin with where they have none."""
    known = at_hand.all_of(at_hand.of(db).changes, keys)
    if known is not None:
        return known
    changes = await _list_own(db, keys)
    missing: dict[UUID, list[UUID]] = {}
    for learner_id, deck_id in keys:
        if (learner_id, deck_id) not in changes:
            missing.setdefault(learner_id, []).append(deck_id)
    for learner_id, deck_ids in missing.items():
        first = await deck_settings.list_first(db, deck_ids, learner_id=learner_id)
        for deck_id in deck_ids:
            changes[learner_id, deck_id] = (SettingsChange(BEGINNING, first[deck_id].settings),)
    return changes


async def _list_own(
    db: AsyncSession, keys: Collection[Key]
) -> dict[Key, tuple[SettingsChange, ...]]:
    """The changes of those who have any: which numbers there are is read, what they say is kept."""
    wanted = {"learners": list({key[0] for key in keys}), "decks": list({key[1] for key in keys})}
    numbers: dict[Key, list[int]] = {}
    for learner_id, deck_id, number in (await db.execute(_NUMBERS, wanted)).all():
        if (learner_id, deck_id) in keys:
            numbers.setdefault((learner_id, deck_id), []).append(number)
    found: dict[Key, tuple[SettingsChange, ...]] = {}
    for key, some in numbers.items():
        known = [_CHANGES.find(db, (*key, number)) for number in some]
        if None not in known:
            found[key] = tuple(change for change in known if change is not None)
    unknown = numbers.keys() - found.keys()
    for key, rows in (await deck_settings.list_by_key(db, unknown)).items() if unknown else ():
        if key in unknown:
            found[key] = tuple(deck_settings.to_change(row) for row in rows)
            for row, change in zip(rows, found[key], strict=True):
                _CHANGES.keep(db, (*key, row.number), change)
    return found
