"""A learner's settings for a deck, each change a row of its own, keyed by their learner.

The first row is written when the learner first studies the deck, from the deck's study defaults: an
edit of the deck then changes nothing for those who have begun.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from db import fits, learners
from db.answers import AnswerRow
from db.base import Row
from db.decks import DeckRow
from db.types import Json, UtcDateTime
from db.upserts import copy_rows, insert_into
from quiz import plain_json
from quiz.scheduling.settings import Limits, Settings, SettingsChange

Key = tuple[UUID, UUID]

_AFTER = timedelta(microseconds=1)
"""The least time between two instants."""


class DeckSettingsRow(Row, table=True):
    """Settings from `from_at` on; those of `number` 1 hold for everything before it, too.

    `settings` and `limits` are those of `quiz.scheduling.settings`, whole. `fit_id` is the fit
    that the parameters come from. `change_number` of the first row is the learner's when the deck
    became theirs: in its order decks only join at the end.
    """

    __tablename__ = "deck_settings"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id"], ["learners.id"]),
        ForeignKeyConstraint(["deck_id"], ["decks.id"]),
    )

    learner_id: UUID = Field(primary_key=True)
    deck_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    from_at: datetime = Field(sa_type=UtcDateTime)
    replays: bool = False
    settings: dict[str, Any] = Field(sa_type=Json)
    limits: dict[str, Any] = Field(sa_type=Json)
    fit_id: UUID | None = None
    change_number: int = 0


class First(NamedTuple):
    """What a learner begins a deck with."""

    settings: Settings
    limits: Limits
    fit_id: UUID | None


def settings_of(row: DeckSettingsRow) -> Settings:
    """What memories are scheduled by since this row."""
    return plain_json.load(row.settings, Settings)


def limits_of(row: DeckSettingsRow) -> Limits:
    """How much of the deck is asked since this row."""
    return plain_json.load(row.limits, Limits)


def to_change(row: DeckSettingsRow) -> SettingsChange:
    """The domain's change from its row."""
    return SettingsChange(row.from_at, settings_of(row), row.replays)


async def list_by_key(db: AsyncSession, keys: Collection[Key]) -> dict[Key, list[DeckSettingsRow]]:
    """The changes by (learner id, deck id), the oldest first; decks without any are left out."""
    query = (
        select(DeckSettingsRow)
        .where(
            col(DeckSettingsRow.learner_id).in_({key[0] for key in keys}),
            col(DeckSettingsRow.deck_id).in_({key[1] for key in keys}),
        )
        .order_by(col(DeckSettingsRow.number))
        .execution_options(populate_existing=True)
    )
    found: dict[Key, list[DeckSettingsRow]] = {}
    for row in (await db.execute(query)).scalars():
        found.setdefault((row.learner_id, row.deck_id), []).append(row)
    return found


async def find_last(db: AsyncSession, *, learner_id: UUID, deck_id: UUID) -> DeckSettingsRow | None:
    """The settings that hold now, `None` where the learner has not begun."""
    query = (
        select(DeckSettingsRow)
        .where(
            col(DeckSettingsRow.learner_id) == learner_id, col(DeckSettingsRow.deck_id) == deck_id
        )
        .order_by(col(DeckSettingsRow.number).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def list_limits(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Limits]:
    """How much is asked a day, by (learner id, deck id): the deck's study defaults where the
    learner has no settings."""
    found = await list_by_key(db, keys)
    limits = {key: limits_of(found[key][-1]) for key in keys if key in found}
    missing = [key for key in keys if key not in found]
    if missing:
        defaults = await list_defaults(db, {deck_id for _, deck_id in missing})
        limits |= {key: defaults[key[1]][1] for key in missing}
    return limits


async def list_deck_ids(db: AsyncSession, *, learner_id: UUID) -> list[UUID]:
    """The decks that the learner has studied or set up."""
    query = (
        select(col(DeckSettingsRow.deck_id))
        .where(col(DeckSettingsRow.learner_id) == learner_id, col(DeckSettingsRow.number) == 1)
        .order_by(col(DeckSettingsRow.deck_id))
    )
    return list((await db.execute(query)).scalars())


async def list_first(
    db: AsyncSession, deck_ids: Iterable[UUID], *, learner_id: UUID
) -> dict[UUID, First]:
    """What the learner begins decks with: their study defaults, and the parameters that were fitted
    to the learner, if any."""
    defaults = await list_defaults(db, deck_ids)
    fit = await fits.find_adopted(db, learner_id=learner_id)
    if fit is None:
        return {deck_id: First(*found, None) for deck_id, found in defaults.items()}
    fitted = tuple(fit.parameters)
    return {
        deck_id: First(replace(settings, parameters=fitted), limits, fit.id)
        for deck_id, (settings, limits) in defaults.items()
    }


async def ensure_many(
    db: AsyncSession, *, learner_id: UUID, deck_ids: Iterable[UUID], now: datetime
) -> None:
    """Write the first settings of decks that the learner has none for.

    The caller holds the learner's lock.
    """
    wanted = set(deck_ids)
    known = await list_by_key(db, [(learner_id, deck_id) for deck_id in wanted])
    missing = sorted(wanted - {deck_id for _, deck_id in known})
    if not missing:
        return
    first = await list_first(db, missing, learner_id=learner_id)
    numbers = await learners.next_changes(db, [learner_id])
    values = [
        {
            "learner_id": learner_id,
            "deck_id": deck_id,
            "number": 1,
            "from_at": now,
            "replays": False,
            "settings": plain_json.dump(first[deck_id].settings),
            "limits": plain_json.dump(first[deck_id].limits),
            "fit_id": first[deck_id].fit_id,
            "change_number": numbers[learner_id],
        }
        for deck_id in missing
    ]
    statement = insert_into(db, DeckSettingsRow).values(values)
    await db.execute(statement.on_conflict_do_nothing())


async def append(
    db: AsyncSession,
    before: DeckSettingsRow,
    *,
    settings: Settings | None = None,
    limits: Limits | None = None,
    fit_id: UUID | None = None,
    replays: bool = False,
    now: datetime,
) -> DeckSettingsRow:
    """The settings that follow the last ones, from now on; what is not given stays, a fit as long
    as its parameters do.

    They hold from just after the learner's last answer, whatever the clock says, so that what is
    folded already stays as it was. The caller holds the learner's lock.
    """
    last = await _last_answered_at(db, learner_id=before.learner_id)
    from_at = now if last is None else max(now, last + _AFTER)
    if settings is None or settings.parameters == settings_of(before).parameters:
        fit_id = fit_id or before.fit_id
    row = DeckSettingsRow(
        learner_id=before.learner_id,
        deck_id=before.deck_id,
        number=before.number + 1,
        from_at=max(from_at, before.from_at),
        replays=replays,
        settings=before.settings if settings is None else plain_json.dump(settings),
        limits=before.limits if limits is None else plain_json.dump(limits),
        fit_id=fit_id,
    )
    db.add(row)
    await db.flush()
    return row


async def _last_answered_at(db: AsyncSession, *, learner_id: UUID) -> datetime | None:
    query = (
        select(col(AnswerRow.answered_at))
        .where(col(AnswerRow.learner_id) == learner_id)
        .order_by(col(AnswerRow.answered_at).desc(), col(AnswerRow.id).desc())
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def copy_all(db: AsyncSession, *, from_learner_id: UUID, learner_id: UUID) -> None:
    """Give the learner another one's settings for decks that they have none for.

    The caller holds both learners' locks.
    """
    own = await list_deck_ids(db, learner_id=learner_id)
    numbers = await learners.next_changes(db, [learner_id])
    await copy_rows(
        db,
        DeckSettingsRow,
        col(DeckSettingsRow.deck_id).not_in(own),
        owner="learner_id",
        from_owner=from_learner_id,
        to=learner_id,
        change_number=numbers[learner_id],
    )


async def remove_all(db: AsyncSession, *, learner_id: UUID) -> None:
    """Forget every setting of a learner's."""
    await db.execute(delete(DeckSettingsRow).where(col(DeckSettingsRow.learner_id) == learner_id))


def of_defaults(study_defaults: dict[str, Any]) -> tuple[Settings, Limits]:
    """Settings and limits as a deck's study defaults have them, the service's where they say
    nothing."""
    said = {name: value for name, value in study_defaults.items() if value is not None}
    return plain_json.load(said, Settings), plain_json.load(said, Limits)


async def list_defaults(
    db: AsyncSession, deck_ids: Iterable[UUID]
) -> dict[UUID, tuple[Settings, Limits]]:
    """What learners begin with, by the decks' ids, deleted decks included."""
    query = select(col(DeckRow.id), col(DeckRow.study_defaults)).where(
        col(DeckRow.id).in_(list(deck_ids))
    )
    return {row[0]: of_defaults(row[1]) for row in (await db.execute(query)).all()}
