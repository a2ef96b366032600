"""Signing in with what was studied as a guest."""

import asyncio
from typing import Any
from uuid import uuid4

from studying import BASIC, CHOICE, answer, make_deck, pending, response_to, send, start


async def sign_in(service: Any, account: Any, guest: Any) -> Any:
    form = {
        "grant_type": "password",
        "username": account.email,
        "password": "correct horse battery",
        "guest_token": guest.headers["authorization"].removeprefix("Bearer "),
    }
    return await service.anonymous.post("/v1/auth/token", data=form)


async def study(service: Any, learner: Any, deck: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The first answer of a new session, a minute after whatever came before."""
    service.clock.turn(minutes=1)
    session = await start(learner, deck)
    return await answer(learner, session, await pending(learner, session), **given)


async def ids_of(learner: Any, path: str) -> set[str]:
    return {item["id"] for item in (await learner.get(path)).json()["items"]}


async def memory_of(learner: Any, card_id: str) -> dict[str, Any]:
    reply = await learner.get(f"/v1/memories/{card_id}")
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_the_guests_answers_become_the_accounts(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    await study(service, owner, deck)
    await study(service, guest, deck)
    of_both = {
        path: await ids_of(owner, path) | await ids_of(guest, path)
        for path in ("/v1/sessions", "/v1/answers")
    }
    assert (await sign_in(service, owner, guest)).status_code == 200
    assert {path: await ids_of(owner, path) for path in of_both} == of_both
    assert [len(ids) for ids in of_both.values()] == [2, 2]


async def test_memory_is_folded_over_both(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    await study(service, guest, deck, confidence=1)
    await study(service, owner, deck, confidence=5)
    await study(service, guest, deck, confidence=2)
    await sign_in(service, owner, guest)
    memory = await memory_of(owner, deck["card_ids"][0])
    assert (memory["review_count"], memory["right_count"]) == (3, 1)
    assert memory["confidence"] == 2


async def test_a_card_that_only_the_guest_knew_is_remembered(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, BASIC)
    await study(service, guest, deck)
    before = await memory_of(guest, deck["card_ids"][0])
    await sign_in(service, owner, guest)
    after = await memory_of(owner, deck["card_ids"][0])
    kept = ("review_count", "right_count", "confidence", "first_answered_at", "last_answered_at")
    assert [after[name] for name in kept] == [before[name] for name in kept]


async def test_an_answer_taken_back_stays_taken_back(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    taken_back = await study(service, guest, deck)
    session_id = taken_back["answer"]["session_id"]
    assert (await guest.post(f"/v1/sessions/{session_id}/undo", json={})).status_code == 200
    await sign_in(service, owner, guest)
    answers = (await owner.get("/v1/answers")).json()["items"]
    assert [a["voided_at"] is not None for a in answers] == [True]
    assert (await owner.get(f"/v1/memories/{deck['card_ids'][0]}")).status_code == 404


async def test_an_open_session_goes_on(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC, CHOICE)
    session = await start(guest, deck)
    await answer(guest, session, await pending(guest, session))
    waiting = await pending(guest, session)
    await sign_in(service, owner, guest)
    assert await pending(owner, session) == waiting
    assert (await answer(owner, session, waiting))["progress"]["answered"] == 2


async def test_an_answer_id_that_is_there_already_is_skipped(
    service: Any, owner: Any, guest: Any
) -> None:
    deck, id = await make_deck(owner, BASIC), str(uuid4())
    await study(service, owner, deck, id=id, confidence=5)
    await study(service, guest, deck, id=id, confidence=1)
    assert (await sign_in(service, owner, guest)).status_code == 200
    answers = (await owner.get("/v1/answers")).json()["items"]
    assert [(a["id"], a["confidence"]) for a in answers] == [(id, 5)]
    assert (await memory_of(owner, deck["card_ids"][0]))["review_count"] == 1


async def test_what_the_guest_took_back_leaves_the_accounts_answer(
    service: Any, owner: Any, guest: Any
) -> None:
    deck, id = await make_deck(owner, BASIC), str(uuid4())
    await study(service, owner, deck, id=id)
    session_id = (await study(service, guest, deck, id=id))["answer"]["session_id"]
    await guest.post(f"/v1/sessions/{session_id}/undo", json={})
    await sign_in(service, owner, guest)
    assert (await owner.get(f"/v1/answers/{id}")).json()["voided_at"] is None
    assert (await memory_of(owner, deck["card_ids"][0]))["review_count"] == 1


async def test_a_repeated_answer_gives_its_first_result(
    service: Any, owner: Any, guest: Any
) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    body = response_to(await pending(guest, session))
    first = await send(guest, session, body)
    await sign_in(service, owner, guest)
    again = await send(owner, session, body)
    assert again.json()["answer"]["id"] == first.json()["answer"]["id"]
    assert len((await owner.get("/v1/answers")).json()["items"]) == 1


async def test_the_guest_is_gone(service: Any, owner: Any, guest: Any) -> None:
    await study(service, guest, await make_deck(owner, BASIC))
    await sign_in(service, owner, guest)
    for path in ("/v1/sessions", "/v1/answers", "/v1/memories"):
        assert (await guest.get(path)).json()["items"] == []
    assert (await guest.get(f"/v1/learners/{guest.learner_id}")).status_code == 404
    refresh = {"grant_type": "refresh_token", "refresh_token": guest.refresh_token}
    assert (await service.anonymous.post("/v1/auth/token", data=refresh)).status_code == 400


async def test_a_guest_is_merged_once(service: Any, owner: Any, guest: Any) -> None:
    await sign_in(service, owner, guest)
    again = await sign_in(service, owner, guest)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")


async def test_a_guest_who_signed_up_is_nobody_elses(service: Any, owner: Any, guest: Any) -> None:
    await study(service, guest, await make_deck(owner, BASIC))
    account = await service.account(guest_token=guest.headers["authorization"][len("Bearer ") :])
    reply = await sign_in(service, owner, guest)
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    assert [len(await ids_of(one, "/v1/answers")) for one in (owner, account)] == [0, 1]


async def test_of_two_accounts_that_want_a_guest_one_gets_it(
    service: Any, owner: Any, guest: Any
) -> None:
    deck, other = await make_deck(owner, BASIC), await service.account()
    await study(service, guest, deck)
    replies = await asyncio.gather(*(sign_in(service, one, guest) for one in (owner, other)))
    assert sorted(reply.status_code for reply in replies) == [200, 400]
    counts = [len(await ids_of(one, "/v1/answers")) for one in (owner, other)]
    assert sorted(counts) == [0, 1]


async def test_a_wrong_password_leaves_the_guest_alone(
    service: Any, owner: Any, guest: Any
) -> None:
    await study(service, guest, await make_deck(owner, BASIC))
    form = {
        "grant_type": "password",
        "username": owner.email,
        "password": "wrong horse battery",
        "guest_token": guest.headers["authorization"].removeprefix("Bearer "),
    }
    assert (await service.anonymous.post("/v1/auth/token", data=form)).status_code == 400
    assert len(await ids_of(guest, "/v1/answers")) == 1


async def test_the_guest_who_became_the_account_may_be_named_again(
    service: Any, guest: Any
) -> None:
    token = guest.headers["authorization"].removeprefix("Bearer ")
    account = await service.account(guest_token=token)
    reply = await sign_in(service, account, guest)
    assert (reply.status_code, reply.json()["learner_id"]) == (200, guest.learner_id)


async def test_a_guest_cannot_answer_in_a_session_of_the_accounts(
    service: Any, owner: Any, guest: Any
) -> None:
    exam, easy, id = await make_deck(owner, CHOICE), await make_deck(owner, BASIC), str(uuid4())
    await start(owner, exam, mode="test", id=id)
    mine = await start(guest, easy, id=id)
    await answer(guest, mine, await pending(guest, mine), confidence=5)
    before = (await owner.get(f"/v1/sessions/{id}/results")).json()
    assert (await sign_in(service, owner, guest)).status_code == 200
    after = (await owner.get(f"/v1/sessions/{id}/results")).json()
    assert after["totals"] == before["totals"]
    assert after["answers"] == []
    assert await ids_of(owner, "/v1/answers") == set()
