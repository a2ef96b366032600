"""Whatever order a learner's devices send their answers in, memory ends the same.

Hypothesis draws logs of answers, answers taken back, adjustments and changes of settings over a few
cards, and cuts each into batches in an order of its own, with some sent twice. What is remembered
in the end must be what folding the whole log at once gives, on both databases.
`RECITE_FULL=1` draws 2,000 logs on each.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import answer_writer, memories, refolding
from db.adjustments import AdjustmentRow
from db.answers import AnswerVoidRow
from db.deck_settings import DeckSettingsRow
from db.engine import Database
from db.graded_answers import Applied, GradedAnswer
from db.learners import LearnerKind, LearnerRow
from db.sessions import SessionRow
from quiz import grading, plain_json
from quiz.cards import BasicContent, CardVersion
from quiz.questions import Question
from quiz.responses import FlipResponse, Format
from quiz.scheduling import folding
from quiz.scheduling.events import Adjusted, AdjustmentKind, Answered
from quiz.scheduling.memories import Memory
from quiz.scheduling.settings import Limits, SchedulerName, Settings, SettingsChange
from quiz.session.sessions import (
    Feedback,
    Mode,
    Order,
    Pending,
    Planned,
    pending_to_json,
    planned_to_json,
)

LOGS = 2_000 if os.environ.get("RECITE_FULL") else 25
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = UUID("b5f7cf0e-2a55-5a83-9a3c-6f2d0c9b8a11")
CONTENT = BasicContent(prompt="?", answer="!")
CARDS = 3


@dataclass(frozen=True)
class Given:
    """An answer: to which card, how many minutes ago, how well known; taken back later or not."""

    card: int
    minutes_ago: int
    confidence: int
    is_voided: bool


@dataclass(frozen=True)
class Done:
    """An adjustment of a card."""

    card: int
    minutes_ago: int
    kind: AdjustmentKind


@dataclass(frozen=True)
class Log:
    """What happened, and under which settings."""

    events: tuple[Given | Done, ...]
    scheduler: SchedulerName
    later: float | None
    replays: bool


MINUTES = st.integers(0, 40_000) | st.integers(0, 30)
GIVEN = st.builds(
    Given,
    card=st.integers(0, CARDS - 1),
    minutes_ago=MINUTES,
    confidence=st.integers(1, 5),
    is_voided=st.sampled_from([False, False, False, True]),
)
DONE = st.builds(
    Done,
    card=st.integers(0, CARDS - 1),
    minutes_ago=MINUTES,
    kind=st.sampled_from([kind for kind in AdjustmentKind if kind is not AdjustmentKind.SET_DUE]),
)
LOG = st.builds(
    Log,
    events=st.lists(GIVEN | GIVEN | GIVEN | DONE, min_size=1, max_size=10).map(tuple),
    scheduler=st.sampled_from(SchedulerName),
    later=st.none() | st.sampled_from([0.7, 0.95]),
    replays=st.booleans(),
)
ARRIVALS = st.tuples(st.randoms(use_true_random=False), st.integers(1, 4))


class World:
    """One learner, to whom a log happens in some order."""

    def __init__(self, seeds: Any, cards: Sequence[UUID], log: Log) -> None:
        self.seeds = seeds
        self.learner = seeds.id()
        self.cards = cards
        self.log = log

    def changes(self) -> tuple[SettingsChange, ...]:
        plain = Settings(scheduler=self.log.scheduler)
        first = SettingsChange(NOW - timedelta(days=60), plain)
        if self.log.later is None:
            return (first,)
        changed = replace(plain, desired_retention=self.log.later)
        return (first, SettingsChange(NOW - timedelta(days=9), changed, self.log.replays))

    def id_of(self, number: int) -> UUID:
        return uuid5(NAMES, str(number))

    def at(self, event: Given | Done) -> datetime:
        return NOW - timedelta(minutes=event.minutes_ago)

    async def begin(self) -> None:
        """The learner with their settings, and a session for each answer."""
        learner = LearnerRow(
            id=self.learner, kind=LearnerKind.GUEST, created_at=NOW, updated_at=NOW
        )
        async with self.seeds.database.writing() as db:
            db.add(learner)
            await db.flush()
            db.add_all(self._settings(n, each) for n, each in enumerate(self.changes(), 1))
            db.add_all(
                self._session(number, event)
                for number, event in enumerate(self.log.events)
                if isinstance(event, Given)
            )

    def _settings(self, number: int, change: SettingsChange) -> DeckSettingsRow:
        return DeckSettingsRow(
            learner_id=self.learner,
            deck_id=self.seeds.deck_id,
            number=number,
            from_at=change.from_at,
            replays=change.replays,
            settings=plain_json.dump(change.settings),
            limits=plain_json.dump(Limits()),
        )

    def _question(self, number: int, event: Given) -> Question:
        card = CardVersion(self.cards[event.card], self.seeds.deck_id, 1, CONTENT)
        return Question(self.id_of(number + 1_000), card, Format.FLIP, 1, 1)

    def _session(self, number: int, event: Given) -> SessionRow:
        question = self._question(number, event)
        card_id = question.card.card_id
        pending = Pending(question.id, card_id, 1, Format.FLIP, 1, 1, NOW)
        return SessionRow(
            learner_id=self.learner,
            id=self.id_of(number + 2_000),
            mode=Mode.STUDY,
            feedback=Feedback.IMMEDIATE,
            order=Order.DECK,
            deck_ids=[str(self.seeds.deck_id)],
            tags=[],
            formats=[Format.FLIP.value],
            plan=[planned_to_json(Planned(card_id, Format.FLIP, None))],
            pending=pending_to_json(pending),
            order_seed=1,
            secret_seed=1,
            started_at=NOW,
            updated_at=NOW,
        )

    def answer(self, number: int, event: Given) -> GradedAnswer:
        question = self._question(number, event)
        grade = grading.grade(question, FlipResponse(), confidence=event.confidence)
        return GradedAnswer(
            id=self.id_of(number),
            learner_id=self.learner,
            session_id=self.id_of(number + 2_000),
            question=question,
            response=FlipResponse(),
            grade=grade,
            confidence=event.confidence,
            certainty=None,
            took_ms=None,
            answered_at=self.at(event),
            received_at=NOW,
            studied_on=self.at(event).date(),
            next=None,
            body_hash="same",
            event_id=self.id_of(number + 3_000),
            workspace_id=None,
        )

    async def happen(self, order: Sequence[int], batches: int) -> None:
        """Everything, in this order of arrival, in so many batches; then what is taken back."""
        for start in range(0, len(order), batches):
            await self._arrive(order[start : start + batches])
        async with self.seeds.database.writing() as db:
            for number, event in enumerate(self.log.events):
                if isinstance(event, Given) and event.is_voided:
                    void = AnswerVoidRow(
                        learner_id=self.learner, answer_id=self.id_of(number), voided_at=NOW
                    )
                    db.add(void)
                    await db.flush()
                    await self._refold(db, event.card)

    async def _arrive(self, numbers: Sequence[int]) -> None:
        events = [(number, self.log.events[number]) for number in numbers]
        answers = [self.answer(n, event) for n, event in events if isinstance(event, Given)]
        async with self.seeds.database.writing() as db:
            outcomes = await answer_writer.apply(db, answers)
            assert all(isinstance(outcome, Applied) for outcome in outcomes), outcomes
            for number, event in events:
                if isinstance(event, Done):
                    await self._adjust(db, number, event)

    async def _adjust(self, db: Any, number: int, event: Done) -> None:
        row = AdjustmentRow(
            learner_id=self.learner,
            id=self.id_of(number),
            card_id=self.cards[event.card],
            deck_id=self.seeds.deck_id,
            kind=event.kind,
            at=self.at(event),
            studied_on=self.at(event).date(),
        )
        await db.merge(row)
        await db.flush()
        await self._refold(db, event.card)

    async def _refold(self, db: Any, card: int) -> None:
        changed = [(self.cards[card], self.seeds.deck_id)]
        await refolding.refold_many(db, learner_id=self.learner, cards=changed, now=NOW)

    async def remembered(self) -> dict[UUID, Memory]:
        keys = [(self.learner, card) for card in self.cards]
        async with self.seeds.database.reading() as db:
            found = await memories.list_by_key(db, keys)
        return {card: memory for (_, card), memory in found.items()}

    def expected(self) -> dict[UUID, Memory]:
        """What folding the whole log at once gives."""
        logs: dict[UUID, list[Answered | Adjusted]] = {card: [] for card in self.cards}
        for number, event in enumerate(self.log.events):
            if isinstance(event, Done) or not event.is_voided:
                found = self._event(number, event)
                logs[found.card_id].append(found)
        if self.log.scheduler is SchedulerName.CONFIDENCE:
            logs = folding.ranked(logs)
        folded = {card: folding.fold(log, self.changes()) for card, log in logs.items()}
        return {card: memory for card, memory in folded.items() if memory is not None}

    def _event(self, number: int, event: Given | Done) -> Answered | Adjusted:
        at, card = self.at(event), self.cards[event.card]
        if isinstance(event, Done):
            return Adjusted(self.id_of(number), card, at, at.date(), event.kind)
        return Answered(
            id=self.id_of(number),
            card_id=card,
            at=at,
            studied_on=at.date(),
            confidence=event.confidence,
            fraction=(event.confidence - 1) / 4,
            is_right=event.confidence >= 3,
            is_self_rated=True,
        )


@pytest.fixture
async def cards(seeds: Any) -> list[UUID]:
    return [await seeds.card(CONTENT) for _ in range(CARDS)]


@settings(
    deadline=None,
    max_examples=LOGS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(log=LOG, arrivals=ARRIVALS)
async def test_every_order_of_arrival_ends_in_the_same_memory(
    database: Database, seeds: Any, cards: list[UUID], log: Log, arrivals: Any
) -> None:
    chance, batches = arrivals
    world = World(seeds, cards, log)
    await world.begin()
    order = list(range(len(log.events)))
    order += chance.sample(order, k=len(order) // 3)
    chance.shuffle(order)
    await world.happen(order, batches)
    assert await world.remembered() == world.expected()
