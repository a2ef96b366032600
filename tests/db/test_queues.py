"""The queue as it is read from both databases: what is due, what is new, what was done."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.services import choosing, queueing
from db import deck_settings, due_counts, learners, memories, queues, studied_today
from db.deck_settings import DeckSettingsRow
from db.engine import Database
from db.queues import QueueFilter
from quiz import plain_json
from quiz.responses import Format
from quiz.scheduling.memories import CardState, ConfidenceSchedule, FsrsSchedule, Memory
from quiz.scheduling.settings import Limits, SchedulerName, Settings
from quiz.session.queues import Done
from quiz.session.sessions import Mode, Order

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KNOWN = Memory(
    review_count=1,
    state=CardState.REVIEW,
    interval_days=20,
    due_on=TODAY,
    schedule=FsrsSchedule(20.0, 5.0, None),
    first_studied_on=TODAY - timedelta(days=20),
    last_studied_on=TODAY - timedelta(days=20),
)


async def remember(
    seeds: Any, learner: UUID, cards: dict[UUID, Memory], deck_id: UUID | None = None
) -> None:
    """These memories of the learner's."""
    home = deck_id or seeds.deck_id
    values = [
        memories.to_values(m, learner_id=learner, card_id=card, deck_id=home, now=NOW)
        for card, m in cards.items()
    ]
    async with seeds.database.writing() as db:
        await memories.put_many(db, values)


async def set_up(seeds: Any, learner: UUID, settings: Settings, limits: Limits) -> None:
    """The learner's settings for the deck."""
    row = DeckSettingsRow(
        learner_id=learner,
        deck_id=seeds.deck_id,
        number=1,
        from_at=NOW,
        settings=plain_json.dump(settings),
        limits=plain_json.dump(limits),
    )
    async with seeds.database.writing() as db:
        db.add(row)


async def due_of(database: Database, seeds: Any, learner: UUID) -> list[UUID]:
    async with database.reading() as db:
        found = await queues.list_due(
            db,
            QueueFilter([seeds.deck_id]),
            learner_id=learner,
            today=TODAY,
            now=NOW,
            limit=100,
        )
    return [queued.card.card_id for queued in found]


async def queue_of(database: Database, seeds: Any, learner: UUID, limit: int = 100) -> list[UUID]:
    async with database.reading() as db:
        found = await queueing.queue(
            db,
            await learners.get(db, learner),
            QueueFilter([seeds.deck_id]),
            mode=Mode.STUDY,
            order=Order.QUEUE,
            limit=limit,
            now=NOW,
        )
    return [card.card_id for card in found]


async def test_what_waits_longest_is_read_first(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(3)]
    ages = dict(zip(cards, (1, 5, 3), strict=True))
    held = {c: replace(KNOWN, due_on=TODAY - timedelta(days=age)) for c, age in ages.items()}
    await remember(seeds, learner, held)
    assert await due_of(database, seeds, learner) == [cards[1], cards[2], cards[0]]


async def test_what_may_not_be_asked_now_is_not_due(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(6)]
    later = NOW + timedelta(minutes=5)
    await remember(
        seeds,
        learner,
        {
            cards[0]: replace(KNOWN, due_on=TODAY + timedelta(days=1)),
            cards[1]: replace(KNOWN, is_suspended=True),
            cards[2]: replace(KNOWN, buried_on=TODAY),
            cards[3]: replace(KNOWN, state=CardState.LEARNING, due_at=later),
            cards[4]: replace(KNOWN, buried_on=TODAY - timedelta(days=1)),
            cards[5]: replace(KNOWN, state=CardState.LEARNING, due_at=NOW),
        },
    )
    assert set(await due_of(database, seeds, learner)) == {cards[4], cards[5]}


async def test_a_step_of_yesterday_is_due_whatever_its_time(database: Database, seeds: Any) -> None:
    learner, card = await seeds.learner(), await seeds.card()
    yesterday = TODAY - timedelta(days=1)
    step = replace(KNOWN, state=CardState.LEARNING, due_on=yesterday, due_at=NOW.replace(hour=23))
    await remember(seeds, learner, {card: step})
    assert await due_of(database, seeds, learner) == [card]


async def test_a_backlog_hides_no_card_in_steps(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(6)]
    late = replace(KNOWN, due_on=TODAY - timedelta(days=9))
    step = replace(KNOWN, state=CardState.RELEARNING, due_at=NOW)
    await remember(seeds, learner, dict.fromkeys(cards[:4], late) | {cards[4]: step})
    await remember(seeds, learner, {cards[5]: replace(step, due_at=NOW - timedelta(minutes=1))})
    async with database.reading() as db:
        found = await queues.list_due(
            db, QueueFilter([seeds.deck_id]), learner_id=learner, today=TODAY, now=NOW, limit=2
        )
    assert [queued.card.card_id for queued in found] == [cards[5], cards[4], cards[0], cards[1]]


async def test_a_session_asks_a_card_in_steps_before_a_long_backlog(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    cards = [await seeds.card() for _ in range(queueing.SPARE + 3)]
    late = replace(KNOWN, due_on=TODAY - timedelta(days=9))
    step = replace(KNOWN, state=CardState.RELEARNING, due_at=NOW)
    await remember(seeds, learner, dict.fromkeys(cards[:-1], late) | {cards[-1]: step})
    assert (await queue_of(database, seeds, learner, limit=1))[0] == cards[-1]


async def test_a_count_goes_no_further_than_its_cap(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(5)]
    await remember(seeds, learner, dict.fromkeys(cards, KNOWN))
    owned = {"learner_id": learner, "deck_ids": [seeds.deck_id], "today": TODAY, "now": NOW}
    async with database.reading() as db:
        whole = await due_counts.list_due(db, **owned, cap=10)
        capped = await due_counts.list_due(db, **owned, cap=3)
    assert (whole[seeds.deck_id].now, capped[seeds.deck_id].now) == (5, 4)


async def test_new_cards_are_those_never_answered_and_those_reset(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(5)]
    await remember(
        seeds,
        learner,
        {
            cards[1]: KNOWN,
            cards[2]: Memory(review_count=3),
            cards[3]: Memory(is_suspended=True),
            cards[4]: Memory(due_on=TODAY),
        },
    )
    async with database.reading() as db:
        found = await queues.list_new(
            db, QueueFilter([seeds.deck_id]), learner_id=learner, today=TODAY, limit=10
        )
    assert [queued.card.card_id for queued in found] == [cards[0], cards[2]]


async def test_a_deck_where_much_waits_hides_no_other(database: Database, seeds: Any) -> None:
    learner, other = await seeds.learner(), await seeds.deck()
    cards = [await seeds.card() for _ in range(4)]
    others = [await seeds.card(deck_id=other) for _ in range(4)]
    old = replace(KNOWN, due_on=TODAY - timedelta(days=9))
    await remember(seeds, learner, {cards[0]: old, cards[1]: old})
    await remember(seeds, learner, {others[0]: KNOWN, others[1]: KNOWN}, deck_id=other)
    both = QueueFilter([seeds.deck_id, other])
    async with database.reading() as db:
        when: Any = {"learner_id": learner, "today": TODAY, "limit": 1}
        due = await queues.list_due(db, both, now=NOW, **when)
        new = await queues.list_new(db, both, **when)
    assert [queued.card.card_id for queued in due] == [cards[0], others[0]]
    assert {queued.card.card_id for queued in new} == {cards[2], others[2]}


async def test_what_was_done_today_is_counted_by_deck(database: Database, seeds: Any) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(4)]
    again = replace(KNOWN, last_studied_on=TODAY)
    first = replace(again, first_studied_on=TODAY)
    held = dict(zip(cards, (first, again, again, KNOWN), strict=True))
    await remember(seeds, learner, held)
    async with database.reading() as db:
        done = await studied_today.list_done(db, learner_id=learner, today=TODAY)
    assert done == {seeds.deck_id: Done(new=1, due=2)}


async def test_a_full_day_gives_to_emptier_ones_where_the_deck_asks_for_it(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(12)]
    fresh = replace(KNOWN, due_on=TODAY, last_studied_on=TODAY - timedelta(days=20))
    await remember(seeds, learner, dict.fromkeys(cards, fresh))
    await set_up(seeds, learner, Settings(), Limits(balances_load=True))
    assert len(await queue_of(database, seeds, learner)) < 12
    async with database.writing() as db:
        await deck_settings.remove_all(db, learner_id=learner)
    assert len(await queue_of(database, seeds, learner)) == 12


async def test_confidence_chooses_the_same_card_on_both_databases(
    database: Database, seeds: Any
) -> None:
    learner, cards = await seeds.learner(), [await seeds.card() for _ in range(4)]
    await set_up(seeds, learner, Settings(scheduler=SchedulerName.CONFIDENCE), Limits())
    at = [NOW - timedelta(minutes=minutes) for minutes in (30, 20, 10)]
    await remember(
        seeds,
        learner,
        {
            card: replace(
                KNOWN,
                state=CardState.LEARNING,
                schedule=ConfidenceSchedule(level, rank),
                last_answered_at=when,
                last_answer_id=card,
            )
            for card, level, rank, when in zip(cards, (2, 1, 3), (1, 2, 3), at, strict=False)
        },
    )
    async with database.reading() as db:
        planned, _ = await choosing.by_confidence(
            db,
            QueueFilter([seeds.deck_id]),
            tuple(Format),
            learner=await learners.get(db, learner),
            seed=1,
            now=NOW,
        )
    assert planned is not None
    assert planned.card_id == cards[1]
