"""A deck, learners and sessions to measure with, written straight into a database.

    room = await fill(database, learners=32)          a deck of 1,000 cards, and guests
    pupils = await open_sessions(database, room, each=3)

Sessions are as `POST /v1/sessions` leaves them for `selection: all, repeats: false, limit: 50`
(`tests/benchmarks/test_classroom.py` compares), without its cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from pydantic import SecretStr

from api.ids import new_id, new_seed
from api.settings import Settings
from api.tokens import AccessTokens
from db import deck_settings, upserts
from db.cards import CardRow, CardVersionRow, words_of
from db.decks import DeckRow
from db.engine import Database
from db.learners import LearnerKind, LearnerRow
from db.sessions import SessionRow
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz import cards
from quiz.access import Caller, CallerKind, Scope, Visibility
from quiz.cards import BasicContent, ChoiceContent, Content, NumericContent, Option, TypedContent
from quiz.questions import Pins, formats_for
from quiz.responses import Format
from quiz.session.sessions import (
    Feedback,
    Mode,
    Order,
    Pending,
    Planned,
    Selection,
    pending_to_json,
    planned_to_json,
)
from quiz.shuffling import derived

SECRET = "measured-only-oXq7v1Zr5Lk2Tn8Wb4Yd0Hs6"
LIFETIME = timedelta(days=1)
CARDS = 1_000
QUESTIONS = 50
KINDS = 4
LANGUAGE = "en"
SYLLABLES = "balcendirfokgunhabjepkislommuvnatpegrixsobtudvazwekxilyorzum"


@dataclass(frozen=True, slots=True)
class Room:
    """A deck with its cards in order, and the learners who study it."""

    deck_id: UUID
    card_ids: tuple[UUID, ...]
    kinds: tuple[cards.CardKind, ...]
    learner_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session with the question that waits in it."""

    session_id: UUID
    question_id: UUID
    card_id: UUID
    format: Format


@dataclass(frozen=True, slots=True)
class Pupil:
    """A learner with a token, and sessions that wait for them."""

    learner_id: UUID
    token: str
    sessions: tuple[Waiting, ...]


def word(number: int) -> str:
    """An invented word for a number below 160,000; no two are the same, and neighbours are far from
    each other, so that no typing error turns one into another."""
    mixed = number * 67_891 % 160_000
    digits = [mixed // 20**place % 20 for place in range(3, -1, -1)]
    return "".join(SYLLABLES[3 * digit : 3 * digit + 3] for digit in digits)


def content(number: int) -> Content:
    """The card of a number: every fourth one is flipped, chosen, typed, or a number."""
    match number % KINDS:
        case 0:
            return BasicContent(f"What is *{word(number)}*?", f"The {number}th of its kind.")
        case 1:
            wrong = [word(number + step) for step in (1, 2, 3)]
            options = [Option(word(number), is_correct=True)]
            options += [Option(text, is_correct=False) for text in wrong]
            return ChoiceContent(f"Which word has the number {number}?", tuple(options))
        case 2:
            return TypedContent(f"Which word has the number {number}?", (word(number),))
        case _:
            return NumericContent(f"Which number has *{word(number)}*?", str(number))


async def fill(database: Database, *, learners: int = 1, card_count: int = CARDS) -> Room:
    """Write a workspace, a public deck, and guests who have begun to study it."""
    now = datetime.now(UTC)
    workspace_id, deck_id = new_id(now), new_id(now)
    card_ids = tuple(new_id(now) for _ in range(card_count))
    learner_ids = tuple(new_id(now) for _ in range(learners))
    workspace = WorkspaceRow(
        id=workspace_id, name="Bench", kind=WorkspaceKind.PERSONAL, created_at=now, updated_at=now
    )
    async with database.writing() as db:
        db.add(workspace)
        await db.flush()
        db.add(_deck(deck_id, workspace_id, card_count, now))
        db.add_all(_learner(id, now) for id in learner_ids)
        await db.flush()
        rows = [_card(id, deck_id, place, now) for place, id in enumerate(card_ids)]
        await upserts.insert_many(db, CardRow, [card for card, _ in rows])
        await upserts.insert_many(db, CardVersionRow, [version for _, version in rows])
        for id in learner_ids:
            await deck_settings.ensure_many(db, learner_id=id, deck_ids=[deck_id], now=now)
    kinds = tuple(_kind(place) for place in range(card_count))
    return Room(deck_id, card_ids, kinds, learner_ids)


async def add_learners(database: Database, room: Room, count: int) -> Room:
    """The room with fresh guests in the place of those who were there."""
    now = datetime.now(UTC)
    learner_ids = tuple(new_id(now) for _ in range(count))
    async with database.writing() as db:
        db.add_all(_learner(id, now) for id in learner_ids)
        await db.flush()
        for id in learner_ids:
            await deck_settings.ensure_many(db, learner_id=id, deck_ids=[room.deck_id], now=now)
    return Room(room.deck_id, room.card_ids, room.kinds, learner_ids)


async def open_sessions(
    database: Database,
    room: Room,
    *,
    each: int,
    questions: int = QUESTIONS,
    seed: int | None = None,
) -> list[Pupil]:
    """So many sessions of so many questions for every learner, each over a part of the deck.
    `seed` is their secret one where they are to be alike, else each has its own."""
    now = datetime.now(UTC)
    made: list[list[tuple[SessionRow, Waiting]]] = []
    for place, learner_id in enumerate(room.learner_ids):
        parts = [_part(room, place * each + number, questions) for number in range(each)]
        made.append(
            [
                _session(room, learner_id, part, new_seed() if seed is None else seed, now)
                for part in parts
            ]
        )
    async with database.writing() as db:
        rows = [row.model_dump() for sessions in made for row, _ in sessions]
        await upserts.insert_many(db, SessionRow, rows)
    return [
        Pupil(learner_id, token(learner_id, now), tuple(waiting for _, waiting in sessions))
        for learner_id, sessions in zip(room.learner_ids, made, strict=True)
    ]


class Prepare(Protocol):
    """Makes so many learners with so many sessions each, and the responses that they give, as
    `responses` does."""

    async def __call__(
        self, database: Database, room: Room, *, clients: int, each: int
    ) -> tuple[list[Pupil], dict[str, tuple[bytes, bytes]]]: ...


async def prepare(
    database: Database, room: Room, *, clients: int, each: int
) -> tuple[list[Pupil], dict[str, tuple[bytes, bytes]]]:
    """Fresh guests of the room, for the service and what works on its tables."""
    fresh = await add_learners(database, room, clients)
    return await open_sessions(database, fresh, each=each), responses(fresh)


def token(learner_id: UUID, now: datetime) -> str:
    """An access token of the guest's, as `POST /v1/auth/guest` gives it, but for a day."""
    key = Settings(secret_key=SecretStr(SECRET)).key_for("access-token")
    caller = Caller(
        kind=CallerKind.GUEST,
        scopes=frozenset({Scope.STUDY, Scope.DECKS_READ}),
        learner_id=learner_id,
        sign_in_id=learner_id,
    )
    return AccessTokens(key).issue(caller, now=now, lifetime=LIFETIME)


def _part(room: Room, number: int, questions: int) -> Sequence[int]:
    """Places of the deck that one session asks, all different."""
    count = len(room.card_ids)
    return [(number * 37 + step) % count for step in range(min(questions, count))]


def _session(
    room: Room, learner_id: UUID, places: Sequence[int], secret: int, now: datetime
) -> tuple[SessionRow, Waiting]:
    """A session that begins with a number, which is asked without neighbours, previews or
    options."""
    start = next(at for at, place in enumerate(places) if place % KINDS == 3)
    ordered = [*places[start:], *places[:start]]
    planned = [Planned(room.card_ids[p], _format(room, p), None) for p in ordered]
    pending = Pending(
        question_id=new_id(now),
        card_id=planned[0].card_id,
        card_version=1,
        format=planned[0].format,
        seed=derived(secret, "1"),
        position=1,
        asked_at=now,
        pins=Pins(language=LANGUAGE),
    )
    row = SessionRow(
        learner_id=learner_id,
        id=new_id(now),
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        order=Order.DECK,
        deck_ids=[str(room.deck_id)],
        tags=[],
        formats=[format.value for format in Format],
        selection=Selection.ALL,
        plan=[planned_to_json(each) for each in planned],
        pending=pending_to_json(pending),
        order_seed=0,
        secret_seed=secret,
        started_at=now,
        updated_at=now,
    )
    waiting = Waiting(row.id, pending.question_id, pending.card_id, pending.format)
    return row, waiting


def _format(room: Room, place: int) -> Format:
    return formats_for(room.kinds[place])[0]


def _kind(number: int) -> cards.CardKind:
    return cards.kind_of(content(number))


def _deck(id: UUID, workspace_id: UUID, count: int, now: datetime) -> DeckRow:
    return DeckRow(
        id=id,
        workspace_id=workspace_id,
        title="Invented words",
        language=LANGUAGE,
        tags=[],
        visibility=Visibility.PUBLIC,
        study_defaults={},
        card_count=count,
        words="invented words",
        created_at=now,
        updated_at=now,
    )


def _learner(id: UUID, now: datetime) -> LearnerRow:
    return LearnerRow(id=id, kind=LearnerKind.GUEST, created_at=now, updated_at=now)


def _card(
    id: UUID, deck_id: UUID, number: int, now: datetime
) -> tuple[dict[str, object], dict[str, object]]:
    said = content(number)
    prompt_words, answer_words = words_of(said, [])
    card = CardRow(
        id=id,
        deck_id=deck_id,
        position=number,
        kind=_kind(number),
        tags=[],
        source_metadata={},
        prompt_words=prompt_words,
        answer_words=answer_words,
        created_at=now,
        updated_at=now,
    )
    version = CardVersionRow(card_id=id, version=1, content=cards.to_json(said), created_at=now)
    return card.model_dump(), version.model_dump()


def responses(room: Room) -> dict[str, tuple[bytes, bytes]]:
    """The right and a wrong response to each card, as JSON, by the card's id. That to a choice
    card is the text of the right option, because its letter is drawn anew each time."""
    return {
        str(id): (_sent(number, is_right=True), _sent(number, is_right=False))
        for number, id in enumerate(room.card_ids)
    }


def _sent(number: int, *, is_right: bool) -> bytes:
    given = number if is_right else number + 4
    match number % KINDS:
        case 0:
            return b'{"format":"flip"}'
        case 1:
            return word(given).encode()
        case 2:
            return f'{{"format":"typed","text":"{word(given)}"}}'.encode()
        case _:
            return f'{{"format":"numeric","text":"{given}"}}'.encode()
