"""A learner with devices that were offline: packs, and what each device sends of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.services import finishing, receiving
from api.services.answering import Answering
from api.services.receiving import Received
from db import memories, packed_questions, refolding, study_events
from db.deck_settings import DeckSettingsRow
from db.group_commits import AnswerWriter
from db.group_reads import SituationReader
from db.learners import LearnerKind, LearnerRow
from db.sessions import SessionRow
from quiz import plain_json
from quiz.access import Caller, CallerKind, Scope
from quiz.cards import BasicContent
from quiz.responses import Format
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import BEGINNING, Limits, Settings
from quiz.session.sessions import (
    Chooser,
    Feedback,
    Mode,
    Order,
    Pending,
    Planned,
    planned_to_json,
)

CONTENT = BasicContent(prompt="?", answer="!")


@dataclass
class Devices:
    """One learner's devices; each has a pack of one question for each card, in their order."""

    seeds: Any
    learner_id: UUID
    cards: list[UUID]
    packs: list[tuple[UUID, list[UUID]]] = field(default_factory=list)

    @property
    def caller(self) -> Caller:
        return Caller(CallerKind.GUEST, frozenset({Scope.STUDY}), learner_id=self.learner_id)

    def item(self, id: UUID, device: int, card: int, told: str, confidence: int = 4) -> Any:
        """An answer as a device sends it."""
        session_id, questions = self.packs[device]
        return {
            "id": str(id),
            "session_id": str(session_id),
            "question_id": str(questions[card]),
            "response": {"format": "flip"},
            "confidence": confidence,
            "answered_at": told,
        }

    async def send(self, items: list[Any], now: datetime) -> list[Received]:
        database = self.seeds.database
        answerer = Answering(database, SituationReader(database), AnswerWriter(database), None)
        return await receiving.receive(answerer, self.caller, items, now=now)

    async def undo(self, device: int, answer_id: UUID, now: datetime) -> None:
        async with self.seeds.database.writing() as db:
            await finishing.undo(
                db,
                self.packs[device][0],
                learner_id=self.learner_id,
                answer_id=answer_id,
                now=now,
            )

    async def remembered(self) -> dict[UUID, Memory]:
        keys = [(self.learner_id, card) for card in self.cards]
        async with self.seeds.database.reading() as db:
            found = await memories.list_by_key(db, keys)
        return {card: memory for (_, card), memory in found.items()}

    async def replayed(self, now: datetime) -> dict[UUID, Memory]:
        """What folding the whole log anew makes of the memories."""
        deck_id = self.seeds.deck_id
        async with self.seeds.database.writing() as db:
            await refolding.refold_many(
                db,
                learner_id=self.learner_id,
                cards=[(card, deck_id) for card in self.cards],
                now=now,
            )
        return await self.remembered()

    async def log(self) -> dict[UUID, list[tuple[UUID, datetime]]]:
        """The places of the events that memory is folded over, by card."""
        async with self.seeds.database.reading() as db:
            found = await study_events.list_by_key(
                db, learner_ids=[self.learner_id], card_ids=self.cards
            )
        return {key[1]: sorted((e.id, e.at) for e in events) for key, events in found.items()}

    async def session(self, device: int) -> tuple[int, int, int]:
        """How many answers stand, how many were right, and how often was asked."""
        async with self.seeds.database.reading() as db:
            row = await db.get(SessionRow, (self.learner_id, self.packs[device][0]))
        return row.answered_count, row.right_count, len(row.plan)


async def make_devices(
    seeds: Any,
    cards: list[UUID],
    *,
    now: datetime,
    count: int = 1,
    settings: Settings | None = None,
    timezone: str = "UTC",
) -> Devices:
    """A new learner with so many devices, who studies the cards under these settings."""
    learner = LearnerRow(
        id=seeds.id(), kind=LearnerKind.GUEST, timezone=timezone, created_at=now, updated_at=now
    )
    devices = Devices(seeds, learner.id, cards)
    first = DeckSettingsRow(
        learner_id=learner.id,
        deck_id=seeds.deck_id,
        number=1,
        from_at=BEGINNING,
        settings=plain_json.dump(settings or Settings()),
        limits=plain_json.dump(Limits()),
    )
    sessions = [_session(devices, now) for _ in range(count)]
    async with seeds.database.writing() as db:
        db.add(learner)
        await db.flush()
        db.add_all([first, *sessions])
        await db.flush()
        for row in sessions:
            pendings = [_pending(seeds, card, place, now) for place, card in enumerate(cards, 1)]
            devices.packs.append((row.id, [pending.question_id for pending in pendings]))
            await packed_questions.add_many(
                db,
                [
                    packed_questions.to_row(pending, learner_id=learner.id, session_id=row.id)
                    for pending in pendings
                ],
            )
    return devices


def _session(devices: Devices, now: datetime) -> SessionRow:
    return SessionRow(
        learner_id=devices.learner_id,
        id=devices.seeds.id(),
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        order=Order.DECK,
        deck_ids=[str(devices.seeds.deck_id)],
        tags=[],
        formats=[Format.FLIP.value],
        chooser=Chooser.DEVICE,
        plan=[planned_to_json(Planned(card, Format.FLIP, None)) for card in devices.cards],
        order_seed=1,
        secret_seed=1,
        started_at=now,
        updated_at=now,
    )


def _pending(seeds: Any, card: UUID, place: int, now: datetime) -> Pending:
    return Pending(seeds.id(), card, 1, Format.FLIP, 1, place, now)


def told(at: datetime, offset_hours: int = 0) -> str:
    """The instant as a device in some zone writes it."""
    local = (at + timedelta(hours=offset_hours)).replace(tzinfo=None).isoformat()
    sign = "-" if offset_hours < 0 else "+"
    return f"{local}{sign}{abs(offset_hours):02}:00"
