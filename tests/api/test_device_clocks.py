"""Clocks that are wrong, and days that are odd: devices years off, a service that goes back by an
hour, nights in which clocks are turned, leap days, the date line.

Nothing of it may fail, lose an answer, or make a card due before the day of its answer.
`RECITE_FULL=1` sends 10,000 answers under each scheduler, otherwise 1,000.
"""

import os
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from clocks import ZONES, counts_as, make_scheduled_deck, make_traveller, wild_item
from packs import item, pack_of, take_along, upload
from studying import TYPED, answer, make_deck, pending, start

BATCHES = 20 if os.environ.get("RECITE_FULL") else 2
SCHEDULERS = ("fsrs", "confidence", "leitner", "sm2")
READS = ("stats", "retention", "forecast", "mastery", "due")


@pytest.mark.parametrize("scheduler", SCHEDULERS)
async def test_no_clock_loses_an_answer_or_makes_a_negative_interval(
    service: Any, owner: Any, scheduler: str
) -> None:
    chance = random.Random(f"clocks {scheduler}")
    traveller = await make_traveller(service, owner)
    deck = await make_scheduled_deck(owner, scheduler, cards=20)
    service.clock.turn(days=150)
    session = await start(traveller.client, deck, offline=True)
    packed = await pack_of(traveller.client, session)
    sent: Counter[str] = Counter()
    for _ in range(BATCHES):
        service.clock.turn(hours=chance.choice([-1, 1, 30]))
        await traveller.move(chance.choice(ZONES), chance.randrange(24))
        asked = [chance.choice(packed) for _ in range(500)]
        told = [wild_item(chance, one, service.clock.now) for one in asked]
        results = await upload(traveller.client, *[sent for sent, _ in told])
        for result, (_, at) in zip(results, told, strict=True):
            taken, expected = result["answer"], counts_as(at, service.clock.now)
            assert result["status"] == "applied", result
            assert datetime.fromisoformat(taken["answered_at"]) == expected
            assert taken["is_time_clamped"] == (expected != at)
            check_schedule(result["memory"], result["memory"])
        sent.update(one["question"]["card_id"] for one in asked)
    for card_id in deck["card_ids"]:
        steps = await traveller.steps(card_id)
        assert len(steps) == sent[card_id]
        assert (await traveller.memory(card_id))["review_count"] == sent[card_id]
        for step in steps:
            check_schedule(step["after"], step | {"last_studied_on": step["studied_on"]})
    for name in READS:
        reply = await traveller.client.get(f"/v1/learners/{traveller.learner_id}/{name}")
        assert reply.status_code == 200, reply.text


def check_schedule(memory: dict[str, Any], last: dict[str, Any]) -> None:
    """The card comes back no earlier than its last answer: by days, or by the clock in steps."""
    assert memory["interval_days"] >= 0
    assert memory["due_on"] >= last["last_studied_on"], memory
    if memory["due_at"] is not None:
        at = last.get("last_answered_at") or last["at"]
        assert datetime.fromisoformat(memory["due_at"]) > datetime.fromisoformat(at)


# Clocks by the IANA time zone database: files europe, northamerica, australasia, southamerica.
@pytest.mark.parametrize(
    ("timezone", "day_starts_at", "days"),
    [
        # 29 March 2026: 01:59:59 CET is followed by 03:00 CEST, at 01:00 UTC.
        (
            "Europe/Oslo",
            4,
            {
                "2026-03-29T03:59:59+02:00": "2026-03-28",
                "2026-03-29T04:00:00+02:00": "2026-03-29",
                # 2028 is a leap year, 2027 is none.
                "2028-02-29T03:59:59+01:00": "2028-02-28",
                "2028-02-29T04:00:00+01:00": "2028-02-29",
                "2028-03-01T03:59:59+01:00": "2028-02-29",
                "2027-03-01T03:59:59+01:00": "2027-02-28",
            },
        ),
        (
            "Europe/Oslo",
            2,
            {
                "2026-03-29T00:59:59Z": "2026-03-28",
                "2026-03-29T01:00:00Z": "2026-03-29",
                # Here the day begins with the first 02:00 of two.
                "2026-10-24T23:59:59Z": "2026-10-24",
                "2026-10-25T00:00:00Z": "2026-10-25",
                "2026-10-25T01:00:00Z": "2026-10-25",
            },
        ),
        # 25 October 2026: 02:59:59 CEST is followed by 02:00 CET, at 01:00 UTC.
        (
            "Europe/Oslo",
            3,
            {
                "2026-10-25T00:59:59Z": "2026-10-24",
                "2026-10-25T01:59:59Z": "2026-10-24",
                "2026-10-25T02:00:00Z": "2026-10-25",
            },
        ),
        # 8 March 2026: 01:59:59 EST is followed by 03:00 EDT, at 07:00 UTC; 1 November 2026:
        # 01:59:59 EDT by 01:00 EST, at 06:00 UTC.
        (
            "America/New_York",
            2,
            {
                "2026-03-08T06:59:59Z": "2026-03-07",
                "2026-03-08T07:00:00Z": "2026-03-08",
                "2026-11-01T06:59:59Z": "2026-10-31",
                "2026-11-01T07:00:00Z": "2026-11-01",
            },
        ),
        # 5 April 2026: 01:59:59 (+11:00) is followed by 01:30 (+10:30), at 15:00 UTC of the 4th.
        (
            "Australia/Lord_Howe",
            2,
            {"2026-04-04T15:29:59Z": "2026-04-04", "2026-04-04T15:30:00Z": "2026-04-05"},
        ),
        # 3 November 2018: 23:59:59 (-03) is followed by 01:00 (-02) of the 4th.
        (
            "America/Sao_Paulo",
            0,
            {"2018-11-04T02:59:59Z": "2018-11-03", "2018-11-04T03:00:00Z": "2018-11-04"},
        ),
        # 29 December 2011 (-10) is followed by the 31st (+14).
        (
            "Pacific/Apia",
            0,
            {"2011-12-30T09:59:59Z": "2011-12-29", "2011-12-30T10:00:00Z": "2011-12-31"},
        ),
        # One instant on both sides of the date line: +14 and -11, whatever the device's offset.
        ("Pacific/Kiritimati", 4, {"2028-01-01T05:00:00+05:00": "2028-01-01"}),
        ("Pacific/Pago_Pago", 4, {"2028-01-01T05:00:00+05:00": "2027-12-31"}),
    ],
)
async def test_study_days_are_those_of_the_learners_wall_clock(
    service: Any, owner: Any, timezone: str, day_starts_at: int, days: dict[str, str]
) -> None:
    zone = {"timezone": timezone, "day_starts_at": day_starts_at}
    traveller = await make_traveller(service, owner, **zone)
    deck = await make_deck(owner, TYPED)
    service.clock.turn(days=800)
    _, [packed] = await take_along(traveller.client, deck)
    results = await upload(traveller.client, *[item(packed, told) for told in days])
    assert [one["answer"]["studied_on"] for one in results] == list(days.values())
    assert {one["answer"]["is_time_clamped"] for one in results} == {False}


@pytest.mark.parametrize("scheduler", SCHEDULERS)
async def test_who_crosses_the_date_line_meets_the_same_day_over_again(
    service: Any, owner: Any, scheduler: str
) -> None:
    deck = await make_scheduled_deck(owner, scheduler, cards=1)
    stays = await make_traveller(service, owner, timezone="Pacific/Auckland")
    moves = await make_traveller(service, owner, timezone="Pacific/Auckland")
    packs = [(one, (await take_along(one.client, deck))[1][0]) for one in (stays, moves)]
    given = [(service.clock.now, 4)]
    service.clock.turn(minutes=5)
    await moves.move("Pacific/Honolulu")
    given += [(service.clock.turn(minutes=5), 5), (service.clock.turn(minutes=10), 4)]
    for learner, packed in packs:
        sent = [item(packed, at, confidence=confidence) for at, confidence in given]
        await upload(learner.client, *sent[::-1])
    [stayed, moved] = [await one.steps(deck["card_ids"][0]) for one in (stays, moves)]
    # 09:00 UTC is 22:00 in Auckland (+13); 09:10 UTC is 23:10 of the day before in Honolulu (-10).
    assert [step["studied_on"] for step in stayed] == ["2026-03-02"] * 3
    assert [step["studied_on"] for step in moved] == ["2026-03-02", "2026-03-01", "2026-03-01"]
    for one, other in zip(stayed, moved, strict=True):
        check_schedule(other["after"], other | {"last_studied_on": other["studied_on"]})
        assert other["after"] | {"due_on": None} == one["after"] | {"due_on": None}


@pytest.mark.parametrize("scheduler", SCHEDULERS)
async def test_a_service_whose_clock_goes_back_loses_no_answer(
    service: Any, owner: Any, scheduler: str
) -> None:
    traveller = await make_traveller(service, owner)
    deck = await make_scheduled_deck(owner, scheduler, cards=1)
    for hours in (0, -1, 2, -1, -1, 30, -1):
        service.clock.turn(hours=hours)
        session = await start(traveller.client, deck)
        question = await pending(traveller.client, session)
        service.clock.turn(hours=-1)
        result = await answer(traveller.client, session, question, confidence=4)
        check_schedule(result["memory"], result["memory"])
        service.clock.turn(hours=1)
    steps = await traveller.steps(deck["card_ids"][0])
    assert [step["after"]["review_count"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert sorted(step["at"] for step in steps) == [step["at"] for step in steps]
    for step in steps:
        check_schedule(step["after"], step | {"last_studied_on": step["studied_on"]})


async def test_a_session_goes_on_where_the_clock_goes_back(service: Any, owner: Any) -> None:
    traveller = await make_traveller(service, owner)
    deck = await make_scheduled_deck(owner, "fsrs", cards=4)
    session = await start(traveller.client, deck, time_limit_seconds=7200)
    for hours in (0, -1, 1, -1):
        service.clock.turn(hours=hours)
        question = await pending(traveller.client, session)
        await answer(traveller.client, session, question)
    told = (await traveller.client.get(f"/v1/sessions/{session['id']}/results")).json()
    assert told["totals"]["answered"] == 4
    assert await pending(traveller.client, session) is None


async def test_moves_stay_in_their_order_where_the_clock_goes_back(
    service: Any, owner: Any
) -> None:
    traveller = await make_traveller(service, owner, timezone="Europe/Oslo")
    _, [packed] = await take_along(traveller.client, await make_deck(owner, TYPED))
    at = service.clock.now
    await traveller.move("Pacific/Auckland")
    await traveller.move("Pacific/Honolulu")
    service.clock.turn(hours=-1)
    await traveller.move("Asia/Kathmandu")
    service.clock.turn(hours=15)
    before = item(packed, at - timedelta(minutes=90))
    late = item(packed, at + timedelta(hours=13, minutes=30))
    results = await upload(traveller.client, before, late)
    # 07:30 UTC is 08:30 in Oslo, and 21:30 of the day before in Honolulu (-10); 22:30 UTC is 04:15
    # of the next day in Kathmandu (+05:45), and 23:30 in Oslo.
    assert [one["answer"]["studied_on"] for one in results] == ["2026-03-02", "2026-03-03"]
