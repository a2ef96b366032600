"""Devices that were offline: whatever order, parts and repeats their answers come in, and whenever
one is taken back, memory ends as folding the whole log at once has it.

`RECITE_FULL=1` draws 2,000 sequences for each database, otherwise a fixed few.
`test_convergence.py` holds the writer alone to the same, with adjustments and other settings.
"""

import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from devices import CONTENT, Devices, make_devices, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.services.receiving import Received
from db import deck_settings, learners
from db.engine import Database
from quiz.scheduling.settings import SchedulerName, Settings
from schemas.answer_batches import AnswerStatus

IS_FULL = bool(os.environ.get("RECITE_FULL"))
SEQUENCES = 2_000 if IS_FULL else 15
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = UUID("c0a4f5c6-0f0d-5a52-8e6b-8a1f0a0d6a77")
CARDS = 3


@dataclass(frozen=True)
class Given:
    """An answer: of which device, to which card, how many minutes ago (below zero where the clock
    of the device is ahead), how well known, whether it is sent twice, and whether it is taken back
    once it is there."""

    device: int
    card: int
    minutes_ago: int
    confidence: int
    is_repeated: bool
    is_undone: bool


@dataclass(frozen=True)
class Story:
    """What devices do, and in which order and parts the service hears of it: at most `at_once`
    answers in one batch."""

    answers: tuple[Given, ...]
    scheduler: SchedulerName
    at_once: int
    seed: int
    changes_settings: bool


GIVEN = st.builds(
    Given,
    device=st.integers(0, 2),
    card=st.integers(0, CARDS - 1),
    minutes_ago=st.integers(0, 40_000) | st.integers(-5, 30),
    confidence=st.integers(1, 5),
    is_repeated=st.booleans(),
    is_undone=st.sampled_from([False, False, True]),
)
STORY = st.builds(
    Story,
    answers=st.lists(GIVEN, min_size=1, max_size=9).map(tuple),
    scheduler=st.sampled_from(SchedulerName),
    at_once=st.integers(1, 4),
    seed=st.integers(0, 2**16),
    changes_settings=st.booleans(),
)


@pytest.fixture
async def cards(seeds: Any) -> list[UUID]:
    return [await seeds.card(CONTENT) for _ in range(CARDS)]


class Told:
    """A story as it reaches the service."""

    def __init__(self, devices: Devices, story: Story, names: str = "") -> None:
        self.devices = devices
        self.story = story
        self.names = names or str(devices.learner_id)
        self.chance = random.Random(story.seed)
        self.arrived: set[int] = set()
        self.undone: set[int] = set()

    def id_of(self, number: int) -> UUID:
        return uuid5(NAMES, f"{self.names}:{number}")

    def at(self, number: int) -> datetime:
        return NOW - timedelta(minutes=self.story.answers[number].minutes_ago)

    def item(self, number: int) -> Any:
        given = self.story.answers[number]
        when = told(self.at(number), offset_hours=given.device * 5 - 4)
        return self.devices.item(
            self.id_of(number), given.device, given.card, when, given.confidence
        )

    async def happen(self) -> None:
        answers = enumerate(self.story.answers)
        order = [n for n, given in answers for _ in range(1 + given.is_repeated)]
        self.chance.shuffle(order)
        change_at = self.chance.randrange(len(order)) if self.story.changes_settings else None
        start = 0
        while start < len(order):
            end = start + self.chance.randint(1, self.story.at_once)
            if change_at is not None and start <= change_at < end:
                await self._change_settings()
            await self._arrive(order[start:end])
            await self._take_back(some=True)
            start = end
        await self._take_back(some=False)

    async def _arrive(self, numbers: list[int]) -> None:
        received = await self.devices.send([self.item(n) for n in numbers], NOW)
        for number, one in zip(numbers, received, strict=True):
            expected = AnswerStatus.DUPLICATE if number in self.arrived else AnswerStatus.APPLIED
            assert one.status is expected, one
            self.arrived.add(number)

    async def _take_back(self, *, some: bool) -> None:
        for number in sorted(self.arrived - self.undone):
            given = self.story.answers[number]
            if given.is_undone and not (some and self.chance.random() < 0.5):
                await self.devices.undo(given.device, self.id_of(number), NOW)
                self.undone.add(number)

    async def _change_settings(self) -> None:
        devices, key = self.devices, (self.devices.learner_id, self.devices.seeds.deck_id)
        changed = Settings(scheduler=self.story.scheduler, desired_retention=0.8)
        async with devices.seeds.database.writing() as db:
            await learners.lock(db, [devices.learner_id])
            before = (await deck_settings.list_by_key(db, [key]))[key][-1]
            await deck_settings.append(db, before, settings=changed, now=NOW)

    def standing(self) -> dict[UUID, list[tuple[UUID, datetime]]]:
        """What the log is to hold."""
        found: dict[UUID, list[tuple[UUID, datetime]]] = {}
        for number, answer in enumerate(self.story.answers):
            if not answer.is_undone:
                card = self.devices.cards[answer.card]
                found.setdefault(card, []).append((self.id_of(number), self.at(number)))
        return {card: sorted(places) for card, places in found.items()}

    def session(self, device: int) -> tuple[int, int, int]:
        """What the device's session is to count."""
        own = [g for g in self.story.answers if g.device == device and not g.is_undone]
        repeats = len(own) - len({given.card for given in own})
        return len(own), sum(given.confidence >= 3 for given in own), CARDS + repeats


@settings(
    deadline=None,
    max_examples=SEQUENCES,
    derandomize=not IS_FULL,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STORY)
async def test_every_order_ends_in_the_memory_that_the_log_tells(
    database: Database, seeds: Any, cards: list[UUID], story: Story
) -> None:
    devices = await make_devices(
        seeds, cards, now=NOW, count=3, settings=Settings(scheduler=story.scheduler)
    )
    happened = Told(devices, story)
    await happened.happen()
    assert await devices.log() == happened.standing()
    remembered = await devices.remembered()
    assert set(remembered) == set(happened.standing())
    assert await devices.replayed(NOW) == remembered
    assert [await devices.session(n) for n in range(3)] == [happened.session(n) for n in range(3)]


@pytest.mark.parametrize("scheduler", SchedulerName)
async def test_three_orders_of_one_story_end_alike(
    database: Database, seeds: Any, cards: list[UUID], scheduler: SchedulerName
) -> None:
    answers = tuple(
        Given(n // 2 % 3, n % CARDS, (n * 977) % 9_000, 1 + n % 5, n % 2 == 0, n % 4 == 3)
        for n in range(14)
    )
    ends = []
    for seed, at_once in ((1, 1), (2, 5), (3, 28)):
        devices = await make_devices(
            seeds, cards, now=NOW, count=3, settings=Settings(scheduler=scheduler)
        )
        story = Story(answers, scheduler, at_once, seed, changes_settings=False)
        await Told(devices, story, names="the same").happen()
        ends.append(await devices.remembered())
    assert len(ends[0]) == CARDS
    assert ends[0] == ends[1] == ends[2]


async def test_many_late_answers_to_one_card_are_folded_once(
    database: Database, seeds: Any, cards: list[UUID]
) -> None:
    devices = await make_devices(seeds, cards, now=NOW)
    await devices.send([devices.item(seeds.id(), 0, 0, told(NOW))], NOW)
    late = [
        devices.item(seeds.id(), 0, 0, told(NOW - timedelta(minutes=n)), 1 + n % 5)
        for n in range(1, 300)
    ]
    received: list[Received] = await devices.send(late, NOW)
    assert {one.status for one in received} == {AnswerStatus.APPLIED}
    remembered = await devices.remembered()
    assert remembered[cards[0]].review_count == 300
    assert all(one.outcome.memory == remembered[cards[0]] for one in received)
    assert await devices.replayed(NOW) == remembered
