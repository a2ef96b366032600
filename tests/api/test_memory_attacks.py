"""Attacks on sessions that choose, and on what they remember: each once went wrong, or could."""

from typing import Any

import pytest
from marking import POINTS, VAGUE
from studying import CHOICE, TYPED, answer, make_deck, pending
from studying import start_scheduled as start

CARDS = tuple({**TYPED, "prompt": f"Capital of Norway, {n}?"} for n in range(1, 5))
ESSAYS = tuple({**POINTS, "prompt": f"Outline Leon Trotsky, {n}"} for n in range(1, 5))
BY_CONFIDENCE = {"scheduler": "confidence"}


async def study(learner: Any, session: dict[str, Any], **given: Any) -> list[str]:
    """The ids of the cards of the whole session, each answered."""
    asked = []
    question = await pending(learner, session)
    while question is not None:
        asked.append(question["card_id"])
        question = (await answer(learner, session, question, **given))["next"]
    return asked


async def add_many(author: Any, deck: dict[str, Any], count: int) -> None:
    """So many more cards in the deck."""
    cards = [{**TYPED, "prompt": f"Capital of Norway, {n}?"} for n in range(count)]
    items = [{"op": "create", "card": card} for card in cards]
    reply = await author.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    assert reply.status_code == 200, reply.text


async def test_a_deferred_session_by_confidence_asks_no_card_twice(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults=BY_CONFIDENCE)
    session = await start(guest, deck, feedback="deferred")
    assert await study(guest, session) == deck["card_ids"]


async def test_a_session_by_confidence_that_repeats_nothing_asks_each_card_once(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults=BY_CONFIDENCE)
    session = await start(guest, deck, repeats=False)
    assert await study(guest, session, text="wrong") == deck["card_ids"]


async def test_what_nobody_has_graded_is_not_asked_again_by_confidence(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *ESSAYS, study_defaults=BY_CONFIDENCE)
    session = await start(guest, deck, formats=["free_text"])
    question = await pending(guest, session)
    asked = []
    while question is not None and len(asked) < 6:
        asked.append(question["card_id"])
        told = await answer(guest, session, question, text=VAGUE)
        assert told["memory"] is None
        question = told["next"]
    assert asked == deck["card_ids"]


async def test_two_big_decks_take_turns_with_new_cards(owner: Any, guest: Any) -> None:
    decks = [await make_deck(owner, CARDS[0], title=f"Deck {n}") for n in (1, 2)]
    for deck in decks:
        await add_many(owner, deck, 150)
    body = {"deck_ids": [deck["id"] for deck in decks], "limit": 4, "repeats": False}
    reply = await guest.post("/v1/sessions", json=body)
    await study(guest, reply.json(), confidence=5)
    for deck in decks:
        found = await guest.get("/v1/memories", params={"deck_id": deck["id"]})
        assert found.json()["items"]


async def test_a_deck_whose_day_is_full_holds_up_no_other(
    service: Any, owner: Any, pupil: Any
) -> None:
    full = await make_deck(
        owner, CARDS[0], title="Full", study_defaults={"due_per_day": 2, "new_per_day": 999}
    )
    await add_many(owner, full, 119)
    other = await make_deck(owner, CARDS[0], title="Other")
    await study(pupil, await start(pupil, full, repeats=False), confidence=5)
    service.clock.turn(days=1)
    await study(pupil, await start(pupil, other, repeats=False), confidence=5)
    service.clock.turn(days=300)
    review = {"mode": "review", "limit": 10, "repeats": False}
    asked = await study(pupil, (await pupil.post("/v1/sessions", json=review)).json())
    assert len(asked) == 3
    assert other["card_ids"][0] in asked


@pytest.mark.parametrize("change", [{"is_suspended": True}, {"is_buried": True}])
async def test_a_forgotten_card_that_is_left_out_does_not_come_back(
    owner: Any, guest: Any, change: dict[str, Any]
) -> None:
    deck = await make_deck(owner, *CARDS[:2])
    session = await start(guest, deck)
    first = await pending(guest, session)
    told = await answer(guest, session, first, text="wrong")
    reply = await guest.patch(f"/v1/memories/{first['card_id']}", json=change)
    assert reply.status_code == 200, reply.text
    told = await answer(guest, session, told["next"], confidence=5)
    assert told["next"] is None


@pytest.mark.parametrize("change", [{"is_suspended": True}, {"is_buried": True}])
async def test_a_planned_card_that_is_left_out_is_not_asked(
    owner: Any, guest: Any, change: dict[str, Any]
) -> None:
    deck = await make_deck(owner, *CARDS)
    session = await start(guest, deck, repeats=False)
    for card_id in deck["card_ids"][1:3]:
        reply = await guest.patch(f"/v1/memories/{card_id}", json=change)
        assert reply.status_code == 200, reply.text
    told = await answer(guest, session, await pending(guest, session))
    assert told["next"]["card_id"] == deck["card_ids"][3]


async def test_an_unseen_card_with_a_day_of_its_own_is_chosen_by_confidence(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, CARDS[0], study_defaults=BY_CONFIDENCE)
    await pupil.patch(f"/v1/memories/{deck['card_ids'][0]}", json={"due_on": "2026-03-02"})
    session = await start(pupil, deck, limit=1)
    assert (await pending(pupil, session))["card_id"] == deck["card_ids"][0]


async def test_cards_that_were_reset_count_as_new_for_the_day(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"new_per_day": 2})
    asked = await study(pupil, await start(pupil, deck, repeats=False), confidence=5)
    service.clock.turn(days=1)
    for card_id in asked:
        reply = await pupil.patch(f"/v1/memories/{card_id}", json={"state": "new"})
        assert reply.json()["state"] == "new"
    again = await study(pupil, await start(pupil, deck, repeats=False), confidence=5)
    assert len(again) == 2
    reply = await pupil.post("/v1/sessions", json={"deck_ids": [deck["id"]]})
    assert reply.status_code == 409, reply.text


async def test_cards_that_cannot_be_asked_hide_none_that_can_from_confidence(
    owner: Any, guest: Any
) -> None:
    choices = [{**CHOICE, "prompt": f"Which is a sea, {n}?"} for n in range(12)]
    deck = await make_deck(owner, *choices, TYPED, study_defaults=BY_CONFIDENCE)
    session = await start(guest, deck, formats=["typed"], limit=1)
    assert (await pending(guest, session))["card_id"] == deck["card_ids"][-1]
