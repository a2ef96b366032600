"""Measures how well a learner knows decks: today, and week by week from the log."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import surveying
from api.services.surveying import Surveyed
from db import settings_changes, standings, study_events
from db.pages import PageRequest, RowPage
from db.standings import DeckSize, Stood
from quiz.access import Caller
from quiz.scheduling.events import StudyEvent
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import Settings, SettingsChange, current
from quiz.statistics import histories
from quiz.statistics.mastery import Mastery, MasteryDay, Standing, mastery

_AT_ONCE = 500
"""Cards whose logs are read by one statement."""


@dataclass(frozen=True, slots=True)
class DeckMastery:
    """How well one deck is known today."""

    deck_id: UUID
    title: str
    mastery: Mastery


@dataclass(frozen=True, slots=True)
class MasteryHistory:
    """How well a deck was known over time; `folded` of its seen cards stand for all of them."""

    surveyed: Surveyed
    now: DeckMastery
    points: tuple[MasteryDay, ...]
    folded: int


async def list_decks(
    db: AsyncSession,
    caller: Caller,
    learner_id: UUID,
    page: PageRequest,
    *,
    now: datetime,
) -> RowPage[DeckMastery]:
    """How well the learner knows each deck that they have begun, the oldest deck first.

    Raises like `surveying.survey`.
    """
    surveyed = await surveying.survey(db, caller, learner_id, None, now=now)
    deck_ids = surveyed.deck_ids
    if page.after is not None:
        known = [place for place, id in enumerate(deck_ids) if id == page.after[0]]
        deck_ids = deck_ids[known[0] + 1 :] if known else []
    held = deck_ids[: page.limit]
    sizes = await standings.list_sizes(db, held)
    rows = [(await _measure(db, surveyed, id, sizes[id]))[0] for id in held]
    return RowPage(rows, (held[-1],) if len(deck_ids) > len(held) else None)


async def of_deck(
    db: AsyncSession, caller: Caller, learner_id: UUID, deck_id: UUID, *, now: datetime
) -> MasteryHistory:
    """How well the learner knows the deck, and knew it week by week.

    Raises like `surveying.survey`.
    """
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    return await history_of(db, surveyed, deck_id)


async def history_of(db: AsyncSession, surveyed: Surveyed, deck_id: UUID) -> MasteryHistory:
    """How well the deck is known and was known, from the first study day on.

    The last point is what is known now, with all that was answered: also on a day ahead of today,
    which is one for who flew west.
    """
    learner_id = surveyed.learner.id
    size = (await standings.list_sizes(db, [deck_id]))[deck_id]
    measured, stood = await _measure(db, surveyed, deck_id, size)
    seen = [each for each in stood if each.first_on is not None]
    firsts = [each.first_on for each in seen if each.first_on is not None]
    if not seen or not size.cards:
        return MasteryHistory(surveyed, measured, (), 0)
    step = histories.every(len(seen), sum(each.memory.review_count for each in seen))
    logs = await _logs(db, learner_id, [each.card_id for each in seen[::step]])
    changes = (await settings_changes.list_by_key(db, [(learner_id, deck_id)]))[learner_id, deck_id]
    *days, today = histories.days_between(min(firsts), surveyed.today)
    points = await asyncio.to_thread(
        histories.history, logs, changes, days=days, seen=len(seen), cards=size.cards
    )
    assert measured.mastery.percent is not None
    last = MasteryDay(today, measured.mastery.percent)
    return MasteryHistory(surveyed, measured, (*points, last), len(logs))


async def _measure(
    db: AsyncSession, surveyed: Surveyed, deck_id: UUID, size: DeckSize
) -> tuple[DeckMastery, list[Stood]]:
    key = (surveyed.learner.id, deck_id)
    stood = await standings.list_of_deck(db, learner_id=key[0], deck_id=deck_id)
    changes: Sequence[SettingsChange] = (await settings_changes.list_by_key(db, [key]))[key]
    found = await asyncio.to_thread(_mastery, stood, size.cards, surveyed.today, current(changes))
    return DeckMastery(deck_id, size.title, found), stood


def _mastery(stood: Sequence[Stood], cards: int, today: date, settings: Settings) -> Mastery:
    known = (
        Standing(
            each.memory.state,
            each.memory.schedule,
            each.memory.interval_days,
            recall(each.memory, today, settings),
        )
        for each in stood
    )
    return mastery(known, cards=cards)


async def _logs(
    db: AsyncSession, learner_id: UUID, card_ids: Sequence[UUID]
) -> list[list[StudyEvent]]:
    logs: list[list[StudyEvent]] = []
    for start in range(0, len(card_ids), _AT_ONCE):
        some = card_ids[start : start + _AT_ONCE]
        found = await study_events.list_by_key(db, learner_ids=[learner_id], card_ids=some)
        logs += [found.get((learner_id, card_id), []) for card_id in some]
    return logs
