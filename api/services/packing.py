"""Packs a session for a device to take along: all of its questions, made and pinned at once.

Everything is read with a few statements for many cards, and made in a thread.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import new_id
from api.services import asking, authorizing, making_questions
from db import (
    cards,
    decks,
    memories,
    neighbours,
    packed_questions,
    sessions,
    settings_changes,
)
from db.learners import LearnerRow
from db.packed_questions import PackedQuestionRow
from db.pages import PageRequest, RowPage
from db.sessions import SessionRow
from quiz.access import Caller
from quiz.cards import CardVersion
from quiz.errors import Conflict
from quiz.making import siblings
from quiz.questions import Pins, Question
from quiz.responses import Format
from quiz.scheduling.memories import Memory
from quiz.scheduling.previews import Preview
from quiz.scheduling.settings import SettingsChange, current
from quiz.session.sessions import SCHEDULED, Pending, Session, is_offline, shows_previews
from quiz.shuffling import derived

AT_ONCE = 50
"""Cards whose neighbours are held in memory at once."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the questions of a pack are made with, besides their cards' neighbours."""

    learner: LearnerRow
    versions: Mapping[UUID, CardVersion]
    memories: Mapping[tuple[UUID, UUID], Memory]
    languages: Mapping[UUID, str | None]
    changes: Mapping[tuple[UUID, UUID], Sequence[SettingsChange]]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A question to be made: its place from 1, its card, and the formats to try in turn."""

    position: int
    card: CardVersion
    formats: Sequence[Format]
    seed: int
    memory: Memory | None


async def pack(
    db: AsyncSession, caller: Caller, learner: LearnerRow, row: SessionRow, *, now: datetime
) -> list[PackedQuestionRow]:
    """All questions of the session's plan, for callers who may read the answers of every deck that
    it asks of; `row` names those decks from then on.

    Raises `Forbidden`.
    """
    session = sessions.to_domain(row)
    known = await _known(db, learner, session)
    await authorizing.check_reads_answers(db, caller, list(known.languages))
    row.deck_ids = [str(deck_id) for deck_id in known.languages]
    wishes = [_wish(session, known, place, row.secret_seed) for place in range(len(session.plan))]
    places = await neighbours.list_places(db, _decks_to_look_around(wishes))
    made: list[tuple[Format, Pins]] = []
    for start in range(0, len(wishes), AT_ONCE):
        some = wishes[start : start + AT_ONCE]
        near = await neighbours.list_many(db, _near(some, places))
        made += await asyncio.to_thread(_make, some, near, known.languages)
    return [
        packed_questions.to_row(
            _pending(session, known, wish, format, pins, now),
            learner_id=learner.id,
            session_id=row.id,
        )
        for wish, (format, pins) in zip(wishes, made, strict=True)
    ]


async def show(
    db: AsyncSession, caller: Caller, session_id: UUID, page: PageRequest
) -> tuple[SessionRow, RowPage[tuple[PackedQuestionRow, Question]]]:
    """A page of the session's pack, for callers who may still read the answers of its decks.

    Raises `NotFound`, `Conflict` for a session that has no pack, or `Forbidden`.
    """
    row = await sessions.get(db, session_id, learner_id=caller.studies_as)
    if not is_offline(sessions.to_domain(row)):
        raise Conflict(
            f"Session {str(session_id)!r} has no pack; start one with 'offline' to take it along."
        )
    deck_ids = [UUID(deck_id) for deck_id in row.deck_ids]
    await authorizing.check_reads_answers(db, caller, deck_ids)
    found = await packed_questions.list_of_session(
        db, page, learner_id=row.learner_id, session_id=row.id
    )
    return row, found


async def _known(db: AsyncSession, learner: LearnerRow, session: Session) -> _Known:
    card_ids = [planned.card_id for planned in session.plan]
    versions = await cards.list_current(db, card_ids)
    deck_ids = list(dict.fromkeys(versions[card_id].deck_id for card_id in card_ids))
    remembered: dict[tuple[UUID, UUID], Memory] = {}
    if session.mode in SCHEDULED:
        remembered = await memories.list_by_key(db, [(learner.id, id) for id in card_ids])
    languages = await decks.list_languages(db, deck_ids)
    return _Known(
        learner=learner,
        versions=versions,
        memories=remembered,
        languages={deck_id: languages[deck_id] for deck_id in deck_ids},
        changes=await settings_changes.list_by_key(db, [(learner.id, id) for id in deck_ids]),
    )


def _wish(session: Session, known: _Known, place: int, secret_seed: int) -> _Wish:
    planned = session.plan[place]
    card = known.versions[planned.card_id]
    memory = known.memories.get((known.learner.id, card.card_id))
    return _Wish(
        position=place + 1,
        card=card,
        formats=asking.to_try(session, planned, card, memory),
        seed=derived(secret_seed, str(place + 1)),
        memory=memory,
    )


def _looks_around(wish: _Wish) -> bool:
    return any(making_questions.looks_around(wish.card, format) for format in wish.formats)


def _decks_to_look_around(wishes: Sequence[_Wish]) -> list[UUID]:
    return list(dict.fromkeys(wish.card.deck_id for wish in wishes if _looks_around(wish)))


def _near(
    wishes: Sequence[_Wish], places: Mapping[UUID, Sequence[neighbours.Place]]
) -> dict[UUID, list[UUID]]:
    """The ids of the neighbours of each card that needs some."""
    wanted = {wish.card.card_id: wish.card.deck_id for wish in wishes if _looks_around(wish)}
    return {
        place[1]: neighbours.near(place, places[deck_id], most=siblings.MOST)
        for deck_id in set(wanted.values())
        for place in places[deck_id]
        if place[1] in wanted
    }


def _make(
    wishes: Sequence[_Wish],
    near: Mapping[UUID, Sequence[CardVersion]],
    languages: Mapping[UUID, str | None],
) -> list[tuple[Format, Pins]]:
    return [
        _made(wish, near.get(wish.card.card_id, ()), languages[wish.card.deck_id])
        for wish in wishes
    ]


def _made(wish: _Wish, near: Sequence[CardVersion], language: str | None) -> tuple[Format, Pins]:
    """The question in the first format that it can be made in, as `asking.pend` has it."""
    for wanted in wish.formats:
        format, pins = making_questions.pinned(
            wish.card, wanted, near, seed=wish.seed, language=language
        )
        if format is wanted:
            break
    return format, pins


def _pending(
    session: Session, known: _Known, wish: _Wish, format: Format, pins: Pins, now: datetime
) -> Pending:
    card = wish.card
    previews: tuple[Preview, ...] = ()
    if shows_previews(session, format):
        settings = current(known.changes[known.learner.id, card.deck_id])
        previews = asking.previews_of(known.learner, card.card_id, wish.memory, settings, now)
    return Pending(
        question_id=new_id(now),
        card_id=card.card_id,
        card_version=card.version,
        format=format,
        seed=wish.seed,
        position=wish.position,
        asked_at=now,
        pins=pins,
        previews=previews,
    )
