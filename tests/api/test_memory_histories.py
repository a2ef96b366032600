"""The history of a card over HTTP: what happened, and what was remembered after it."""

from typing import Any

import pytest
from enrolling import enrol, server_of, token_for
from studying import BASIC, TYPED, answer, make_deck, pending, start


async def rated(service: Any, learner: Any, deck: Any, *confidences: int) -> dict[str, Any]:
    """The last session of those that rate the deck's first card, a day apart."""
    for confidence in confidences:
        await service.wait(learner, days=1)
        session = await start(learner, deck, formats=["flip"], limit=1)
        await answer(learner, session, await pending(learner, session), confidence=confidence)
    return session


async def history(learner: Any, deck: Any, **query: Any) -> Any:
    reply = await learner.get(f"/v1/memories/{deck['card_ids'][0]}/history", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.fixture
async def deck(service: Any) -> dict[str, Any]:
    return await make_deck(await service.account(), BASIC)


async def test_the_newest_answer_comes_first(service: Any, guest: Any, deck: Any) -> None:
    await rated(service, guest, deck, 4, 5, 1)
    steps = (await history(guest, deck))["items"]
    assert [(step["kind"], step["confidence"], step["rating"]) for step in steps] == [
        ("answer", 1, 1),
        ("answer", 5, 4),
        ("answer", 4, 3),
    ]
    assert [step["studied_on"] for step in steps] == ["2026-03-05", "2026-03-04", "2026-03-03"]
    assert [step["after"]["review_count"] for step in steps] == [3, 2, 1]


async def test_the_last_step_leaves_what_is_remembered(service: Any, guest: Any, deck: Any) -> None:
    await rated(service, guest, deck, 4, 5)
    after = (await history(guest, deck))["items"][0]["after"]
    memory = (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).json()
    assert after == {name: memory[name] for name in after}
    assert after["schedule"]["kind"] == "fsrs"


async def test_what_was_done_to_the_card_stands_between(
    service: Any, guest: Any, deck: Any
) -> None:
    await rated(service, guest, deck, 4)
    path = f"/v1/memories/{deck['card_ids'][0]}"
    await guest.patch(path, json={"due_on": "2026-04-01"})
    await rated(service, guest, deck, 3)
    [_, adjusted, _] = (await history(guest, deck))["items"]
    assert (adjusted["kind"], adjusted["adjustment"], adjusted["due_on"]) == (
        "adjustment",
        "set_due",
        "2026-04-01",
    )
    assert adjusted["after"]["due_on"] == "2026-04-01"


async def test_an_answer_that_was_taken_back_leaves_no_step(
    service: Any, guest: Any, deck: Any
) -> None:
    session = await rated(service, guest, deck, 4, 1)
    await guest.post(f"/v1/sessions/{session['id']}/undo", json={})
    assert [step["confidence"] for step in (await history(guest, deck))["items"]] == [4]


async def test_crammed_answers_and_open_tests_leave_no_step(
    service: Any, guest: Any, deck: Any
) -> None:
    await rated(service, guest, deck, 4)
    service.clock.turn(minutes=1)
    for mode in ("cram", "test"):
        session = await start(guest, deck, mode=mode, formats=["flip"])
        await answer(guest, session, await pending(guest, session), confidence=1)
        service.clock.turn(minutes=1)
    assert len((await history(guest, deck))["items"]) == 1
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    assert [step["confidence"] for step in (await history(guest, deck))["items"]] == [1, 4]


async def test_a_long_history_comes_in_pages(service: Any, guest: Any, deck: Any) -> None:
    await rated(service, guest, deck, 4, 3, 5)
    first = await history(guest, deck, limit=2)
    rest = await history(guest, deck, limit=2, cursor=first["next_cursor"])
    assert [step["confidence"] for step in first["items"] + rest["items"]] == [5, 3, 4]
    assert rest["next_cursor"] is None


async def test_a_history_of_confidence_tells_levels(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account(), BASIC)
    await rated(service, guest, deck, 4)
    assert (await history(guest, deck))["items"][0]["after"]["schedule"].keys() == {
        "kind",
        "stability",
        "difficulty",
        "step",
    }


async def test_a_card_that_nobody_studied_has_no_history(guest: Any, deck: Any) -> None:
    reply = await guest.get(f"/v1/memories/{deck['card_ids'][0]}/history")
    assert reply.status_code == 404


async def test_staff_see_what_happened_to_their_learners_cards(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED, visibility="private")
    server, pupil = await server_of(service, owner), (await enrol(owner))["id"]
    learner = service.client((await token_for(server, pupil))["access_token"])
    session = await start(learner, deck)
    await answer(learner, session, await pending(learner, session), text="Bergen")
    card = deck["card_ids"][0]
    reply = await owner.get(f"/v1/learners/{pupil}/memories/{card}/history")
    own = await learner.get(f"/v1/memories/{card}/history")
    assert reply.json() == own.json()
    assert [(step["is_right"], step["rating"]) for step in own.json()["items"]] == [(False, 1)]
