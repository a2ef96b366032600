"""What answers find: their sessions and learners, and what is known of the cards that they are
about and that may be asked after them. Read for many at once, with a few statements.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import cards, memories, questions, sessions, settings_changes
from db.at_hand import AtHand, DeckState
from db.cards import CardRow
from db.decks import DeckRow
from db.kept import Shelf
from db.learners import LearnerRow
from db.pairs import PairStatement
from db.sessions import SessionRow
from quiz.questions import Question
from quiz.session.sessions import Feedback, Selection, Session

Key = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a session was started with, which never changes."""

    deck_ids: tuple[UUID, ...]
    tags: tuple[str, ...]
    selection: Selection
    feedback: Feedback
    order_seed: int
    secret_seed: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A session at a revision."""

    setup: Setup
    session: Session
    revision: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an answer comes in: `question` is the one that waits, if any. `learner` is only to be
    read."""

    setup: Setup
    session: Session
    learner: LearnerRow
    question: Question | None


_HELD: Shelf[Key, Held] = Shelf("sessions", 150_000, lambda held: 20 + len(held.session.plan))
"""By learner and session, each believed at its own revision only; planned questions are counted."""

_LEARNERS: Shelf[UUID, LearnerRow] = Shelf("learners", 10_000)
"""By id, each believed at its own revision only."""

_S = SessionRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_L = LearnerRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_C = CardRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_D = DeckRow.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_CARDS = (
    select(_C.c.id, _C.c.version, _C.c.deck_id, _D.c.language, _D.c.change_number)
    .join(_D, _D.c.id == _C.c.deck_id)
    .where(_C.c.id.in_(_KEYS))
)


_REVISIONS = select(_S.c.learner_id, _S.c.id, _S.c.revision)
_OF_LEARNERS = _REVISIONS.add_columns(_L.c.revision).join(_L, _L.c.id == _S.c.learner_id)
_of_keys = partial(PairStatement, _S.c.learner_id, _S.c.id)
_LIST_REVISIONS = _of_keys(_REVISIONS.where)
_LIST_REVISIONS_OF_LEARNERS = _of_keys(_OF_LEARNERS.where)
_LIST_ROWS = _of_keys(
    lambda keys: select(SessionRow).where(keys).execution_options(populate_existing=True)
)


async def list_by_key(
    db: AsyncSession, keys: Collection[Key]
) -> tuple[dict[Key, Situation], AtHand]:
    """The situations by (learner id, session id), of sessions that exist, and what is at hand for
    answers to their pending questions."""
    rows = (await _LIST_REVISIONS_OF_LEARNERS.run(db, keys)).all()
    held = await _list_held(db, {(row[0], row[1]): row[2] for row in rows})
    learners = await _list_learners(db, {row[0]: row[3] for row in rows})
    ahead = await _read_ahead(db, [one.session for one in held.values()])
    situations = {
        key: Situation(
            one.setup,
            one.session,
            learners[key[0]],
            await questions.get_pending(db, pending) if (pending := one.session.pending) else None,
        )
        for key, one in held.items()
    }
    return situations, ahead


async def list_sessions(db: AsyncSession, keys: Collection[Key]) -> dict[Key, Held]:
    """The sessions by (learner id, session id), those that exist, as they are now."""
    rows = (await _LIST_REVISIONS.run(db, keys)).all()
    return await _list_held(db, {(row[0], row[1]): row[2] for row in rows})


def keep_once_committed(db: AsyncSession, before: Held, after: Session) -> None:
    """Keep a session that was written, at its next revision, unless it waits for no answer."""
    key = (after.learner_id, after.id)
    if after.pending is None:
        _HELD.drop_once_committed(db, key)
    else:
        _HELD.keep_once_committed(db, key, Held(before.setup, after, before.revision + 1))


async def _list_held(db: AsyncSession, revisions: Mapping[Key, int]) -> dict[Key, Held]:
    found: dict[Key, Held] = {}
    missing = []
    for key, revision in revisions.items():
        held = _HELD.find(db, key)
        if held is None or held.revision != revision:
            missing.append(key)
        else:
            found[key] = held
    if missing:
        for row in (await _LIST_ROWS.run(db, missing)).scalars():
            held = Held(_setup_of(row), sessions.to_domain(row), row.revision)
            found[row.learner_id, row.id] = held
            _HELD.keep(db, (row.learner_id, row.id), held)
    return found


async def _list_learners(db: AsyncSession, revisions: Mapping[UUID, int]) -> dict[UUID, LearnerRow]:
    found: dict[UUID, LearnerRow] = {}
    for id, revision in revisions.items():
        learner = _LEARNERS.find(db, id)
        if learner is not None and learner.revision == revision:
            found[id] = learner
    missing = revisions.keys() - found.keys()
    if missing:
        query = select(LearnerRow).where(_L.c.id.in_(missing))
        for row in (await db.execute(query)).scalars():
            found[row.id] = row
            _LEARNERS.keep(db, row.id, row)
    return found


async def _read_ahead(db: AsyncSession, asking: Sequence[Session]) -> AtHand:
    """What is known of the cards that these sessions ask and may ask next."""
    found = AtHand()
    waiting = [one.pending for one in asking if one.pending is not None]
    pinned = {(pending.card_id, pending.card_version) for pending in waiting}
    coming = {card_id for one in asking for card_id in _coming(one)}
    if coming:
        for row in (await db.execute(_CARDS, {"keys": list(coming)})).all():
            found.versions[row.id] = row.version
            found.decks[row.deck_id] = DeckState(row.language, row.change_number)
            pinned.add((row.id, row.version))
    versions = await cards.list_versions_by_key(db, list(pinned))
    deck_ids = {card.card_id: card.deck_id for card in versions.values()}
    remembered = {(one.learner_id, card_id) for one in asking for card_id in _about(one)}
    stored = await memories.list_stored(db, remembered) if remembered else {}
    found.memories = {key: stored.get(key) for key in remembered}
    places = {(key[0], deck_ids[key[1]]) for key in remembered if key[1] in deck_ids}
    if places:
        found.changes = await settings_changes.list_by_key(db, places)
    return found


def _coming(session: Session) -> Iterator[UUID]:
    """The cards that may be asked after the pending question."""
    if session.pending is None:
        return
    place = session.pending.position
    yield from (planned.card_id for planned in session.plan[place : place + 1])
    yield from (card.card_id for card in session.returning)


def _about(session: Session) -> Iterator[UUID]:
    """The cards that an answer is about or may lead to."""
    if session.pending is not None:
        yield session.pending.card_id
        yield from _coming(session)


def _setup_of(row: SessionRow) -> Setup:
    return Setup(
        deck_ids=tuple(UUID(id) for id in row.deck_ids),
        tags=tuple(row.tags),
        selection=row.selection,
        feedback=row.feedback,
        order_seed=row.order_seed,
        secret_seed=row.secret_seed,
        started_at=row.started_at,
    )
