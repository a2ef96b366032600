"""What waits for a learner: now, today, and on the days to come."""

from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from studying import TYPED, answer, make_deck, pending
from studying import start_scheduled as start

from db import learners

CARDS = tuple({**TYPED, "prompt": f"Capital of Norway, {n}?"} for n in range(1, 6))


@pytest_asyncio.fixture
async def pupil(service: Any, owner: Any) -> Any:
    """A client who studies as one managed learner, and whose key outlives the turning of clocks."""
    made = (await owner.post("/v1/learners", json={})).json()
    scopes = ("study", "decks:read", "decks:write", "learners:read")
    client = await service.key(owner, *scopes, learner=made["id"])
    client.learner_id = made["id"]
    return client


async def asked(learner: Any, what: str, **query: Any) -> Any:
    reply = await learner.get(f"/v1/learners/{learner.learner_id}/{what}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def study(learner: Any, deck: Any, *said: str, **given: Any) -> None:
    """The first cards of the deck answered once each with these texts."""
    named = deck["card_ids"][: len(said)]
    session = await start(learner, deck, card_ids=named, repeats=False, order="deck")
    for text in said:
        await answer(learner, session, await pending(learner, session), text=text, **given)


def count(number: int) -> dict[str, Any]:
    return {"count": number, "is_more": False}


async def test_new_cards_are_counted_until_they_are_answered(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    told = await asked(guest, "due", deck_id=deck["id"])
    assert (told["new_today"], told["due_now"], told["next_due_on"]) == (count(5), count(0), None)
    await study(guest, deck, "oslo", confidence=5)
    told = await asked(guest, "due")
    assert [each["deck_id"] for each in told["decks"]] == [deck["id"]]
    assert told["new_today"] == told["decks"][0]["new_today"] == count(4)
    assert told["next_due_on"] > told["today"]


async def test_a_step_later_today_is_due_today_but_not_now(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(guest, deck, "wrong")
    told = await asked(guest, "due")
    assert (told["due_now"], told["due_today"]) == (count(0), count(1))
    service.clock.turn(minutes=2)
    assert (await asked(guest, "due"))["due_now"] == count(1)


async def test_what_is_due_is_counted_per_deck_and_in_all(
    service: Any, owner: Any, pupil: Any
) -> None:
    decks = [await make_deck(owner, *CARDS), await make_deck(owner, *CARDS)]
    await study(pupil, decks[0], "oslo", "oslo", confidence=5)
    await study(pupil, decks[1], "oslo", confidence=5)
    service.clock.turn(days=40)
    told = await asked(pupil, "due")
    assert told["due_now"] == told["due_today"] == count(3)
    assert {each["deck_id"]: each["due_now"]["count"] for each in told["decks"]} == {
        decks[0]["id"]: 2,
        decks[1]["id"]: 1,
    }


async def test_a_learners_own_limit_holds_over_all_decks(
    service: Any, owner: Any, pupil: Any
) -> None:
    async with service.app.state.database.writing() as db:
        (await learners.get(db, UUID(pupil.learner_id))).new_per_day = 2
    deck = await make_deck(owner, *CARDS)
    assert (await asked(pupil, "due", deck_id=deck["id"]))["new_today"] == count(2)
    await study(pupil, deck, "oslo")
    assert (await asked(pupil, "due"))["new_today"] == count(1)


async def test_deleted_cards_and_decks_out_of_sight_are_left_out(
    service: Any, owner: Any, pupil: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(guest, deck, "wrong", "wrong")
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    assert (await asked(guest, "due"))["due_today"] == count(1)
    assert (await asked(guest, "forecast"))["due"] == 1
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert (await asked(guest, "due"))["decks"] == []
    assert (await asked(guest, "forecast"))["due"] == 0
    path = f"/v1/learners/{guest.learner_id}/due"
    assert (await guest.get(path, params={"deck_id": deck["id"]})).status_code == 404


async def test_a_forecast_has_every_day_and_says_what_is_overdue(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo", "oslo", confidence=5)
    due_on = (await asked(pupil, "due"))["next_due_on"]
    told = await asked(pupil, "forecast", days=60)
    assert (len(told["days"]), told["due"], told["overdue"], told["later"]) == (60, 2, 0, 0)
    assert next(day["on"] for day in told["days"] if day["due"]) == due_on
    assert (await asked(pupil, "forecast", days=1))["later"] == 2
    service.clock.turn(days=90)
    first = (await asked(pupil, "forecast", days=2))["days"][0]
    assert (first["due"], first["overdue"]) == (2, 2)


async def test_a_buried_card_is_foretold_for_tomorrow(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(guest, deck, "wrong")
    changed = await guest.patch(f"/v1/memories/{deck['card_ids'][0]}", json={"is_buried": True})
    assert changed.status_code == 200, changed.text
    days = (await asked(guest, "forecast", days=2))["days"]
    assert [day["due"] for day in days] == [0, 1]
    assert (await asked(guest, "due"))["due_today"] == count(0)


@pytest.mark.parametrize("what", ["due", "forecast"])
async def test_only_the_learner_and_their_staff_are_told(
    service: Any, owner: Any, pupil: Any, guest: Any, what: str
) -> None:
    path = f"/v1/learners/{pupil.learner_id}/{what}"
    assert (await service.anonymous.get(path)).status_code == 401
    assert (await guest.get(path)).status_code == 404
    assert (await owner.get(path)).json() == (await owner.get(path)).json()
    assert (await owner.get(path)).json()["learner_id"] == pupil.learner_id
    assert (await owner.get(path, params={"weeks": 1})).status_code == 422


@pytest.mark.parametrize("days", ["0", "366", "x"])
async def test_a_forecast_is_for_a_day_to_a_year(guest: Any, days: str) -> None:
    path = f"/v1/learners/{guest.learner_id}/forecast"
    refused = await guest.get(path, params={"days": days})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "query:days"
